"""A letter as an e-mail message: the same letter is the same message, however often it is sent.

The rules:
1. Every message says its words twice, as plain text and as HTML; whoever reads it chooses.
2. It names itself and the letter that it answers, so that a mail programme keeps them together.
3. It says that a machine sent it, so that no machine answers.
4. One that may be refused says where, for the mail programme's own button as well. The button is
   offered only where the portal is reached over TLS.

Source: RFC 5322, RFC 3834, RFC 2369, RFC 8058.
"""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from concordat.notices.invitations import FILENAME, invitation, invitations, method_of
from concordat.notices.letters import LetterWriter
from concordat.services.ports import Attachment, Letter
from concordat.services.signing_day import Invitation

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
_DIGITS = 32


def compose(writer: LetterWriter, letter: Letter) -> EmailMessage:
    """Return the message of a letter; TemplateFault if its words cannot be written."""
    words = writer.write(letter)
    message = EmailMessage(policy=SMTP)
    message["From"] = _sender(letter)
    message["To"] = ", ".join(letter.to)
    message["Subject"] = words.subject
    message["Date"] = letter.written_at
    message["Message-ID"] = letter.message_id
    if letter.answers:
        message["In-Reply-To"] = letter.answers
        message["References"] = letter.answers
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "en-GB"
    _offer_refusal(message, letter)
    message.set_content(words.body, cte="quoted-printable")
    message.add_alternative(words.html, subtype="html", cte="quoted-printable")
    if letter.invitation is not None:
        _invite(message, letter, letter.invitation)
    for attachment in letter.attachments:
        _attach(message, attachment)
    if letter.with_events and letter.programme.timeline.events:
        _attach_events(message, letter)
    _set_boundaries(message, _key(letter))
    return message


def safe_name(letter_id: str) -> str:
    """Return a file name for a letter, without its ending: one for each id, safe on any disk."""
    readable = _UNSAFE.sub("_", letter_id)[:120].strip("._")
    return f"{readable}-{hashlib.sha256(letter_id.encode()).hexdigest()[:8]}"


def _sender(letter: Letter) -> Address:
    programme = letter.programme
    return Address(
        display_name=programme.facilitator, addr_spec=programme.facilitator_contact.email
    )


def _key(letter: Letter) -> str:
    return hashlib.sha256(letter.message_id.encode()).hexdigest()[:_DIGITS]


def _set_boundaries(message: EmailMessage, key: str) -> None:
    # The library would draw them at random, and the same letter be another message each time.
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{number}_{key}")


def _offer_refusal(message: EmailMessage, letter: Letter) -> None:
    if letter.news_link is None:
        return
    message["List-Unsubscribe"] = f"<{letter.news_link}>"
    if letter.news_link.startswith("https:"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    maintype, _, subtype = attachment.media_type.partition("/")
    message.add_attachment(
        attachment.data, maintype=maintype, subtype=subtype, filename=attachment.filename
    )


def _invite(message: EmailMessage, letter: Letter, to: Invitation) -> None:
    # As one more form of the letter, which is where calendars look for it.
    message.add_alternative(
        invitation(letter, to).decode(),
        subtype="calendar",
        params={"method": method_of(to)},
        cte="quoted-printable",
    )


def _attach_events(message: EmailMessage, letter: Letter) -> None:
    message.add_attachment(
        invitations(letter.programme, letter.written_at),
        maintype="text",
        subtype="calendar",
        filename=FILENAME,
        params={"method": "PUBLISH", "charset": "utf-8"},
    )
