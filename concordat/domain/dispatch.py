"""A dispatch, one document handed to a provider with the seats it asks to sign, and what is reported of it.

The rules:
1. A dispatch is planned first, and handed over once; then it is open until it is complete, declined, recalled, or its time has run; then it is over.
2. A report says where each seat stands. Reports come late, twice and in another order: a seat's
   standing only moves forward, so an older report changes nothing.
3. One decline ends a dispatch for everyone in it; the signatures in it stand.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from concordat.domain.signing import Seat

INHOUSE = "inhouse"
"""The provider that is the service itself."""


class DispatchStanding(StrEnum):
    """Where a dispatch stands."""

    PLANNED = "planned"
    OPEN = "open"
    COMPLETE = "complete"
    DECLINED = "declined"
    RECALLED = "recalled"
    EXPIRED = "expired"


LIVE = frozenset({DispatchStanding.PLANNED, DispatchStanding.OPEN})
"""The standings in which somebody can still sign."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What the register knows of a dispatch. `seats` are those it asks, in their order: `block.candidate`.

    `tried_at` is when handing it over was first tried; `reference` is the provider's own name for it.
    `signed_sha256` and `certificate_sha256` are what the provider kept of it, fetched when it was over.
    """

    version_id: str
    scope: str
    number: int
    provider: str
    seats: tuple[str, ...]
    document_sha256: str
    standing: DispatchStanding
    planned_at: datetime
    tried_at: datetime | None = None
    reference: str | None = None
    sent_at: datetime | None = None
    closed_at: datetime | None = None
    signed_sha256: str | None = None
    certificate_sha256: str | None = None

    @property
    def key(self) -> str:
        """The key of the act of handing it over."""
        return dispatch_key(self.version_id, self.scope, self.number)

    def asks(self, seat: Seat) -> bool:
        """Say whether it asks the seat."""
        return written_seat(seat) in self.seats


def dispatch_key(version_id: str, scope: str, number: int) -> str:
    """Return the key of the act of handing a dispatch over."""
    return f"{version_id}/{scope}/dispatch/{number}"


def written_seat(seat: Seat) -> str:
    """Return a seat as a dispatch names it."""
    return f"{seat.block}.{seat.candidate}"


def read_seat(written: str) -> Seat:
    """Return the seat that a dispatch names."""
    block, _, candidate = written.partition(".")
    return Seat(int(block), int(candidate))


class SeatStanding(StrEnum):
    """Where one seat of a dispatch stands; unreachable and unidentified ones are asked still."""

    WAITING = "waiting for its turn"
    ASKED = "asked"
    UNREACHABLE = "unreachable"
    UNIDENTIFIED = "not identified"
    SIGNED = "signed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class SeatReport:
    """What a provider says of one seat. `at` is when it signed, declined or was sent to, in UTC.

    `name` is the one the signatory gave; `email` where it was asked; `reason` theirs or the mail
    system's.
    """

    seat: Seat
    standing: SeatStanding
    email: str
    at: datetime | None = None
    name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says of one dispatch. `key` is the act key that it was sent under."""

    reference: str
    key: str
    standing: DispatchStanding
    seats: tuple[SeatReport, ...]
    reason: str = ""
