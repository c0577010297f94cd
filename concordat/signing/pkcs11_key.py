"""Reads the service's certificate and finds its key in a PKCS#11 token.

The rules:
1. The setting is a PKCS#11 URI: `pkcs11:token=LABEL;object=LABEL?module-path=LIBRARY`. Source: RFC 7512.
2. Beside the private key the token holds its certificate, and those of the chain under any label.
3. For key, certificate and chain hold the rules of `issued_key`.
4. The PIN is in the passphrase's setting, never in the URI: an address is shown and logged.
"""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from concordat.domain.errors import BadSetting
from concordat.signing.authorities import Authority
from concordat.signing.issued_key import chain_of, check_certificate, check_kind, refused
from concordat.signing.service_key import ServiceKey
from concordat.signing.token import TokenKey, opened

_SCHEME = "pkcs11:"
_SHAPE = "Write it as pkcs11:token=LABEL;object=LABEL?module-path=/PATH/OF/ITS/LIBRARY.so"


class _Address(NamedTuple):
    library: str
    token: str
    label: str


def read_pkcs11(uri: str, pin: bytes | None, now: datetime) -> ServiceKey:
    """Return the key behind the URI; BadSetting, which says why, if it cannot be used at that time."""
    address = _address(uri)
    where = f"CONCORDAT_SIGNING_TOKEN: the token '{address.token}'"
    typed = (pin or b"").decode(errors="replace")
    certificates = _certificates(where, address, typed)
    own = _own(where, address, certificates)
    public_key = own.public_key()
    check_kind(where, public_key)
    check_certificate(where, public_key, own, now)
    chain = chain_of(where, own, [c for _, c in certificates if c != own])
    key = TokenKey(*address, pin=typed, is_rsa=isinstance(public_key, rsa.RSAPublicKey))
    return ServiceKey(key, Authority(chain), b"")


def _address(uri: str) -> _Address:
    path, _, query = uri.removeprefix(_SCHEME).partition("?")
    parts = dict(part.partition("=")[::2] for part in (*path.split(";"), *query.split("&")))
    names = ("module-path", "token", "object")
    if not uri.startswith(_SCHEME) or not all(parts.get(name) for name in names):
        raise BadSetting(
            "CONCORDAT_SIGNING_TOKEN is no address of a key in a token.", remedy=_SHAPE
        )
    if "pin-value" in parts:
        raise BadSetting(
            "CONCORDAT_SIGNING_TOKEN holds a PIN, which an address must not.",
            remedy="Take pin-value out, and give the PIN in CONCORDAT_SIGNING_KEY_PASSPHRASE_FILE.",
        )
    return _Address(*(unquote(parts[name]) for name in names))


def _certificates(where: str, address: _Address, pin: str) -> list[tuple[str, x509.Certificate]]:
    """Return the label and the certificate of each that is in the token, if the key is there too."""
    from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415 (only a token needs it)
    from pkcs11.exceptions import NoSuchKey, PinIncorrect, PKCS11Error  # noqa: PLC0415 (as above)

    try:
        with opened(address.library, address.token, pin) as session:
            session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=address.label)
            found = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            held = [(str(c[Attribute.LABEL]), bytes(c[Attribute.VALUE])) for c in found]
    except NoSuchKey:
        raise refused(
            where, f"holds no private key '{address.label}'", "Name the key's label as object."
        ) from None
    except PinIncorrect:
        raise refused(
            where, "does not take the PIN", "Give it in CONCORDAT_SIGNING_KEY_PASSPHRASE_FILE."
        ) from None
    except (PKCS11Error, RuntimeError) as error:
        raise refused(where, f"cannot be opened ({type(error).__name__})", _SHAPE) from error
    return [(label, x509.load_der_x509_certificate(value)) for label, value in held]


def _own(
    where: str, address: _Address, certificates: list[tuple[str, x509.Certificate]]
) -> x509.Certificate:
    own = [certificate for label, certificate in certificates if label == address.label]
    if len(own) != 1:
        raise refused(
            where,
            f"holds {len(own) or 'no'} certificates '{address.label}'",
            "Put the key's certificate there, under the key's own label.",
        )
    return own[0]
