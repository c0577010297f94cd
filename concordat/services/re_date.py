"""Re-date a version when an election is called: one act for the period and every date it hits."""

from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.approval import next_meeting
from concordat.domain.calendar import in_words, local_date
from concordat.domain.dates_in_force import (
    DATES,
    dates_of,
    programme_after,
    stages_over,
    with_body,
)
from concordat.domain.errors import AlreadyDone, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.programme import PreElectionPeriod, Programme
from concordat.domain.record import Version
from concordat.domain.redating import DateMove, StoodDown, redate
from concordat.services.move_dates import Why, checked, move, tell_everyone, words_key
from concordat.services.office import Office
from concordat.services.register import Transaction

ATTEMPTED = "re-date"


@dataclass(frozen=True, slots=True)
class Election:
    """A pre-election period that was not foreseen, and the meetings stood down for it."""

    period: PreElectionPeriod
    stood_down: tuple[StoodDown, ...] = ()


def re_date(office: Office, version_id: str, election: Election, why: Why) -> tuple[DateMove, ...]:
    """Add the period, stand the meetings down, move every date they hit; return the moves.

    Everyone gets one letter, with the old and the new dates. Raises NotAllowed, with what to do
    instead, when it cannot be as written. The same again changes nothing, and returns no moves.
    """
    try:
        with office.register.writing() as tx:
            record = tx.version_record(version_id)
            version = record.version
            why = checked(why, tx, version, ATTEMPTED)
            key = words_key(election, why)
            tx.once(f"{version_id}/re-date/{key}")
            today = local_date(tx.now, version.programme.timezone)
            _check(version, election, today)
            over = {DATES[stage] for stage in stages_over(record, today)}
            before, dates = version.programme, dates_of(version)
            moves = redate(before, dates, election.period, today, election.stood_down, over)
            programme = programme_after(_with(before, election), moves)
            _add(tx, version, programme, election, why)
            changed = move(tx, version, programme, moves, why)
            _expect_later(tx, changed, election.stood_down)
            tell_everyone(tx, changed, f"/{key}", moves, why, before=_announced(election))
            return moves
    except AlreadyDone:
        return ()


def _check(version: Version, election: Election, today: date) -> None:
    programme, period = version.programme, election.period
    fault = None
    unknown = sorted(set(period.places or ()) - {place.id for place in programme.places})
    if period.ends < period.starts:
        fault = (
            f"The period ends on {period.ends}, before it starts on {period.starts}.",
            "Give its first and its last day, in that order.",
        )
    elif period.ends < today:
        fault = f"The period was over on {period.ends}.", "What is past moves no date."
    elif not period.because.strip():
        fault = "It is not said which election it is.", "Name it: it stands in every refusal."
    elif unknown:
        known = ", ".join(place.id for place in programme.places)
        fault = f"There is no place '{unknown[0]}'.", f"Write one of: {known}."
    elif period in programme.pre_election_periods and not election.stood_down:
        fault = (
            f"The period {period.starts} to {period.ends} is on record ({period.because}).",
            "To move one more date, use `postpone`; or name the meetings now stood down.",
        )
    else:
        fault = next((f for gone in election.stood_down if (f := _unlisted(programme, gone))), None)
    if fault:
        message, remedy = fault
        state = version.state.value
        raise NotAllowed(message, remedy=remedy, state=state, attempted=ATTEMPTED)


def _unlisted(programme: Programme, gone: StoodDown) -> tuple[str, str] | None:
    bodies = {body.id: body for body in programme.bodies}
    if gone.body not in bodies:
        return f"There is no body '{gone.body}'.", f"Write one of: {', '.join(bodies)}."
    body = bodies[gone.body]
    if gone.on not in body.meetings:
        listed = ", ".join(str(day) for day in body.meetings) or "none"
        return f"{body.name} lists no meeting on {gone.on}.", f"Its meetings are: {listed}."
    return None


def _with(programme: Programme, election: Election) -> Programme:
    """Return the programme with the period, and without the meetings stood down."""
    for gone in election.stood_down:
        body = programme.body(gone.body)
        meetings = tuple(day for day in body.meetings if day != gone.on)
        programme = with_body(programme, replace(body, meetings=meetings))
    periods = dict.fromkeys([*programme.pre_election_periods, election.period])
    return replace(programme, pre_election_periods=tuple(periods))


def _add(
    tx: Transaction, version: Version, programme: Programme, election: Election, why: Why
) -> None:
    period = election.period
    known = period in version.programme.pre_election_periods
    tx.record(
        Fact.DATES_MOVED if known else Fact.PRE_ELECTION_PERIOD_ADDED,
        version.id,
        {
            "starts": period.starts,
            "ends": period.ends,
            "because": period.because,
            "places": None if period.places is None else list(period.places),
            "stood_down": [f"{gone.body} {gone.on}" for gone in election.stood_down],
            "reasons": list(why.reasons),
            "explanation": why.explanation,
            "decided_by": why.decided_by,
            "decided_on": why.decided_on,
            "programme_sha256": {
                "old": version.programme_sha256,
                "new": tx.add_programme(programme),
            },
        },
        actor="director",
    )


def _expect_later(tx: Transaction, version: Version, stood_down: tuple[StoodDown, ...]) -> None:
    """Expect the places that were to decide at a meeting stood down at their body's next one."""
    gone = {(meeting.body, meeting.on) for meeting in stood_down}
    for record in tx.places(version):
        body, old = version.programme.body(record.place.body), record.ratification.expected_on
        if old is not None and (body.id, old) in gone:
            new = next_meeting(body, old)
            tx.save(replace(record.ratification, expected_on=new))
            data = {"date": "expected_on", "old": old, "new": new}
            tx.record(Fact.DATES_MOVED, f"{version.id}/{record.place.id}", data, actor="director")


def _announced(election: Election) -> str:
    period = election.period
    return (
        f"From {in_words(period.starts)} to {in_words(period.ends)} is a pre-election period: "
        f"{period.because}. Launches, publicity and signings wait until it is over; what a body "
        "decides in its ordinary business does not."
    )
