"""The address of a mail server, as `CONCORDAT_SMTP_URL` gives it."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from concordat.domain.errors import BadSetting

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
"""The schemes of a mail server's address, with the usual port of each."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where the mail server is and how it is spoken to. `user` is empty when it asks for none."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


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
