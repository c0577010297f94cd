"""What the register knows of a version, of a place's ratification, of a signing and of a review.

Records are read, replaced and saved whole; nothing in them is changed in place.
All datetimes are aware and in UTC; all dates are in the system's time zone.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from concordat.domain.programme import Place, Programme, Signatory, SigningBlock
from concordat.domain.signing import Seat, SigningResult, progress
from concordat.domain.states import PlaceStatus, ReviewState, VersionState

PUBLIC = "public"
"""The scope of the public signing; every other scope of a signing is a place's id."""


class RequestStatus(StrEnum):
    """Where one signing request stands."""

    OPEN = "open"
    SIGNED = "signed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Outcome(StrEnum):
    """What a place's ratifying body can decide."""

    RATIFIED = "ratified"
    RATIFIED_WITH_RESERVATION = "ratified with reservation"
    RATIFIED_SUBJECT_TO_CONDITION = "ratified subject to condition"
    DEFERRED = "deferred"
    DECLINED = "declined"


class BoardOutcome(StrEnum):
    """What the board can decide on a version."""

    APPROVED = "approved"
    DEFERRED = "deferred"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """One asking of one seat. `document_sha256` is what was shown to be signed."""

    id: str
    version_id: str
    scope: str
    block: int
    candidate: int
    number: int
    link_sha256: str
    document_sha256: str
    status: RequestStatus
    sent_at: datetime
    expires_at: datetime
    reminders: int = 0
    reminded_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str | None = None

    @property
    def key(self) -> str:
        """The request's id within its version: scope, seat, number."""
        return self.id.removeprefix(f"{self.version_id}/")

    @property
    def seat(self) -> Seat:
        """The seat that is asked."""
        return Seat(self.block, self.candidate)


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's act of signing. `field` and `applied_at` are set once it stands in the PDF."""

    request_id: str
    version_id: str
    scope: str
    block: int
    candidate: int
    name: str
    role: str
    organisation: str
    statement: str
    document_sha256: str
    signed_at: datetime
    field: str | None = None
    applied_at: datetime | None = None

    @property
    def seat(self) -> Seat:
        """The seat that signed."""
        return Seat(self.block, self.candidate)


@dataclass(frozen=True, slots=True)
class Signing:
    """The signing of one document: its blocks, every request ever sent, every signature made."""

    scope: str
    blocks: tuple[SigningBlock, ...]
    requests: tuple[SigningRequest, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def progress(self) -> SigningResult:
        """How far the signing has come."""
        return progress(self.blocks, [s.seat for s in self.signatures])

    @property
    def open_requests(self) -> tuple[SigningRequest, ...]:
        """The requests that still wait for their signatory."""
        return tuple(r for r in self.requests if r.status == RequestStatus.OPEN)

    @property
    def next_unapplied(self) -> Signature | None:
        """The earliest signature that does not stand in the PDF yet."""
        waiting = [s for s in self.signatures if s.applied_at is None]
        return min(waiting, key=lambda s: s.signed_at, default=None)

    def signatory(self, seat: Seat) -> Signatory:
        """Return who sits in the seat."""
        return self.blocks[seat.block].candidates[seat.candidate]


@dataclass(frozen=True, slots=True)
class Decision:
    """A body's decision. `place_id` is None for the board's; `number` counts from 1."""

    version_id: str
    place_id: str | None
    number: int
    outcome: str
    decided_on: date
    minute_reference: str
    recorded_at: datetime
    recorded_by: str
    reservation: str | None = None
    condition: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Ratification:
    """One place's ratification of one version, as the register keeps it."""

    version_id: str
    place_id: str
    status: PlaceStatus
    requested_at: datetime | None = None
    call_in_until: date | None = None
    expected_on: date | None = None
    record_sha256: str | None = None
    current_sha256: str | None = None
    sealed_at: datetime | None = None
    effective_on: date | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Everything that decides what is due at one place."""

    place: Place
    ratification: Ratification
    decision: Decision | None
    signing: Signing


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an agreement, as the register keeps it.

    `board_on`, `public_signing_on` and `ratification_due` are the dates in force; the config's
    own stay in `programme`. `waiting_at` is the gate at which the timeline is suspended.
    """

    id: str
    agreement_id: str
    number: int
    state: VersionState
    programme: Programme
    programme_sha256: str
    rehearsal: bool
    board_on: date | None
    public_signing_on: date
    ratification_due: date
    run_id: str | None = None
    waiting_at: str | None = None
    text_sha256: str | None = None
    agreement_sha256: str | None = None
    current_sha256: str | None = None
    sealed_at: datetime | None = None
    effective_on: date | None = None
    certificate_sha256: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """Everything that decides what is due for a version as a whole."""

    version: Version
    statuses: dict[str, PlaceStatus]
    effective_dates: dict[str, date]
    signing: Signing
    review: "Review | None" = None


@dataclass(frozen=True, slots=True)
class Review:
    """One review cycle of a version. `cycle` counts from 1; `opens_on` is `due_on` less the lead."""

    version_id: str
    cycle: int
    state: ReviewState
    due_on: date
    opens_on: date
    returns_due_on: date
    run_id: str | None = None
    scheduled_for: datetime | None = None
    waiting_at: str | None = None
    report_sha256: str | None = None
    outcome: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class ReviewAsk:
    """One partner asked for its return. `partner` is the organisation's name."""

    id: str
    version_id: str
    cycle: int
    partner: str
    party: str
    link_sha256: str
    sent_at: datetime
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment made in the review window; name and organisation only if they were given."""

    version_id: str
    number: int
    text: str
    received_at: datetime
    name: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that is owed: `template` names its words, `params` fill them in.

    `links` name the personal links it carries; they are made only when it is sent.
    """

    id: str
    version_id: str
    template: str
    to: tuple[str, ...]
    params: dict[str, str] = field(default_factory=dict)
    link: str | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    queued_at: datetime | None = None
    sent_at: datetime | None = None
