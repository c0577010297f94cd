"""Record that an urgent decision was reported to the body for which it was made."""

from dataclasses import replace
from datetime import date

from concordat.domain.calendar import local_date
from concordat.domain.decision import BOARD, Decision, Route
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.services.office import Office
from concordat.services.register import Transaction


def report_urgent_decision(
    office: Office, version_id: str, scope: str, reported_on: date, minute_reference: str
) -> None:
    """Record to which meeting the last urgent decision of the board or a place was reported.

    Raises NotFound for a place that is not asked, NotAllowed when there is nothing to report or
    the report cannot be as written. The same report recorded again changes nothing.
    """
    minute = minute_reference.strip()
    with office.register.writing() as tx:
        version = tx.version(version_id)
        decision = _urgent_decision(tx, version, scope)
        if (decision.reported_on, decision.report_minute) == (reported_on, minute):
            return
        _check(tx, version, scope, decision, reported_on, minute)
        tx.save(replace(decision, reported_on=reported_on, report_minute=minute))
        tx.record(
            Fact.URGENT_DECISION_REPORTED,
            version_id if scope == BOARD else f"{version_id}/{scope}",
            {
                "decision": decision.number,
                "decided_on": decision.decided_on,
                "reported_on": reported_on,
                "minute_reference": minute,
            },
            actor="director",
        )


def _urgent_decision(tx: Transaction, version: Version, scope: str) -> Decision:
    place_id = None if scope == BOARD else tx.place(version, scope).place.id
    urgent = [d for d in tx.decisions(version.id, place_id) if d.route == Route.URGENT]
    if not urgent:
        raise NotAllowed(
            f"No urgent decision of '{scope}' is on record.",
            remedy="Record the decision itself first, with the route it took.",
            place=place_id,
            state=version.state.value,
            attempted="report an urgent decision",
        )
    return urgent[-1]


def _check(
    tx: Transaction, version: Version, scope: str, decision: Decision, day: date, minute: str
) -> None:
    def refuse(message: str, remedy: str) -> NotAllowed:
        return NotAllowed(
            message,
            remedy=remedy,
            place=decision.place_id,
            state=version.state.value,
            attempted="report an urgent decision",
        )

    if not decision.is_unreported:
        raise refuse(
            f"The urgent decision of {decision.decided_on} for '{scope}' awaits no report.",
            "Nothing is left to record; a report on record stays as it is.",
        )
    if not minute:
        raise refuse("A report needs its minute reference.", "Give the body's minute reference.")
    if not decision.decided_on < day <= local_date(tx.now, version.programme.timezone):
        raise refuse(
            f"It cannot have been reported on {day}.",
            f"Give the day of the meeting: after {decision.decided_on}, and not in the future.",
        )
