"""The one form in which the service writes a signature, so that a changed byte has nowhere to hide.

A signature's container has parts that no signature covers: versions, lists of algorithms, lengths
and padding. A reader forgives changes there. We write the container again from the parts that
are covered or checked, and compare it with what the file holds.
"""

from asn1crypto import cms

from concordat.signing.container import ECDSA, RSA, TIMESTAMP, Parts, container


def expected_room(content: bytes, room: int) -> bytes:
    """Return what a PDF holds where a signature is: hex digits, padded with noughts, in brackets.

    `content` is the signature's container; `room` counts the bytes between the signed ranges.
    """
    return b"<" + container(_parts(content)).hex().upper().encode().ljust(room - 2, b"0") + b">"


def _parts(content: bytes) -> Parts:
    signed = cms.ContentInfo.load(content)["content"]
    [signer] = signed["signer_infos"]
    rsa = signer["signature_algorithm"].signature_algo == "rsassa_pkcs1v15"
    return Parts(
        certificates=tuple(certificate.dump() for certificate in signed["certificates"]),
        signer=signer["sid"].dump(),
        attributes=signer["signed_attrs"].contents,
        algorithm=RSA if rsa else ECDSA,
        signature=signer["signature"].native,
        timestamp=_timestamp(signer),
    )


def _timestamp(signer: cms.SignerInfo) -> bytes | None:
    """Return the token beside the signature; ValueError if anything else is there."""
    for attribute in signer["unsigned_attrs"] or ():
        [token] = attribute["values"]
        if attribute["type"].dotted == TIMESTAMP:
            encoded: bytes = token.dump()
            return encoded
    return None
