"""The one form in which the service writes a signature, so that a changed byte has nowhere to hide.

A signature's container has parts that no signature covers: versions, lists of algorithms, lengths
and padding. A reader forgives changes there. We write the container again from the parts that
are covered or checked, and compare it with what the file holds.
"""

from collections.abc import Collection

from asn1crypto import cms, x509

from concordat.signing.container import ECDSA, RSA, TIMESTAMP, Parts, container


def expected_room(content: bytes, room: int) -> bytes:
    """Return what a PDF holds where a signature is: hex digits, padded with noughts, in brackets.

    `content` is the signature's container; `room` counts the bytes between the signed ranges.
    """
    return b"<" + container(_parts(content)).hex().upper().encode().ljust(room - 2, b"0") + b">"


def expected_token_room(content: bytes, room: int, known: Collection[bytes]) -> bytes:
    """Return what a PDF holds where a timestamp is, whose container is another's: as it came, in DER.

    `known` are the certificates, DER, that the timestamp covers. ValueError if the container has parts
    that nothing covers and that are not as the standard has them.
    """
    container_of = cms.ContentInfo.load(content)
    signed = container_of["content"]
    [signer] = signed["signer_infos"]
    by_number = signer["sid"].name == "issuer_and_serial_number"
    [digests] = signed["digest_algorithms"]
    uncovered = [
        certificate
        for certificate in (one.dump() for one in signed["certificates"])
        if certificate not in known and certificate != signer_certificate(signed).dump()
    ]
    if (
        uncovered
        or signed["version"].native != "v3"
        or signer["version"].native != ("v1" if by_number else "v3")
        or digests["algorithm"].native != signer["digest_algorithm"]["algorithm"].native
    ):
        raise ValueError("the container of the timestamp has been changed")
    token: bytes = container_of.dump(force=True)
    return b"<" + token.hex().upper().encode().ljust(room - 2, b"0") + b">"


def signer_certificate(signed: cms.SignedData) -> x509.Certificate:
    """Return the certificate of whoever signed; StopIteration if it is not there."""
    [info] = signed["signer_infos"]
    named = info["sid"].chosen
    found = [certificate.chosen for certificate in signed["certificates"]]
    if isinstance(named, cms.IssuerAndSerialNumber):
        number = named["serial_number"].native
        return next(c for c in found if c.serial_number == number)
    return next(c for c in found if c.key_identifier == named.native)


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
        timestamp=timestamp_of(signer),
    )


def timestamp_of(signer: cms.SignerInfo) -> bytes | None:
    """Return the token beside a signature, DER, if there is one."""
    for attribute in signer["unsigned_attrs"] or ():
        [token] = attribute["values"]
        if attribute["type"].dotted == TIMESTAMP:
            encoded: bytes = token.dump()
            return encoded
    return None
