"""A postman with a mail server."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from concordat.domain.errors import BadSetting, Undeliverable
from concordat.notices.letters import LetterWriter
from concordat.notices.message import compose
from concordat.services.ports import Letter

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
"""The schemes of a mail server's address, with the usual port of each."""

TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where the mail server is and how it is spoken to. `user` is empty when it asks for none."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


def mail_server(url: str) -> MailServer:
    """Return the mail server of an address such as `smtp+starttls://user:password@host:587`.

    BadSetting for any other address, and for one that would send a password unencrypted.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _bad("it is not an address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise _bad(f"it begins with none of {', '.join(f'{s}://' for s in PORTS)} and a host")
    if parts.username and parts.scheme == "smtp":
        raise _bad("it would send a password unencrypted over smtp://")
    return MailServer(
        parts.scheme,
        parts.hostname,
        port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def _bad(why: str) -> BadSetting:
    # The address may hold a password, so it is not repeated.
    return BadSetting(
        f"The mail server's address cannot be used: {why}.",
        remedy="Write CONCORDAT_SMTP_URL like smtp+starttls://user:password@mail.example.org:587.",
    )


class SmtpPostman:
    """Hands letters to one mail server; BadSetting if its address cannot be used."""

    def __init__(self, url: str, templates: Path, timeout_s: float = TIMEOUT_S) -> None:
        self._server = mail_server(url)
        self._writer = LetterWriter(templates)
        self._timeout_s = timeout_s

    def forget(self, before: datetime) -> int:  # noqa: ARG002  # A mail server keeps no copies here.
        """Return how many copies were thrown away: none, because none are kept here."""
        return 0

    def deliver(self, letter: Letter) -> None:
        """Hand the letter over to the mail server; Undeliverable if it does not take it all."""
        message = compose(self._writer, letter)
        try:
            with self._connect() as connection:
                refused = connection.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise _undeliverable(f"{type(error).__name__}: {error}") from error
        if refused:
            raise _undeliverable(f"it refused {', '.join(sorted(refused))}")

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.scheme == "smtps":
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout_s, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout_s)
        try:
            if server.scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password)
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise
        return connection


def _undeliverable(why: str) -> Undeliverable:
    return Undeliverable(
        f"The mail server did not take a letter: {why}.",
        remedy="It is tried again; look at the mail server if this goes on.",
        attempted="hand over a letter",
    )
