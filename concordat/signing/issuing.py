"""Issues the service's certificate: an issuer that signs one certificate and is thrown away.

The rules:
1. The certificates are valid for ten years and begin a day early, so that a clock a little behind
   accepts them. The service's may sign documents and nothing else.
2. With the certificate the issuer signs its only list of revocations, which is empty and holds as long
   as the certificate: an issuer that is gone can revoke nothing, and a long-lived signature carries
   the list that says so.
"""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_VALID = timedelta(days=3652)
_EARLY = timedelta(days=1)
_NAME_LENGTH = 64


def new_bundle(organisation: str, now: datetime) -> bytes:
    """Return a new private key, its certificate, its issuer's and the issuer's list, in PEM."""
    issuer_key = ec.generate_private_key(ec.SECP256R1())
    private_key = ec.generate_private_key(ec.SECP256R1())
    issuer_name = _name(organisation, "Concordat issuer")
    issuer = (
        _builder(issuer_name, issuer_name, issuer_key.public_key(), issuer_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(issues=True), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
    subject = _name(organisation, "Concordat service")
    certificate = (
        _builder(subject, issuer_name, private_key.public_key(), issuer_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(issues=False), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
    key_pem = private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    nothing_revoked = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer_name)
        .last_update(now - _EARLY)
        .next_update(now + _VALID)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .sign(issuer_key, hashes.SHA256())
    )
    public = (certificate, issuer, nothing_revoked)
    return key_pem + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in public)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePublicKey,
    now: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now + _VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False
        )
    )


def _name(organisation: str, part: str) -> x509.Name:
    # A certificate has room for 64 characters in each part of a name.
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "GB"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:_NAME_LENGTH]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{part}, {organisation}"[:_NAME_LENGTH]),
        ]
    )


def _usage(*, issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=not issues,
        key_cert_sign=issues,
        crl_sign=issues,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
