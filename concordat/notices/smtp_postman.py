"""A postman with a mail server.

The rules:
1. A letter goes to everyone it is for or, as far as anyone can know, to nobody: while one address is
   put off, it is sent to none and tried again, so that nobody gets it twice.
2. An address that is refused for good is returned, and the letter goes to the others. So is every
   address when the letter itself is refused for good.
3. What is refused because of who asks (authentication, relaying, policy) is no word about an address:
   the letter stays owed.
4. Nothing takes longer than a claim on a letter lasts: a server that hangs is left.
5. Once the server has taken the letter, nothing that follows matters.
6. No error and no log repeats the password.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from concordat.domain.errors import MailServerAway, Undeliverable
from concordat.notices.letters import LetterWriter
from concordat.notices.mail_server import mail_server
from concordat.notices.message import compose
from concordat.services.ports import Letter, Refusal

TIMEOUT_S = 20
AT_MOST_S = 60
"""How long one letter may take once the server has greeted: less than a claim on it lasts."""

_FAILED = (smtplib.SMTPException, OSError, UnicodeError)
_POLICY = "5.7."
_OF_WHO_ASKS = frozenset({503, 521, 530, 534, 535, 538})
_REFUSED = 400
_FOR_GOOD = 500


class SmtpPostman:
    """Hands letters to one mail server; BadSetting if its address cannot be used."""

    def __init__(
        self,
        url: str,
        templates: Path,
        timeout_s: float = TIMEOUT_S,
        at_most_s: float = AT_MOST_S,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._server = mail_server(url)
        self._writer = LetterWriter(templates)
        self._timeout_s = timeout_s
        self._at_most_s = at_most_s
        self._trusted = trusted

    def forget(self, before: datetime) -> int:  # noqa: ARG002  # A mail server keeps no copies here.
        """Return how many copies were thrown away: none, because none are kept here."""
        return 0

    def deliver(self, letter: Letter) -> tuple[Refusal, ...]:
        """Hand the letter over to the mail server; return whom it refuses for good.

        MailServerAway if it cannot be spoken to, Undeliverable if it does not take this letter now.
        """
        message = compose(self._writer, letter)
        with self._connected() as connection:
            try:
                return _handed_over(connection, letter, message)
            except _FAILED as error:
                raise _undeliverable(_said(error)) from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        try:
            connection = self._greeted()
        except _FAILED as error:
            raise _away(_said(error)) from error
        limit = threading.Timer(self._at_most_s, _cut, [connection])
        limit.daemon = True
        limit.start()
        try:
            self._secure(connection)
            yield connection
        finally:
            # The letter has been taken or refused: how the server says goodbye changes neither.
            with suppress(*_FAILED):
                connection.quit()
            limit.cancel()
            connection.close()

    def _greeted(self) -> smtplib.SMTP:
        server = self._server
        if server.scheme == "smtps":
            return smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout_s, context=self._context()
            )
        return smtplib.SMTP(server.host, server.port, timeout=self._timeout_s)

    def _secure(self, connection: smtplib.SMTP) -> None:
        server = self._server
        try:
            if server.scheme == "smtp+starttls":
                connection.starttls(context=self._context())
            if server.user:
                connection.login(server.user, server.password)
        except smtplib.SMTPAuthenticationError as error:
            # Its words are not repeated: some servers say again what they were sent.
            raise _away(f"{error.smtp_code}, the user or the password is not accepted") from None
        except _FAILED as error:
            raise _away(_said(error)) from error

    def _context(self) -> ssl.SSLContext:
        return self._trusted or ssl.create_default_context()


def _cut(connection: smtplib.SMTP) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _handed_over(
    connection: smtplib.SMTP, letter: Letter, message: EmailMessage
) -> tuple[Refusal, ...]:
    """Speak the envelope and the letter; return whom the server refuses for good."""
    sender = letter.programme.facilitator_contact.email
    connection.ehlo_or_helo_if_needed()
    _check(*connection.mail(sender))
    answers = {address: connection.rcpt(address) for address in letter.to}
    refused = []
    for address, (code, words) in answers.items():
        if _is_for_good(code, words):
            refused.append(Refusal(address, _words(code, words)))
        else:
            _check(code, words)
    if len(refused) < len(answers):
        code, words = _data(connection, message)
        if _is_for_good(code, words):
            return tuple(Refusal(address, _words(code, words)) for address in letter.to)
        _check(code, words)
    return tuple(refused)


def _data(connection: smtplib.SMTP, message: EmailMessage) -> tuple[int, bytes]:
    try:
        return connection.data(message.as_bytes())
    except smtplib.SMTPDataError as refused:
        return refused.smtp_code, _bytes(refused.smtp_error)


def _is_for_good(code: int, words: bytes) -> bool:
    """Say whether an answer is the server's last word on an address or a letter, and not on who asks."""
    return (
        code >= _FOR_GOOD
        and code not in _OF_WHO_ASKS
        and not words.decode(errors="replace").startswith(_POLICY)
    )


def _check(code: int, words: bytes) -> None:
    if code >= _REFUSED:
        raise smtplib.SMTPResponseException(code, words)


def _words(code: int, words: bytes | str) -> str:
    said = _bytes(words).decode(errors="replace")
    return " ".join(f"{code} {said}".split())


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _away(why: str) -> MailServerAway:
    return MailServerAway(
        f"The mail server takes no letters now: {why}.",
        remedy="It is tried again; look at the mail server, and at CONCORDAT_SMTP_URL, if this goes on.",
        attempted="hand over a letter",
    )


def _undeliverable(why: str) -> Undeliverable:
    return Undeliverable(
        f"The mail server did not take a letter: {why}.",
        remedy="It is tried again; look at the mail server if this goes on.",
        attempted="hand over a letter",
    )
