"""What the use cases need of the outside: the ports, each with a real adapter and a fake."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from concordat.domain.programme import Programme
from concordat.services.certificate import Certificate
from concordat.services.content import (
    AccessionDocument,
    AgreementDocument,
    AgreementText,
    BoardPaper,
    Changes,
    RecordDocument,
    RedlineDocument,
    ReviewReport,
    SignatureContent,
)
from concordat.services.inspection import Inspection
from concordat.services.mailings import PartnerNotice, SignatoryLetter
from concordat.services.signing_day import Invitation


class Clock(Protocol):
    """The one source of time."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        ...


class Publisher(Protocol):
    """Sets documents on pages: the same content gives the same bytes."""

    def agreement_text(self, programme: Programme) -> AgreementText:
        """Return the canonical words of the programme's agreement; TemplateFault if they cannot be."""
        ...

    def changes(self, old: str, new: str) -> Changes:
        """Return what differs between two canonical texts, readable from its beginning to its end."""
        ...

    def agreement_pdf(self, content: AgreementDocument) -> bytes:
        """Return the agreement as PDF, with an empty field for each slot and one named `seal`."""
        ...

    def agreement_docx(self, content: AgreementDocument) -> bytes:
        """Return the agreement's words as a Word file that says how to comment on them."""
        ...

    def redline_html(self, content: RedlineDocument) -> str:
        """Return what a version changes as a page of its own."""
        ...

    def redline_pdf(self, content: RedlineDocument) -> bytes:
        """Return what a version changes as PDF."""
        ...

    def redline_docx(self, content: RedlineDocument) -> bytes:
        """Return what a version changes as a Word file with tracked changes: all accepted, it is the version's text."""
        ...

    def record_pdf(self, content: RecordDocument) -> bytes:
        """Return a ratification record as PDF, with an empty field for each slot and `seal`."""
        ...

    def accession_pdf(self, content: AccessionDocument) -> bytes:
        """Return the record of a partner's accession as PDF, with an empty field named `seal`."""
        ...

    def board_paper_pdf(self, content: BoardPaper) -> bytes:
        """Return the paper for the board as PDF."""
        ...

    def letter_pdf(self, content: SignatoryLetter) -> bytes:
        """Return the letter to a signatory as PDF; nothing in it opens what is signed."""
        ...

    def notice_pdf(self, content: PartnerNotice) -> bytes:
        """Return the notice to all partners as PDF."""
        ...

    def certificate_pdf(self, content: Certificate) -> bytes:
        """Return the certificate of completion as PDF, with an empty field named `seal`."""
        ...

    def review_report_pdf(self, content: ReviewReport) -> bytes:
        """Return the review report as PDF."""
        ...


class DocumentStore(Protocol):
    """Keeps files by the SHA-256 of their bytes, and never overwrites one."""

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256, 64 lower-case hex digits."""
        ...

    def get(self, sha256: str) -> bytes:
        """Return the bytes; NotFound if there are none, BrokenEvidence if they have changed."""
        ...


class Sealer(Protocol):
    """Puts cryptographic signatures into PDFs with the service's key."""

    @property
    def authority_pem(self) -> bytes:
        """The certificates, PEM, by which anyone can check the service's signatures.

        There is one for each issuer there has been, oldest first, whose key signs or once did.
        """
        ...

    @property
    def level(self) -> str:
        """The PAdES level of a document that is sealed now: B-B, B-T or B-LTA."""
        ...

    def sign(self, pdf: bytes, content: SignatureContent) -> bytes:
        """Return the PDF with one more signature in the named empty field."""
        ...

    def seal(self, pdf: bytes, at: datetime) -> bytes:
        """Return the PDF locked by the service's seal in its field `seal`."""
        ...


class PdfInspector(Protocol):
    """Looks inside PDFs that anyone may have made, without harm to whoever asks."""

    async def inspect(self, pdf: bytes, authority_pem: bytes) -> Inspection:
        """Return what was found, checked against the authority; never raises, whatever the bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    filename: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice ready to be written and handed over. `id` is the same however often it is tried.

    `message_id` names it in the post, and `answers` the letter that it follows. `link` is the whole
    address of a personal page, or None; `news_link` of the page on which news can be refused, on
    letters that may be. `invitation` is to the public signing. `with_events` asks for the calendar of the programme's sessions.
    """

    id: str
    template: str
    to: tuple[str, ...]
    params: dict[str, str]
    link: str | None
    portal_url: str
    programme: Programme
    attachments: tuple[Attachment, ...]
    written_at: datetime
    rehearsal: bool
    message_id: str
    answers: str | None = None
    news_link: str | None = None
    invitation: Invitation | None = None
    with_events: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """An address that the mail server refuses for good, and its words."""

    address: str
    words: str


class Postman(Protocol):
    """Writes letters from their templates and hands them over."""

    def deliver(self, letter: Letter) -> tuple[Refusal, ...]:
        """Hand the letter over to everyone it is for; return those who are refused for good.

        Undeliverable if that cannot be done now: then nobody has got it, as far as anyone can know,
        and it is tried again. MailServerAway if that is so of every letter.
        """
        ...

    def forget(self, before: datetime) -> int:
        """Throw away the copies kept here of letters written before then; return how many there were."""
        ...


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """One letter of the mailbox. `name` is its own there; `files` are its attachments' names."""

    name: str
    to: str
    subject: str
    written_at: datetime
    text: str
    html: str
    files: tuple[str, ...]


class Mailbox(Protocol):
    """The letters of a service without a mail server."""

    def letters(self) -> tuple[KeptLetter, ...]:
        """Return every letter, the newest first."""
        ...

    def letter(self, name: str) -> KeptLetter:
        """Return one letter; NotFound if there is none of that name."""
        ...

    def file(self, name: str, number: int) -> tuple[str, bytes]:
        """Return the name and the bytes of a letter's attachment, counted from 0; NotFound if none."""
        ...
