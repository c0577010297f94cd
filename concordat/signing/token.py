"""A private key in a PKCS#11 token, such as a hardware module or a smart card. It never leaves it.

The rules:
1. Each signature has a session of its own, so that a token that was away is used again once it is back.
2. While it is away, nothing is signed: the act stays due and is tried again.
3. One session at a time: a token knows one login of a process.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from concordat.domain.errors import Undeliverable

if TYPE_CHECKING:
    import pkcs11

_ONE_LOGIN = threading.Lock()


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key in a token: the library that speaks to it, the token's label, the key's, and the PIN."""

    library: str
    token: str
    label: str
    pin: str = field(repr=False)
    is_rsa: bool

    def sign(self, data: bytes) -> bytes:
        """Return the signature over the data; Undeliverable while the token is out of reach."""
        from pkcs11 import Mechanism, ObjectClass  # noqa: PLC0415 (only a token needs it)
        from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415 (as above)
        from pkcs11.util.ec import encode_ecdsa_signature  # noqa: PLC0415 (as above)

        try:
            with opened(self.library, self.token, self.pin) as session:
                # The library's types know no key that signs.
                key: Any = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self.label)
                if self.is_rsa:
                    return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
                digest = hashlib.sha256(data).digest()
                return bytes(encode_ecdsa_signature(key.sign(digest, mechanism=Mechanism.ECDSA)))
        except (PKCS11Error, RuntimeError) as error:
            raise Undeliverable(
                f"The token '{self.token}' did not sign ({type(error).__name__}).",
                remedy="Nothing was signed, and it is tried again. See that the token is there and open.",
                attempted="sign a document",
            ) from error


@contextmanager
def opened(library: str, token: str, pin: str) -> Iterator["pkcs11.Session"]:
    """Open a session; PKCS11Error or RuntimeError when the token or its library cannot be used."""
    import pkcs11  # noqa: PLC0415 (as above)

    with _ONE_LOGIN:
        found = pkcs11.lib(library).get_token(token_label=token)
        with found.open(user_pin=pin) as session:
            yield session
