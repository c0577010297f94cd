"""The gates at which a timeline waits, and when each opens.

The rules:
1. A gate's state is read from the register, never from a flow run or a wake.
2. The review window opens on its day, but never inside a pre-election period of all places. It closes
   at the end of its last day, London time, never earlier; that day is a working day.
3. The public signing gate opens when every signature needed stands in the sealed agreement.
4. The places gate opens when every place asked has an outcome: silence keeps it closed.
5. The returns gate opens on the day returns are due, whoever has answered by then.
6. A version that is over passes every gate: its timeline has nothing to wait for.
7. A version that does not consult is frozen from the start, and passes the gates of the window.
"""

from datetime import date, datetime
from enum import StrEnum

from concordat.domain.blocks import launch_block
from concordat.domain.calendar import local_date
from concordat.domain.record import Review, Version, VersionRecord
from concordat.domain.states import SETTLED, ReviewState, VersionState


class Gate(StrEnum):
    """Where a sign-off's timeline can be suspended."""

    WINDOW_OPENS = "review window opens"
    REVIEW_WINDOW = "review window closes"
    BOARD_DECISION = "board decides"
    PUBLIC_SIGNING = "public signing is complete"
    PLACES_SETTLED = "every place has an outcome"


class ReviewGate(StrEnum):
    """Where a review's timeline can be suspended."""

    RETURNS_DUE = "review returns are due"
    OUTCOME = "review outcome is decided"


BEFORE_SIGNED = frozenset(
    {
        VersionState.PLANNED,
        VersionState.IN_REVIEW,
        VersionState.AWAITING_APPROVAL,
        VersionState.APPROVAL_DEFERRED,
    }
)


BEFORE_FROZEN = frozenset({VersionState.PLANNED, VersionState.IN_REVIEW})
OVER = frozenset({VersionState.REJECTED, VersionState.SUPERSEDED, VersionState.ENDED})


def is_open(gate: Gate, record: VersionRecord, now: datetime) -> bool:
    """Say whether the timeline may pass the gate. `now` is aware."""
    state = record.version.state
    today = local_date(now, record.version.programme.timezone)
    match gate:
        case Gate.WINDOW_OPENS:
            opens = record.version.programme.timeline.window_opens
            may_launch = launch_block(record.version.programme, today) is None
            return state != VersionState.PLANNED or (today >= opens and may_launch)
        case Gate.REVIEW_WINDOW:
            return state not in BEFORE_FROZEN or today > record.version.programme.comments_until
        case Gate.BOARD_DECISION:
            return state not in BEFORE_SIGNED
        case Gate.PUBLIC_SIGNING:
            return state not in BEFORE_SIGNED | {VersionState.SIGNING}
    return state in OVER or all(s in SETTLED for s in record.statuses.values())


def ending(version: Version) -> str:
    """Return in words how the version ended without its places being settled; empty if it did not."""
    number, by = version.number, version.superseded_by
    match version.state:
        case VersionState.REJECTED:
            return f"The board rejected version {number}."
        case VersionState.SUPERSEDED if by is None:
            return f"The board approved other words than those of version {number}: launch `amend`."
        case VersionState.SUPERSEDED:
            return f"Version {number} is superseded by {by}."
        case VersionState.ENDED:
            return f"The agreement has ended, and version {number} with it."
        case _:
            return ""


def is_review_gate_open(gate: ReviewGate, review: Review, today: date) -> bool:
    """Say whether the review may pass the gate. `today` is the date in the system's time zone."""
    if gate == ReviewGate.RETURNS_DUE:
        return today >= review.returns_due_on
    return review.state == ReviewState.CLOSED


def is_under_way(version: Version) -> bool:
    """Say whether the version's timeline has still something to do."""
    return version.state not in OVER and version.certificate_sha256 is None
