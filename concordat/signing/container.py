"""Writes the container of a signature: CMS as PAdES asks for it, in one form and no other.

The rules:
1. What is signed names the document by its SHA-256 and the certificate that vouches for the key.
2. The issuer's own certificate stays out: whoever checks brings it, and nothing signs a copy.
3. Every part that no signature covers (versions, lists of algorithms, order, lengths) has one form, so
   that a changed byte has nowhere to hide: whoever checks writes the container again and compares.
4. A timestamp is about the signature, so it is beside what is signed.

Source: RFC 5652, 5; RFC 5035, 3 and 4; ETSI EN 319 142-1, 6.3.
"""

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from concordat.signing.der import (
    NULL,
    identifier,
    integer,
    members,
    octets,
    sequence,
    set_of,
    tagged,
)

SHA256 = sequence(identifier("2.16.840.1.101.3.4.2.1"))
ECDSA = sequence(identifier("1.2.840.10045.4.3.2"))
RSA = sequence(identifier("1.2.840.113549.1.1.11"), NULL)
TIMESTAMP = "1.2.840.113549.1.9.16.2.14"

_DATA = identifier("1.2.840.113549.1.7.1")
_SIGNED_DATA = identifier("1.2.840.113549.1.7.2")
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a container is made of, each part in DER but the bytes of the signature.

    `attributes` are the members of the set that is signed; `timestamp` is a token.
    """

    certificates: tuple[bytes, ...]
    signer: bytes
    attributes: bytes
    algorithm: bytes
    signature: bytes
    timestamp: bytes | None = None


def signer_of(certificate: x509.Certificate) -> bytes:
    """Return what names the certificate: its issuer and its number."""
    return sequence(certificate.issuer.public_bytes(), integer(certificate.serial_number))


def attributes_of(document_sha256: bytes, certificate: x509.Certificate) -> bytes:
    """Return the attributes to sign, without the head of their set."""
    encoded = certificate.public_bytes(serialization.Encoding.DER)
    issuer = sequence(tagged(0xA4, certificate.issuer.public_bytes()))
    vouching = sequence(
        octets(hashlib.sha256(encoded).digest()),
        sequence(issuer, integer(certificate.serial_number)),
    )
    return members(
        (
            _attribute(_CONTENT_TYPE, _DATA),
            _attribute(_MESSAGE_DIGEST, octets(document_sha256)),
            _attribute(_SIGNING_CERTIFICATE, sequence(sequence(vouching))),
        )
    )


def to_be_signed(attributes: bytes) -> bytes:
    """Return the bytes over which the signature is made."""
    return tagged(0x31, attributes)


def container(parts: Parts) -> bytes:
    """Return the container in its one form."""
    signer_info = sequence(
        integer(1),
        parts.signer,
        SHA256,
        tagged(0xA0, parts.attributes),
        parts.algorithm,
        octets(parts.signature),
        b"" if parts.timestamp is None else tagged(0xA1, _attribute(TIMESTAMP, parts.timestamp)),
    )
    signed_data = sequence(
        integer(1),
        set_of(SHA256),
        sequence(_DATA),
        tagged(0xA0, members(parts.certificates)),
        set_of(signer_info),
    )
    return sequence(_SIGNED_DATA, tagged(0xA0, signed_data))


def _attribute(kind: str, value: bytes) -> bytes:
    return sequence(identifier(kind), set_of(value))
