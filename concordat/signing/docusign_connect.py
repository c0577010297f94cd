"""Whether a message comes from DocuSign Connect: it is signed over its raw bytes, once for each active key.

While a key is being changed, DocuSign signs with the old one and the new one, and we know both: one
match is enough. Source: DocuSign, Connect, HMAC security; `X-DocuSign-Signature-1` and so on.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from concordat.domain.errors import BadSetting

SIGNATURE = "x-docusign-signature-"
KEYS_AT_MOST = 100
"""How many keys an account can have."""


def is_signed(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes]) -> bool:
    """Say whether any of the signatures is of any of the keys. `headers` have lower-case names."""
    given = [value for name, value in headers.items() if name.startswith(SIGNATURE)]
    expected = signed_headers(body, keys).values()
    matches = [
        hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
        for one in given[:KEYS_AT_MOST]
        for other in expected
    ]
    return any(matches)


def signed_headers(body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """Return the headers with which a body is signed by each key."""
    digests = (hmac.new(key, body, hashlib.sha256).digest() for key in keys)
    return {
        f"{SIGNATURE}{number}": base64.b64encode(digest).decode()
        for number, digest in enumerate(digests, start=1)
    }


@dataclass(frozen=True, slots=True)
class ConnectListener:
    """Checks messages by the keys in a file, one a line; a key added there counts from then on."""

    file: Path

    def keys(self) -> tuple[bytes, ...]:
        """Return the active keys; BadSetting when there are none, or the file cannot be read."""
        try:
            lines = [line.strip() for line in self.file.read_bytes().splitlines()]
        except OSError as error:
            raise BadSetting(
                f"CONCORDAT_DOCUSIGN_CONNECT_KEYS: {self.file} cannot be read: {error.strerror}.",
                remedy="Name a file with the Connect keys, one on each line.",
            ) from error
        found = tuple(line for line in lines if line and not line.startswith(b"#"))
        if not found:
            raise BadSetting(
                f"CONCORDAT_DOCUSIGN_CONNECT_KEYS: {self.file} holds no key.",
                remedy="Write the keys of DocuSign's Connect page into it, one on each line.",
            )
        return found[:KEYS_AT_MOST]

    def __call__(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Say whether a message is DocuSign's."""
        return is_signed(headers, body, self.keys())
