"""Reads the service's key from a PKCS#12 file, as an organisation's certificate authority hands it out.

The rules:
1. The file opens with the passphrase given, and holds one private key with its certificate.
2. The key is RSA with 2,048 bits or more, or on one of the curves P-256, P-384 and P-521.
3. The certificate is the key's, may sign, is no authority itself, and is valid now.
4. The file holds the chain, in any order, from the certificate up to its last issuer: that one is what
   others will trust, however many stand between.
5. Every refusal says in words what is wrong; none repeats the passphrase.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ExtensionNotFound

from concordat.domain.errors import BadSetting
from concordat.signing.authorities import Authority
from concordat.signing.service_key import PrivateKey, ServiceKey

_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_RSA_BITS = 2048


def read_pkcs12(file: Path, passphrase: bytes | None, now: datetime) -> ServiceKey:
    """Return the key of the file; BadSetting, which says why, if it cannot be used at that time."""
    try:
        held = pkcs12.load_pkcs12(file.read_bytes(), passphrase)
    except OSError as error:
        raise _refused(
            file, f"cannot be read: {error.strerror}", "Name a file that can."
        ) from error
    except (ValueError, TypeError):
        # What the library says may quote what it was given, so the chain of causes ends here.
        raise _refused(
            file,
            "does not open: it is damaged, or the passphrase is missing or wrong",
            "Give its passphrase in CONCORDAT_SIGNING_KEY_PASSPHRASE or …_PASSPHRASE_FILE.",
        ) from None
    if held.key is None or held.cert is None:
        missing = "private key" if held.key is None else "certificate"
        raise _refused(file, f"holds no {missing}", "Export the key with its certificate.")
    private_key = _usable(file, held.key)
    certificate = held.cert.certificate
    _check_certificate(file, private_key, certificate, now)
    others = [c.certificate for c in held.additional_certs]
    return ServiceKey(private_key, Authority(_chain(file, certificate, others)), b"")


def _usable(file: Path, key: object) -> PrivateKey:
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, _CURVES):
        return key
    raise _refused(
        file,
        "holds a kind of key that is not used for signatures here",
        "Use RSA with 2,048 bits or more, or a key on P-256, P-384 or P-521.",
    )


def _check_certificate(
    file: Path, key: PrivateKey, certificate: x509.Certificate, now: datetime
) -> None:
    if certificate.public_key() != key.public_key():
        raise _refused(file, "holds a certificate of another key", "Export the two that belong.")
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > ends:
        raise _refused(file, f"holds a certificate that expired on {ends:%Y-%m-%d}", _RENEW)
    if now < begins:
        raise _refused(file, f"holds a certificate that begins on {begins:%Y-%m-%d}", _RENEW)
    if not _may_sign(certificate):
        raise _refused(file, "holds a certificate that may not sign documents", _RENEW)


_RENEW = "Ask whoever issued it for a valid one with the key usage digital signature."


def _may_sign(certificate: x509.Certificate) -> bool:
    extensions = certificate.extensions
    try:
        if extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
    except ExtensionNotFound:
        pass
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _chain(
    file: Path, certificate: x509.Certificate, others: Iterable[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Return the certificates from this one up, each vouched for by the next."""
    chain, left = [certificate], list(others)
    while above := next((c for c in left if _issued(c, chain[-1])), None):
        left.remove(above)
        if above != chain[-1]:
            chain.append(above)
    if len(chain) == 1 and not _issued(certificate, certificate):
        raise _refused(
            file,
            "does not hold the certificate of whoever issued its own",
            "Export the key with its whole chain.",
        )
    return tuple(chain)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _refused(file: Path, why: str, remedy: str) -> BadSetting:
    return BadSetting(
        f"CONCORDAT_SIGNING_KEY: {file} {why}.", remedy=remedy, attempted="load the service's key"
    )
