"""Certificates as an organisation's own authority would issue them, and keys in PKCS#12 files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.integration.documents.samples import MADE_AT

YEAR = timedelta(days=365)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
NOTHING = {
    "digital_signature": False,
    "content_commitment": False,
    "key_cert_sign": False,
    "crl_sign": False,
    "key_encipherment": False,
    "data_encipherment": False,
    "key_agreement": False,
    "encipher_only": False,
    "decipher_only": False,
}


def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Issued:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key


def issue(
    name: str,
    by: Issued | None = None,
    *,
    make: Callable[[], Key] = p256,
    authority: bool = False,
    stamps: bool = False,
    usages: tuple[str, ...] = ("digital_signature",),
    begins: datetime = MADE_AT - YEAR,
    ends: datetime = MADE_AT + YEAR,
    revocations_at: str = "",
) -> Issued:
    """Return a new certificate, issued by itself if by nobody."""
    key = make()
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Trust"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    used = NOTHING | dict.fromkeys(("key_cert_sign", "crl_sign") if authority else usages, True)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**used), critical=True)
    )
    if stamps:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    if revocations_at:
        where = x509.UniformResourceIdentifier(revocations_at)
        point = x509.DistributionPoint([where], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    signing = by.key if by else key
    algorithm = None if isinstance(signing, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return Issued(builder.sign(signing, algorithm), key)


def revocations(by: Issued, at: datetime) -> bytes:
    """Return the authority's list of revocations of that time, DER: nothing is revoked."""
    builder = x509.CertificateRevocationListBuilder(by.certificate.subject)
    dated = builder.last_update(at - timedelta(hours=1)).next_update(at + timedelta(days=7))
    return dated.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


def chained(depth: int = 1) -> list[Issued]:
    """Return a root and so many authorities below it, each issued by the one before."""
    made = [issue("Root", authority=True)]
    for number in range(depth):
        made.append(issue(f"Authority {number + 1}", made[-1], authority=True))
    return made


def packed(
    held: Issued, others: list[Issued], passphrase: bytes | None, key: Key | None = None
) -> bytes:
    """Return a PKCS#12 file."""
    how = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    above = [one.certificate for one in others]
    return serialize_key_and_certificates(b"seal", key or held.key, held.certificate, above, how)
