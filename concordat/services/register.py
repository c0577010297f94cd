"""The port of the register: what a use case reads and writes, in one transaction.

Everything written in a transaction is committed together or not at all: the fact, its trail entry,
the notices it owes and the wakes it causes. `now` is the transaction's one reference time.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from concordat.domain.decision import Decision
from concordat.domain.dispatch import Dispatch
from concordat.domain.facts import Fact
from concordat.domain.programme import Programme
from concordat.domain.record import (
    Comment,
    Notice,
    PlaceRecord,
    Ratification,
    Review,
    ReviewAsk,
    Version,
    VersionRecord,
)
from concordat.domain.signature import Signing, SigningRequest
from concordat.domain.staff import AdminLink, StaffSession
from concordat.domain.trail import TrailEntry
from concordat.services.content import (
    Action,
    CaseStudy,
    Commitment,
    CommitmentReport,
)

T = TypeVar("T")


class WakeKind(StrEnum):
    """Whom a wake is for."""

    PLACE = "place"
    VERSION = "version"
    TIMELINE = "timeline"
    REVIEW = "review"
    SCHEDULE_REVIEW = "schedule-review"
    NOTICES = "notices"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Wake:
    """A hint that somebody has something to do: what kind, about which version and subject, left when."""

    id: int
    kind: WakeKind
    version_id: str
    subject: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """What a provider told us, as it came, and not read yet."""

    id: int
    provider: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held under one address: what stands in its place, its letters, and who has it in programmes.

    `programmes` are pairs of hash and programme; every letter ever owed is there, sent or not.
    """

    reference: str
    letters: tuple[Notice, ...]
    programmes: tuple[tuple[str, Programme], ...]


class Reading(Protocol):
    """A consistent view of the register."""

    now: datetime

    def version_ids(self) -> tuple[str, ...]:
        """Return every version's id, oldest first."""
        ...

    def version(self, version_id: str) -> Version:
        """Return the version; NotFound if there is none."""
        ...

    def version_record(self, version_id: str) -> VersionRecord:
        """Return the version with its places' statuses, its public signing and latest review."""
        ...

    def records(self, kind: type[T], version_id: str, /, **equal: Any) -> tuple[T, ...]:
        """Return a version's records of one kind whose fields are as given, in the order of their keys."""
        ...

    def programmes(self) -> dict[str, str]:
        """Return every programme as its hash was taken, by that hash: without addresses."""
        ...

    def place(self, version: Version, place_id: str) -> PlaceRecord:
        """Return everything about one place; NotFound if the version does not ask that place."""
        ...

    def places(self, version: Version) -> tuple[PlaceRecord, ...]:
        """Return every place that the version asks, by place id; cheap however many there are."""
        ...

    def ratifications(self, version_id: str) -> tuple[Ratification, ...]:
        """Return the ratification of every place, by place id."""
        ...

    def signing(self, version: Version, scope: str) -> Signing:
        """Return the signing of the public document or of one place's record."""
        ...

    def decisions(self, version_id: str, place_id: str | None) -> tuple[Decision, ...]:
        """Return the decisions of a place, or of the board for None, oldest first."""
        ...

    def request_by_link(self, link_sha256: str) -> SigningRequest | None:
        """Return the signing request behind a personal link, or None."""
        ...

    def dispatch(self, reference: str, key: str) -> Dispatch | None:
        """Return the dispatch of a provider's reference, or of an act key; None when there is none."""
        ...

    def comments(self, version_id: str) -> tuple[Comment, ...]:
        """Return the comments of the review window, oldest first."""
        ...

    def commitments(self, version_id: str) -> tuple[Commitment, ...]:
        """Return the commitments of a frozen version, in the order of its text."""
        ...

    def review(self, version_id: str, cycle: int) -> Review:
        """Return one review cycle; NotFound if it has not been scheduled."""
        ...

    def asks(self, version_id: str, cycle: int) -> tuple[ReviewAsk, ...]:
        """Return who was asked for a return, in the order asked."""
        ...

    def ask_by_link(self, link_sha256: str) -> ReviewAsk | None:
        """Return the ask behind a personal link, or None."""
        ...

    def case_studies(self, version_id: str, cycle: int) -> tuple[CaseStudy, ...]:
        """Return the case studies of one review cycle."""
        ...

    def commitment_reports(self, version_id: str, cycle: int) -> tuple[CommitmentReport, ...]:
        """Return the reports on commitments of one review cycle."""
        ...

    def documents(self, version_id: str) -> tuple[tuple[str, str, str], ...]:
        """Return kind, scope and SHA-256 of every document kept, oldest first."""
        ...

    def trail(self) -> tuple[TrailEntry, ...]:
        """Return the whole trail, oldest first."""
        ...

    def trail_head(self) -> TrailEntry | None:
        """Return the last entry of the trail, or None when nothing has happened."""
        ...

    def holdings(self, address: str) -> Holdings | None:
        """Return what is held under an address; None when nobody has it."""
        ...

    def contact(self, address: str) -> str | None:
        """Return what stands in the place of an address, for ever; None when nobody has it."""
        ...

    def address(self, reference: str) -> str:
        """Return the address that a reference stands for; empty when it was erased or never there."""
        ...

    def notice(self, notice_id: str) -> Notice:
        """Return the notice; NotFound if there is none."""
        ...

    def sent_notice_ids(self) -> tuple[str, ...]:
        """Return the ids of the notices that are closed, the newest first."""

    def addresses(self) -> tuple[str, ...]:
        """Return every address on record, in the order they were first written."""
        ...

    def staff_before(self, moment: datetime) -> int:
        """Return how many sessions and links of staff began before the moment."""
        ...

    def admin_link(self, sha256: str) -> AdminLink | None:
        """Return the link of that hash by which staff sign in, or None."""
        ...

    def staff_session(self, sha256: str) -> StaffSession | None:
        """Return the session of that hash, over or not, or None."""
        ...

    def unsent_notices(self) -> tuple[Notice, ...]:
        """Return the notices still owed, oldest first."""
        ...

    def unread_messages(self) -> tuple[Message, ...]:
        """Return the messages of providers that are not read yet, oldest first."""
        ...

    def wakes(self) -> tuple[Wake, ...]:
        """Return the undelivered wakes, oldest first."""
        ...

    def last_of(self, about: str, fact: Fact) -> TrailEntry | None:
        """Return the last entry of the trail of that fact about one subject, or None."""
        ...

    def counts_of_facts(self, about: str, fact: Fact) -> int:
        """Return how often a fact stands in the trail about one subject."""
        ...


