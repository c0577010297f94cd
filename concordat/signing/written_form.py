"""The one form in which the service writes a signature, so that a changed byte has nowhere to hide.

A signature's container has parts that no signature covers: versions, lists of algorithms, lengths
and padding. A reader forgives changes there. We write the container again from the parts that
are covered or checked, and compare it with what the file holds.
"""

from typing import Any

from asn1crypto import cms

_SHA256 = {"algorithm": "sha256"}


def expected_room(content: bytes, room: int) -> bytes:
    """Return what a PDF holds where a signature is: hex digits, padded with noughts, in brackets.

    `content` is the signature's container; `room` counts the bytes between the signed ranges.
    """
    return b"<" + _rewritten(content).hex().upper().encode().ljust(room - 2, b"0") + b">"


def _rewritten(content: bytes) -> bytes:
    signed = cms.ContentInfo.load(content)["content"]
    [signer] = signed["signer_infos"]
    container = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": {
                "version": "v1",
                "digest_algorithms": [_SHA256],
                "encap_content_info": {"content_type": "data"},
                "certificates": signed["certificates"],
                "signer_infos": [_signer(signer)],
            },
        }
    )
    written: bytes = container.dump()
    return written


def _signer(found: Any) -> dict[str, Any]:
    return {
        "version": "v1",
        "sid": found["sid"],
        "digest_algorithm": _SHA256,
        "signed_attrs": found["signed_attrs"],
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": found["signature"],
    }
