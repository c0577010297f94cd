"""Who is in the agreement over time: accession, withdrawal and succession.

The rules:
1. A partner that joins accedes to the current version; nobody signs again, and its own date is shown.
2. A partner or place that leaves gives notice; it leaves on the day the notice has run.
3. What a leaving partner promised is given to another or closed, each with a reason.
4. A body, partner or place that is succeeded keeps its record under its old name.
5. The day a withdrawal or a succession is effective is the first of the new order: whoever leaves
   or is succeeded has its last day the day before.
6. A withdrawal can be taken back before its day; the notice stays on record as cancelled.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Accession:
    """A new partner joining the current version, by its own decision. `number` counts from 1."""

    version_id: str
    number: int
    party: str
    partner: str
    decided_on: date
    minute_reference: str
    joined_on: date
    record_sha256: str | None = None


class Leaver(StrEnum):
    """Who withdraws."""

    PARTNER = "partner"
    PLACE = "place"


class Handover(NamedTuple):
    """What becomes of one commitment of a leaving partner: whose it will be, None when it is closed."""

    commitment: str
    to: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Notice of leaving. `who` is a partner's name or a place's id; `left` once it is effective.

    `handovers` are what becomes of a partner's commitments on that day: each a `Handover`'s values.
    """

    version_id: str
    number: int
    kind: Leaver
    who: str
    notified_on: date
    effective_on: date
    reason: str
    left: bool = False
    handovers: tuple[tuple[str, str | None, str], ...] = ()
    cancelled_on: date | None = None
    cancelled_because: str | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the notice still runs."""
        return not self.left and self.cancelled_on is None


@dataclass(frozen=True, slots=True)
class CommitmentMove:
    """A commitment of a leaving partner: given to another, or closed when `to` is None."""

    version_id: str
    commitment: str
    number: int
    moved_on: date
    of: str
    to: str | None
    reason: str


class Succeeded(StrEnum):
    """What is succeeded."""

    BODY = "body"
    PARTNER = "partner"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Succession:
    """One body, partner or place replaced by others from a day on, and the instrument that says so."""

    version_id: str
    number: int
    kind: Succeeded
    old: str
    new: tuple[str, ...]
    on: date
    instrument: str
