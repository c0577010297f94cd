"""What each document says, as plain facts: services fill these in, documents set them on pages.

Every content is enough to render its document again, byte for byte.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from concordat.domain.places import Predecessor
from concordat.domain.programme import Programme
from concordat.domain.rules import Quorum
from concordat.domain.signing import SignatureSlot


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of the agreement. `made_by` is a party's id, or `joint`."""

    id: str
    made_by: str
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """Dated work of the first term. `owners` are party ids; due so many months after the start."""

    id: str
    text: str
    owners: tuple[str, ...]
    due_months: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What several comments said, put together, and what was done about it."""

    said: str
    done: str


@dataclass(frozen=True, slots=True)
class AgreementText:
    """The words of one version. `html` is the canonical form that is hashed: UTF-8, NFC, LF.

    `answers` stand beside the words and are not hashed with them: what the comments led to.
    """

    html: str
    sha256: str
    commitments: tuple[Commitment, ...]
    actions: tuple[Action, ...]
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two texts: every passage in order, marked where it changed (HTML)."""

    html: str
    passages: int


@dataclass(frozen=True, slots=True)
class AgreementDocument:
    """The agreement's one PDF: the canonical words, and room for the public signing.

    While the review window is open it is a draft, and says so. `note` says what an amended version
    amends, and why it is not signed where it is not. `comments_at` is the address of the page that
    takes comments.
    """

    programme: Programme
    version: int
    text: AgreementText
    slots: tuple[SignatureSlot, ...]
    made_at: datetime
    rehearsal: bool
    draft: bool = False
    note: str = ""
    comments_at: str = ""


@dataclass(frozen=True, slots=True)
class RedlineDocument:
    """What a version changes of an earlier one: both named by number and by the hash of their words."""

    programme: Programme
    version: int
    version_sha256: str
    earlier: int
    earlier_sha256: str
    changes: Changes
    made_at: datetime
    rehearsal: bool


@dataclass(frozen=True, slots=True)
class BoardPaper:
    """What the board is asked to decide. `comments` counts the responses of the review window.

    `organisations` is how many of them were made for one. `changed_in_review` counts the passages
    that differ from the draft opened for comment, None where no window was opened. An amended version
    has the number of the one it `amends`, how far it goes, why, and its `changes`.
    """

    programme: Programme
    version: int
    version_sha256: str
    meeting_on: date | None
    comments: int
    comment_summaries: tuple[str, ...]
    made_at: datetime
    rehearsal: bool
    organisations: int = 0
    formats: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    changed_in_review: int | None = None
    amends: int | None = None
    amendment: str = ""
    reason: str = ""
    changes: Changes | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels inside a document: its name, what it is, and when it was last changed."""

    filename: str
    description: str
    data: bytes = field(repr=False)
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class RecordDocument:
    """A place's ratification record: its decision on the version named by hash, and who signs.

    A declined outcome has no slots: the record is sealed by the service alone. `authority` is who
    decided between meetings, to report on `report_back_on`; `members_present`, `roles_present` and
    `conflicts` tell of the meeting, if it is known, and `quorum` what the body asks of one. `call_in` is
    how a call-in ended, in a sentence, where there could be one.
    `predecessors` are those whose ratification is confirmed, each with the hash of its record.
    `agreement` is the signed agreement itself, which travels inside the record.
    """

    programme: Programme
    version: int
    version_sha256: str
    agreement_pdf_sha256: str
    place_name: str
    place_ons_code: str | None
    body_name: str
    outcome: str
    decided_on: date
    minute_reference: str
    reservation: str | None
    condition: str | None
    reason: str | None
    slots: tuple[SignatureSlot, ...]
    made_at: datetime
    rehearsal: bool
    own_words: str | None = None
    effective_from: date | None = None
    authority: str | None = None
    urgent_reason: str | None = None
    members_present: int | None = None
    conflicts: tuple[str, ...] = ()
    predecessors: tuple[Predecessor, ...] = ()
    roles_present: tuple[str, ...] = ()
    quorum: Quorum | None = None
    report_back_on: date | None = None
    call_in: str = ""
    agreement: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class AccessionDocument:
    """The record of a partner that joins the version named by hash, by its own decision.

    `agreement` is the signed agreement itself, which travels inside the record.
    """

    programme: Programme
    version: int
    version_sha256: str
    agreement_pdf_sha256: str
    party_name: str
    partner: str
    on_behalf_of: str | None
    decided_on: date
    minute_reference: str
    joined_on: date
    made_at: datetime
    rehearsal: bool
    agreement: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class CaseStudy:
    """An account of where the agreement has (`success`) or has not been a success."""

    partner: str
    success: bool
    text: str


@dataclass(frozen=True, slots=True)
class CommitmentReport:
    """How one commitment stands in the eyes of one partner: kept, partly kept or not kept."""

    partner: str
    commitment: str
    standing: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """The report of one review cycle, for those who decide its outcome.

    `reservations` are those under which places ratified: the place's name, and its words.
    """

    programme: Programme
    version: int
    version_sha256: str
    cycle: int
    due_on: date
    commitments: tuple[Commitment, ...]
    case_studies: tuple[CaseStudy, ...]
    reports: tuple[CommitmentReport, ...]
    asked: int
    returned: int
    made_at: datetime
    rehearsal: bool
    not_returned: tuple[str, ...] = field(default=())
    reservations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureContent:
    """What a signature in a PDF attests: who signed, in which role, for whom, when (UTC).

    `authority` is shown with it, where the document does not say it already. One made `on_paper`
    shows its reason instead of its time: there the paper and its scan are named. One made `through` another provider names it.
    """

    field: str
    name: str
    role: str
    organisation: str
    reason: str
    signed_at: datetime
    certify: bool
    authority: str | None = None
    on_paper: bool = False
    through: str | None = None
