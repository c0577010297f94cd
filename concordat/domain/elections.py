"""What a pre-election period holds back, and when it may be done instead.

The rules:
1. From its first day to its last, a period holds back launches, publicity and signings. What a body
   decides in its ordinary business is never held back, so it is not among them.
2. A period of all places holds back what is done for the whole system, and at every place. One that
   names every place of its first day is a period of all places.
3. A period of some places holds back what is done at those places. What is done for the whole system
   it does not hold back; it cautions.
4. A private signing may go on where an override, with its reason, is on record. Nothing else may.
5. The next free day is the first working day after the period that no further period holds back.
6. A local period begins with the notice of election: 25 working days before the poll at the latest.
   National bodies keep theirs for the three weeks before a local poll. Both end with the poll's day.
Source: NHS England's pre-election guidance: launches and the promotion of running consultations wait,
ordinary business goes on. The 25 working days are the Electoral Commission's timetable of local
elections; they give 28 March 2022 and 25 March 2025, the latest starts that guidance of those years
names. The three weeks are NHS guidance, inferred.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from concordat.domain.calendar import add_working_days, working_day_from
from concordat.domain.errors import NotAllowed
from concordat.domain.programme import (
    PreElectionPeriod,
    Programme,
)
from concordat.domain.rules import (
    PlaceId,
)

NOTICE_OF_ELECTION_WORKING_DAYS = 25
NATIONAL_PERIOD = timedelta(weeks=3)


class HeldBack(StrEnum):
    """What waits in a pre-election period, in the words of a refusal."""

    LAUNCH = "the opening of the review window"
    PUBLICITY = "publicity"
    PUBLIC_SIGNING = "the public signing"
    PRIVATE_SIGNING = "a private signing"


OVERRIDABLE = frozenset({HeldBack.PRIVATE_SIGNING})
"""What may go on in spite of a period, where the reason is on record."""


@dataclass(frozen=True, slots=True)
class Block:
    """An act that a period holds back, and the first day on which it may be done."""

    period: PreElectionPeriod
    act: HeldBack
    next_free_on: date
    place: PlaceId | None = None

    @property
    def remedy(self) -> str:
        """Say what to do instead."""
        override = ", or override the calendar and say why" if self.act in OVERRIDABLE else ""
        return f"Choose {self.next_free_on} or a later day{override}."


def block_on(
    programme: Programme,
    act: HeldBack,
    day: date,
    place: PlaceId | None = None,
    overridden: Collection[HeldBack] = (),
) -> Block | None:
    """Return what holds the act back on that day, or None when it may be done.

    Without a place the act is one of the whole system. `overridden` are the acts for which an
    override is on record; those outside `OVERRIDABLE` stay held back all the same. Of several
    periods the first that the programme lists is named.
    """
    if act in overridden and act in OVERRIDABLE:
        return None
    covering = [p for p in programme.pre_election_periods if covers(p, day)]
    period = next((p for p in covering if reaches(p, programme, place)), None)
    if period is None:
        return None
    periods = periods_for(programme, place)
    return Block(period, act, next_free_day(day, periods, programme.region), place)


def check_not_held_back(
    programme: Programme,
    act: HeldBack,
    day: date,
    place: PlaceId | None = None,
    overridden: Collection[HeldBack] = (),
) -> None:
    """Raise NotAllowed when `block_on` finds that the act is held back on that day."""
    block = block_on(programme, act, day, place, overridden)
    if block is not None:
        raise NotAllowed(
            f"On {day} {act} waits: {described(block.period)}.",
            remedy=block.remedy,
            place=place,
            state="pre-election period",
            attempted=str(act),
        )


def cautions_on(programme: Programme, day: date) -> tuple[PreElectionPeriod, ...]:
    """Return the periods of some places in which the day lies; see rule 3."""
    return tuple(
        p
        for p in programme.pre_election_periods
        if covers(p, day) and not concerns_all(p, programme)
    )


def periods_for(
    programme: Programme, place: PlaceId | None = None
) -> tuple[PreElectionPeriod, ...]:
    """Return the periods that hold back what is done at the place, or for the whole system."""
    return tuple(p for p in programme.pre_election_periods if reaches(p, programme, place))


def reaches(period: PreElectionPeriod, programme: Programme, place: PlaceId | None) -> bool:
    """Say whether the period holds back what is done at the place, or for the whole system."""
    return place in (period.places or ()) or concerns_all(period, programme)


def next_free_day(day: date, periods: Collection[PreElectionPeriod], region: str) -> date:
    """Return the first working day, that day included, that none of the periods covers."""
    free = working_day_from(day, region)
    while ends := [p.ends for p in periods if covers(p, free)]:
        free = working_day_from(max(ends) + timedelta(days=1), region)
    return free


def covers(period: PreElectionPeriod, day: date) -> bool:
    """Say whether the day lies in the period, both of whose ends are included."""
    return period.starts <= day <= period.ends


def concerns_all(period: PreElectionPeriod, programme: Programme) -> bool:
    """Say whether the period is one of all places; see rule 2."""
    if period.places is None:
        return True
    there = {p.id for p in programme.places_on(period.starts)}
    return bool(there) and there <= set(period.places)


def described(period: PreElectionPeriod) -> str:
    """Return the period in words."""
    return f"{period.starts} to {period.ends} is a pre-election period ({period.because})"


def local_pre_election_period(poll: date, region: str) -> tuple[date, date]:
    """Return the latest first day, and the last, of the local period before a poll; see rule 6."""
    return add_working_days(poll, -NOTICE_OF_ELECTION_WORKING_DAYS, region), poll


def national_pre_election_period(poll: date) -> tuple[date, date]:
    """Return the first and last day on which national bodies keep a local poll's period."""
    return poll - NATIONAL_PERIOD, poll
