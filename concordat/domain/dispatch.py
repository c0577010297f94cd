"""What a provider reports of a dispatch: one document handed to it, with the seats it asks to sign.

The rules:
1. A dispatch is open until it is complete, declined, recalled, or its time has run; then it is over.
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

    OPEN = "open"
    COMPLETE = "complete"
    DECLINED = "declined"
    RECALLED = "recalled"
    EXPIRED = "expired"


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
