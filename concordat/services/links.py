"""Personal links: unguessable, made again at will by the service, kept only as fingerprints.

A token is the HMAC-SHA256 of what it opens under the service's link key: 256 bits that nobody
without the key can guess. The register keeps the token's SHA-256, so a stolen register opens nothing.
"""

import base64
import hashlib
import hmac
import re

from concordat.domain.identity import DIGITS

LETTER_KEY = re.compile("[0-9a-f]{32}")
"""What names a letter in the post."""


class Links:
    """Makes the personal links of one service."""

    def __init__(self, key: bytes, portal_url: str) -> None:
        self._key = key
        self.portal_url = portal_url.rstrip("/")

    def token(self, subject: str) -> str:
        """Return the token that opens the subject: 43 characters, safe in an address."""
        digest = hmac.digest(self._key, subject.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def fingerprint_for(self, subject: str) -> str:
        """Return what the register keeps of the subject's token."""
        return fingerprint(self.token(subject))

    def code(self, subject: str) -> str:
        """Return the code of one use for the subject: six digits that nobody without the key can guess."""
        digest = hmac.digest(self._key, f"code:{subject}".encode(), hashlib.sha256)
        return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}}"

    def letter_key(self, subject: str) -> str:
        """Return what names a letter in the post: 32 hex digits that nobody without the key can guess."""
        return hmac.digest(self._key, f"letter:{subject}".encode(), hashlib.sha256).hex()[:32]

    def address(self, page: str, subject: str) -> str:
        """Return the whole address of a personal page, such as `sign` or `review`."""
        return f"{self.portal_url}/{page}/{self.token(subject)}"


def fingerprint(token: str) -> str:
    """Return the SHA-256 of a token, 64 lower-case hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()
