"""What holds of a key that an organisation was issued, wherever it is kept.

The rules:
1. The key is RSA with 2,048 bits or more, or on one of the curves P-256, P-384 and P-521.
2. The certificate is the key's, may sign, is no authority itself, and is valid now.
3. The chain is there, in any order, from the certificate up to its last issuer: that one is what others
   will trust, however many stand between.
4. Every refusal says in words what is wrong; none repeats what opens the key. `where` names the setting
   and what it holds, as `CONCORDAT_SIGNING_KEY: seal.p12`.
"""

from collections.abc import Iterable
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ExtensionNotFound

from concordat.domain.errors import BadSetting

_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_RSA_BITS = 2048
_RENEW = "Ask whoever issued it for a valid one with the key usage digital signature."


def check_kind(where: str, key: object) -> None:
    """Raise BadSetting unless the public key is of a kind that is used for signatures here."""
    good_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size >= _RSA_BITS
    if good_rsa or (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES)):
        return
    raise refused(
        where,
        "holds a kind of key that is not used for signatures here",
        "Use RSA with 2,048 bits or more, or a key on P-256, P-384 or P-521.",
    )


def check_certificate(
    where: str, key: object, certificate: x509.Certificate, now: datetime
) -> None:
    """Raise BadSetting unless the certificate is the public key's, and can be signed with at that time."""
    if certificate.public_key() != key:
        raise refused(where, "holds a certificate of another key", "Export the two that belong.")
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > ends:
        raise refused(where, f"holds a certificate that expired on {ends:%Y-%m-%d}", _RENEW)
    if now < begins:
        raise refused(where, f"holds a certificate that begins on {begins:%Y-%m-%d}", _RENEW)
    if not _may_sign(certificate):
        raise refused(where, "holds a certificate that may not sign documents", _RENEW)


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


def chain_of(
    where: str, certificate: x509.Certificate, others: Iterable[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Return the certificates from this one up, each vouched for by the next; BadSetting without them."""
    chain, left = [certificate], list(others)
    while above := next((c for c in left if _issued(c, chain[-1])), None):
        left.remove(above)
        if above != chain[-1]:
            chain.append(above)
    if len(chain) == 1 and not _issued(certificate, certificate):
        raise refused(
            where,
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


def refused(where: str, why: str, remedy: str) -> BadSetting:
    """Return the refusal of a configured key."""
    return BadSetting(f"{where} {why}.", remedy=remedy, attempted="load the service's key")
