"""A mail server on a free port of loopback, which keeps what it is sent for a test to read."""

import email
import email.policy
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from concordat.local.processes import free_port

PATIENCE_S = 20.0
LINK = re.compile(r"https?://\S+/sign/[\w-]{43}")
CODE = re.compile(r"^ *(\d{6}) *$", re.MULTILINE)


def words_of(letter: EmailMessage) -> str:
    """Return the plain words of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    words = body.get_content()
    assert isinstance(words, str)
    return words.replace("\r\n", "\n")


@dataclass
class Postbox:
    """What has been delivered, oldest first; each letter is taken out once."""

    url: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    come: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library calls it so.
        content = envelope.content
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        with self.come:
            self.letters.append(letter)
            self.come.notify_all()
        return "250 OK"

    def take(self, to: str, pattern: re.Pattern[str]) -> tuple[EmailMessage, str]:
        """Wait for the next letter to that address in which the pattern is; return both."""
        found: list[tuple[EmailMessage, str]] = []

        def is_there() -> bool:
            for letter in self.letters:
                match = pattern.search(words_of(letter))
                if match and letter["To"] == to:
                    found.append((letter, match[match.lastindex or 0]))
                    self.letters.remove(letter)
                    return True
            return False

        with self.come:
            assert self.come.wait_for(is_there, PATIENCE_S), f"no such letter to {to}"
        return found[0]


@contextmanager
def postbox() -> Iterator[Postbox]:
    """Take letters until the block ends."""
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    box.url = f"smtp://127.0.0.1:{server.port}"
    try:
        yield box
    finally:
        server.stop()
