"""What the register knows of a signing: who was asked, who signed, and on what."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from concordat.domain.dispatch import INHOUSE, Dispatch, DispatchStanding
from concordat.domain.parties import Signatory, SigningBlock
from concordat.domain.signing import Seat, SigningResult, progress

PUBLIC = "public"
"""The scope of the public signing; every other scope of a signing is a place's id."""


class RequestStatus(StrEnum):
    """Where one signing request stands. Reopened is a decline after which the seat is asked again."""

    OPEN = "open"
    SIGNED = "signed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REOPENED = "declined, then reopened"


class Closure(StrEnum):
    """Why a request was cancelled: a sentence for whoever opens its link."""

    REPLACED = "The seat has a new holder or a new address, and a link of its own goes there."
    DEPUTISED = "A deputy signs for this seat, and gets a link of their own."
    DELEGATION_OVER = "The delegation was taken back: whoever delegated to you signs after all."
    TOOK_BACK = "You have taken your delegation back, and get a new link to sign yourself."
    VOIDED = "It may have reached somebody else; whoever is to sign gets a new one."
    CLOSED_ELSEWHERE = "The document was closed for everyone where it was being signed."
    ON_PAPER = "Your signature on paper is on record."


class Medium(StrEnum):
    """On what a signature was made."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """One asking of one seat. `document_sha256` is what was shown to be signed.

    `bounced_at` is when its letter came back: it is not reminded any more, and its time runs on.
    `reason` is why it was declined, or cancelled.
    """

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
    bounced_at: datetime | None = None

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
    """A person's act of signing. `field` and `applied_at` are set once it stands in the PDF.

    `authority` says by which mandate or delegation the person signs. `identified_at` is when they gave
    the code sent to the address on record, None on paper; or, where `witnessed_by` names who vouched for
    them in person, when that was. A signature on paper has its scan as `evidence_sha256`, where the
    original is kept, and who compared the two.
    `through` is the provider through which it was made, None in-house.
    """

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
    authority: str | None = None
    identified_at: datetime | None = None
    medium: Medium = Medium.ELECTRONIC
    evidence_sha256: str | None = None
    original_at: str | None = None
    checked_by: str | None = None
    witnessed_by: str | None = None
    through: str | None = None

    @property
    def seat(self) -> Seat:
        """The seat that signed."""
        return Seat(self.block, self.candidate)


@dataclass(frozen=True, slots=True)
class Signing:
    """The signing of one document: its blocks, every request ever sent, every signature made.

    `provider` carries its requests from now on; `dispatches` are those ever planned, oldest first.
    """

    scope: str
    blocks: tuple[SigningBlock, ...]
    requests: tuple[SigningRequest, ...] = ()
    signatures: tuple[Signature, ...] = ()
    provider: str = INHOUSE
    dispatches: tuple[Dispatch, ...] = ()

    @property
    def progress(self) -> SigningResult:
        """How far the signing has come."""
        return progress(self.blocks, [s.seat for s in self.signatures])

    @property
    def open_requests(self) -> tuple[SigningRequest, ...]:
        """The requests that still wait for their signatory."""
        return tuple(r for r in self.requests if r.status == RequestStatus.OPEN)

    @property
    def open_dispatches(self) -> tuple[Dispatch, ...]:
        """The dispatches that a provider is having signed now."""
        return tuple(d for d in self.dispatches if d.standing == DispatchStanding.OPEN)

    def open_dispatch(self, seat: Seat) -> Dispatch | None:
        """Return the dispatch in which a seat is asked now, None when it is asked by us."""
        return next((d for d in self.open_dispatches if d.asks(seat)), None)

    @property
    def next_unapplied(self) -> Signature | None:
        """The earliest signature that does not stand in the PDF yet."""
        waiting = [s for s in self.signatures if s.applied_at is None]
        return min(waiting, key=lambda s: s.signed_at, default=None)

    def signatory(self, seat: Seat) -> Signatory:
        """Return who sits in the seat."""
        return self.blocks[seat.block].candidates[seat.candidate]


@dataclass(frozen=True, slots=True)
class DuplicateSignature:
    """A signature that came after the one that counts: kept as evidence, and not counted."""

    version_id: str
    scope: str
    block: int
    candidate: int
    number: int
    medium: Medium
    evidence_sha256: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class MandateDispute:
    """A dispute about a signatory's mandate. The signature stands; the appointing body decides.

    `upheld` says that it found the mandate good; `note` is what it decided.
    """

    version_id: str
    scope: str
    block: int
    candidate: int
    number: int
    raised_on: date
    raised_by: str
    reason: str
    settled_on: date | None = None
    settled_by: str | None = None
    upheld: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FormatRequest:
    """A format asked for (easy read, large print, a language), linked to the same version.

    `scope` is the public signing's or a place's; `asked_by` is a role. Only the standard text is ever
    signed.
    """

    version_id: str
    number: int
    scope: str
    format: str
    asked_by: str
    asked_on: date
    extended_until: date
    supplied_sha256: str | None = None
    supplied_on: date | None = None
