"""Re-date a version when an election is called: one act for the period and every date it hits."""

from dataclasses import replace

from concordat.domain.approval import next_meeting
from concordat.domain.calendar import in_words, local_date
from concordat.domain.dates_in_force import (
    DATES,
    dates_of,
    programme_after,
    stages_over,
)
from concordat.domain.errors import AlreadyDone
from concordat.domain.facts import Fact
from concordat.domain.programme import Programme
from concordat.domain.record import Version
from concordat.domain.redating import DateMove, StoodDown, redate
from concordat.domain.snap_election import (
    Election,
    check_election,
    is_on_record,
    with_election,
)
from concordat.services.move_dates import Why, checked, move, tell_everyone, words_key
from concordat.services.office import Office
from concordat.services.register import Transaction

ATTEMPTED = "re-date"


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
            check_election(version, election, today)
            over = {DATES[stage] for stage in stages_over(record, today)}
            before, dates = version.programme, dates_of(version)
            moves = redate(before, dates, election.period, today, election.stood_down, over)
            programme = programme_after(with_election(before, election), moves)
            _add(tx, version, programme, election, why)
            changed = move(tx, version, programme, moves, why)
            _expect_later(tx, changed, election.stood_down)
            tell_everyone(tx, changed, f"/{key}", moves, why, before=_announced(election))
            return moves
    except AlreadyDone:
        return ()


def _add(
    tx: Transaction, version: Version, programme: Programme, election: Election, why: Why
) -> None:
    period = election.period
    known = is_on_record(version.programme, period)
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
