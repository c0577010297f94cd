"""Why a date was moved, and why a block of the calendar was overridden: records of both."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """A stage whose date can be moved."""

    WINDOW_OPENS = "review window opens"
    WINDOW_CLOSES = "review window closes"
    BOARD = "board decision"
    PUBLIC_SIGNING = "public signing"
    RATIFICATION_DUE = "ratification due"
    PRESENTATION = "presentation"


class PostponementReason(StrEnum):
    """Why a stage is postponed; there may be several reasons, and free words beside them."""

    ELECTION = "election"
    DEFERRED = "decision deferred"
    CONTRACTING = "contracting or funding issues"
    REORGANISATION = "reorganisation"
    NATIONAL_GUIDANCE = "change of national guidance"
    COST_REDUCTION = "required cost reduction"
    CAPACITY = "capacity of the parties"
    MEETING_CANCELLED = "meeting cancelled or not quorate"
    ACCESSIBILITY = "more time for accessible formats"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Postponement:
    """One date moved, with its reasons and who decided. `number` counts from 1."""

    version_id: str
    number: int
    stage: Stage
    old: date | None
    new: date | None
    reasons: tuple[PostponementReason, ...]
    explanation: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class CalendarOverride:
    """A block of the calendar set aside for one act, with the reason. `place_id` None: everywhere."""

    version_id: str
    number: int
    act: str
    place_id: str | None
    reason: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class InformationRequest:
    """A request for information under the Freedom of Information Act, and when it is to be answered."""

    version_id: str
    number: int
    reference: str
    received_on: date
    due_on: date
