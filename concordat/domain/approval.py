"""What a board's deferral does to the dates that follow.

The rules:
1. A deferred item goes to the body's next listed meeting after the one that deferred it.
2. Every later date moves by as many days as the decision does, then on to a working day.
3. Where no later meeting is listed nothing moves yet: the director is asked to list one.
4. The text is not reopened by a deferral.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from concordat.domain.calendar import working_day_from
from concordat.domain.programme import Body


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a version that a deferral can move."""

    board_on: date | None
    public_signing_on: date
    ratification_due: date


def next_meeting(body: Body, after: date) -> date | None:
    """Return the body's first listed meeting after that day, or None."""
    return min((m for m in body.meetings if m > after), default=None)


def first_meeting(meetings: Iterable[date], on_or_after: date) -> date | None:
    """Return the first of the meetings on or after that day, or None."""
    return min((m for m in meetings if m >= on_or_after), default=None)


def dates_after_deferral(dates: Dates, body: Body, deferred_on: date, region: str) -> Dates:
    """Return the dates in force once the body has deferred its decision on that day."""
    meeting = next_meeting(body, deferred_on)
    if meeting is None:
        return Dates(None, dates.public_signing_on, dates.ratification_due)
    return dates_moved_to(replace(dates, board_on=dates.board_on or deferred_on), meeting, region)


def dates_moved_to(dates: Dates, meeting: date, region: str) -> Dates:
    """Return the dates in force once the board's item has moved to a later meeting; see rule 2.

    Nothing but the meeting moves when it was not known before, or is no later.
    """
    shift = max(meeting - (dates.board_on or meeting), timedelta())
    return Dates(
        meeting,
        working_day_from(dates.public_signing_on + shift, region),
        working_day_from(dates.ratification_due + shift, region),
    )
