"""The port of a provider that carries signing requests elsewhere, and what is handed to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from concordat.domain.dispatch import Report
from concordat.domain.signing import Seat


@dataclass(frozen=True, slots=True)
class SeatAsked:
    """One seat as a provider asks it: its turn, who holds it, and the field that is theirs."""

    seat: Seat
    order: int
    title: str
    organisation: str
    email: str
    field: str


@dataclass(frozen=True, slots=True)
class CopyTo:
    """Somebody who gets a copy when everyone has signed."""

    role: str
    email: str


@dataclass(frozen=True, slots=True)
class HandedDocument:
    """A document that is handed over, named for people, and by its hash."""

    name: str
    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Handover:
    """What is handed to a provider. `key` makes it one of its kind: it is sent once, whatever happens.

    The first document is the one that is signed; the others go with it. `subject` and `words` are what
    people read first. It closes by itself after `expires_days`, if nobody closes it before.
    """

    key: str
    subject: str
    words: str
    documents: tuple[HandedDocument, ...]
    seats: tuple[SeatAsked, ...]
    copies: tuple[CopyTo, ...]
    expires_days: int


@dataclass(frozen=True, slots=True)
class SignedElsewhere:
    """What a provider keeps of a dispatch: the signed documents as one PDF, and who signed how and when."""

    document: bytes
    certificate: bytes


class Provider(Protocol):
    """Has documents signed elsewhere.

    Every method raises Undeliverable when the provider cannot be reached or does not answer, Throttled
    when it takes no more for now, BadSetting when it does not let us in, and NotFound for a dispatch
    that it does not know.
    """

    title: str
    """Its name, as people know it."""

    def send(self, dispatch: Handover, tried_at: datetime | None) -> str:
        """Hand a dispatch over, once, and return the provider's reference to it.

        `tried_at` is when that was first tried, if it was: it may have come to pass.
        """
        ...

    def ask(self, reference: str, asked: SeatAsked) -> None:
        """Ask a seat of an open dispatch again, or whoever holds it now."""
        ...

    def recall(self, reference: str, reason: str) -> None:
        """Close an open dispatch; nobody can sign it any more."""
        ...

    def reports_since(self, since: datetime) -> tuple[Report, ...]:
        """Return where every dispatch stands that has changed since, in no particular order."""
        ...

    def read_message(self, message: bytes) -> Report | None:
        """Return what a message of the provider reports; None if it reports no dispatch of ours."""
        ...

    def fetch(self, reference: str, *, complete: bool) -> SignedElsewhere:
        """Return what was signed, when a dispatch is over; BrokenEvidence for what does not hold.

        `complete` says that everyone in it has signed.
        """
        ...
