"""An election that was not foreseen: its period, the meetings stood down, and what they do to a programme.

The rules:
1. The period has its days in order, is not over, names its election, and names places that there are.
2. A meeting stood down is one that its body lists; it is taken off the list.
3. A period is added once. Meetings stood down later are added to the one on record, in its words.
4. A version that came to an end without effect has no dates to move.
"""

from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.dates_in_force import with_body
from concordat.domain.errors import NotAllowed
from concordat.domain.gates import OVER
from concordat.domain.programme import PreElectionPeriod, Programme
from concordat.domain.record import Version
from concordat.domain.redating import StoodDown


@dataclass(frozen=True, slots=True)
class Election:
    """A pre-election period that was not foreseen, and the meetings stood down for it."""

    period: PreElectionPeriod
    stood_down: tuple[StoodDown, ...] = ()


def check_election(version: Version, election: Election, today: date) -> None:
    """Raise NotAllowed, with what to do instead, when it cannot be as written."""
    faults = (
        _fault_of_state(version),
        _fault_of_period(version.programme, election.period, today),
        _fault_of_repetition(version.programme, election),
        *(_fault_of_meeting(version.programme, gone) for gone in election.stood_down),
    )
    fault = next((found for found in faults if found), None)
    if fault:
        message, remedy = fault
        state = version.state.value
        raise NotAllowed(message, remedy=remedy, state=state, attempted="re-date")


def is_on_record(programme: Programme, period: PreElectionPeriod) -> bool:
    """Say whether the programme has the period already."""
    return period in programme.pre_election_periods


def with_election(programme: Programme, election: Election) -> Programme:
    """Return the programme with the period, and without the meetings stood down."""
    for gone in election.stood_down:
        body = programme.body(gone.body)
        meetings = tuple(day for day in body.meetings if day != gone.on)
        programme = with_body(programme, replace(body, meetings=meetings))
    periods = dict.fromkeys([*programme.pre_election_periods, election.period])
    return replace(programme, pre_election_periods=tuple(periods))


_Fault = tuple[str, str] | None


def _fault_of_state(version: Version) -> _Fault:
    if version.state in OVER:
        return f"The version is '{version.state}'.", "Re-date the version that is under way."
    return None


def _fault_of_period(programme: Programme, period: PreElectionPeriod, today: date) -> _Fault:
    known = [place.id for place in programme.places]
    unknown = [place for place in period.places or () if place not in known]
    if period.ends < period.starts:
        return (
            f"The period ends on {period.ends}, before it starts on {period.starts}.",
            "Give its first and its last day, in that order.",
        )
    if period.ends < today:
        return f"The period was over on {period.ends}.", "What is past moves no date."
    if not period.because.strip():
        return "It is not said which election it is.", "Name it: it stands in every refusal."
    if unknown:
        return f"There is no place '{unknown[0]}'.", f"Write one of: {', '.join(known)}."
    return None


def _fault_of_repetition(programme: Programme, election: Election) -> _Fault:
    period = election.period
    for known in programme.pre_election_periods:
        if replace(known, because=period.because) != period:
            continue
        if known.because != period.because or not election.stood_down:
            remedy = (
                "To move one more date, use `postpone`; for meetings stood down since, name them "
                f"and give the reason '{known.because}'."
            )
            days = f"{known.starts} to {known.ends}"
            return f"The period {days} is on record ({known.because}).", remedy
    return None


def _fault_of_meeting(programme: Programme, gone: StoodDown) -> _Fault:
    bodies = {body.id: body for body in programme.bodies}
    if gone.body not in bodies:
        return f"There is no body '{gone.body}'.", f"Write one of: {', '.join(bodies)}."
    body = bodies[gone.body]
    if gone.on not in body.meetings:
        listed = ", ".join(str(day) for day in body.meetings) or "none"
        return f"{body.name} lists no meeting on {gone.on}.", f"Its meetings are: {listed}."
    return None