class Transaction(Reading, Protocol):
    """A view of the register that can also be written to."""

    def once(self, key: str) -> None:
        """Claim an act's key; AlreadyDone if the act is on record."""
        ...

    def record(
        self, fact: Fact, about: str, data: Mapping[str, Any], actor: str = "concordat"
    ) -> None:
        """Add an entry to the trail. `data` holds JSON values, dates and times."""
        ...

    def wake(self, kind: WakeKind, version_id: str, subject: str = "") -> None:
        """Leave a wake in the outbox for whoever has something to do now."""
        ...

    def delivered(self, wake_id: int) -> None:
        """Take a wake off the outbox."""
        ...

    def notify(self, notice: Notice) -> None:
        """Owe a notice; its id makes it one."""
        ...

    def claim_notice(self, notice_id: str) -> bool:
        """Take a notice for handing over; False if it is sent, or somebody else has just taken it."""
        ...

    def release_notice(self, notice_id: str) -> None:
        """Give back a notice that could not be handed over, so that it is tried again at once."""
        ...

    def claim_dispatch(self, dispatch: Dispatch) -> bool:
        """Take a planned dispatch for handing over; False if somebody else has just taken it."""
        ...

    def keep_message(self, provider: str, body: bytes) -> bool:
        """Keep a provider's message as it came; False if the same has come before."""
        ...

    def message_read(self, message_id: int) -> None:
        """Note that a message was read, and let go of its words."""
        ...

    def claim_asking(self, provider: str, every: timedelta) -> bool:
        """Take the next asking of a provider what has changed; False if that was done too lately."""
        ...

    def release_dispatch(self, dispatch: Dispatch) -> None:
        """Give back a dispatch that could not be handed over, so that it is tried again at once."""
        ...

    def sent(self, notice_id: str) -> None:
        """Record that a notice was handed over."""
        ...

    def keep_document(self, version_id: str, kind: str, scope: str, sha256: str) -> None:
        """Record that a document is in the store, under its hash."""
        ...

    def add(self, record: object) -> None:
        """Add a record of the domain."""
        ...

    def save(self, record: object) -> None:
        """Save a record over the one it was read as; Conflict if that changed since."""
        ...

    def carry(self, record: Version | Review) -> None:
        """Save which run carries a timeline and where it waits, of which the trail says nothing."""
        ...

    def add_version(self, version: Version) -> None:
        """Add a version with its programme."""
        ...

    def add_programme(self, programme: Programme) -> str:
        """Keep a programme under its hash, and return the hash."""
        ...

    def add_text(
        self, version_id: str, made: tuple[Commitment, ...], to_do: tuple[Action, ...]
    ) -> None:
        """Add the commitments and actions of a frozen text."""
        ...

    def add_return(
        self, ask: ReviewAsk, studies: tuple[CaseStudy, ...], reports: tuple[CommitmentReport, ...]
    ) -> None:
        """Add a partner's return and close its ask."""
        ...

    def forget_staff(self, before: datetime) -> int:
        """Forget the sessions and links of staff that began before the moment; return how many."""
        ...

    def erase_contact(self, address: str) -> str | None:
        """Erase an address for ever; return what stands in its place, None when nobody has it."""
        ...


class Register(Protocol):
    """Where the truth is kept."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a consistent view that writes nothing."""
        ...

    def writing(self) -> AbstractContextManager[Transaction]:
        """Open a transaction: committed when the block ends, undone when it raises."""
        ...

    def audit(self) -> list[str]:
        """Return where the register is not what its trail says, in plain words; empty when it is."""
        ...

    def scrub(self) -> None:
        """Write the database's files anew, so that what was erased cannot be read from them."""
        ...
