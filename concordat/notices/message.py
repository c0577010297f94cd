"""A letter as an e-mail message: the same letter is the same message, however often it is sent."""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from concordat.notices.invitations import FILENAME, invitations
from concordat.notices.letters import LetterWriter
from concordat.services.ports import Attachment, Letter

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
    message["Message-ID"] = f"<{_key(letter)}@{_domain(letter)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "en-GB"
    message.set_content(words.body, cte="quoted-printable")
    for attachment in letter.attachments:
        _attach(message, attachment)
    if letter.with_events and letter.programme.timeline.events:
        _attach_events(message, letter)
    if message.is_multipart():
        message.set_boundary(f"=_{_key(letter)}")
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


def _domain(letter: Letter) -> str:
    return letter.programme.facilitator_contact.email.rpartition("@")[2]


def _key(letter: Letter) -> str:
    # A rehearsal's letters have the ids of the real ones, and must not be taken for them.
    kind = "rehearsal" if letter.rehearsal else "real"
    told = f"{kind}|{letter.portal_url}|{letter.id}"
    return hashlib.sha256(told.encode()).hexdigest()[:_DIGITS]


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    maintype, _, subtype = attachment.media_type.partition("/")
    message.add_attachment(
        attachment.data, maintype=maintype, subtype=subtype, filename=attachment.filename
    )


def _attach_events(message: EmailMessage, letter: Letter) -> None:
    message.add_attachment(
        invitations(letter.programme, letter.written_at),
        maintype="text",
        subtype="calendar",
        filename=FILENAME,
        params={"method": "PUBLISH", "charset": "utf-8"},
    )
