"""Record that the agreement was presented to the body of its timeline: tracked, and never a gate."""

from dataclasses import replace
from datetime import date

from concordat.domain.calendar import local_date
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.meetings import is_retired
from concordat.domain.programme import Body
from concordat.domain.record import Version
from concordat.domain.states import LIVE
from concordat.services.office import Office
from concordat.services.recorded import is_recorded
from concordat.services.register import Transaction


def record_presentation(
    office: Office, version_id: str, presented_on: date, minute_reference: str
) -> None:
    """Record on which day the agreement was presented, under which minute. Nothing waits for it.

    Raises NotAllowed when the timeline has no such stage, its body is retired by then, or the day or
    the minute cannot be. The same presentation recorded again changes nothing.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        body = _body(version)
        data = {
            "body": body.id,
            "presented_on": presented_on,
            "minute_reference": minute_reference.strip(),
        }
        if is_recorded(tx, Fact.PRESENTED, version_id, data):
            return
        _check(tx, version, body, presented_on, minute_reference)
        tx.save(replace(version, presented_on=presented_on))
        tx.record(Fact.PRESENTED, version_id, data, actor="director")


def _refusal(version: Version, message: str, remedy: str) -> NotAllowed:
    return NotAllowed(
        message, remedy=remedy, state=version.state.value, attempted="record the presentation"
    )


def _body(version: Version) -> Body:
    presented_to = version.programme.timeline.presentation
    if presented_to is None:
        raise _refusal(
            version, "The timeline has no presentation.", "Nothing is to be recorded: none is due."
        )
    return version.programme.body(presented_to)


def _check(tx: Transaction, version: Version, body: Body, day: date, minute: str) -> None:
    if version.state not in LIVE:
        raise _refusal(
            version,
            f"Version {version.number} is '{version.state}': there is nothing to present.",
            "Record it with a version that the board has approved and that goes on.",
        )
    if version.presented_on is not None:
        raise _refusal(
            version,
            f"It was presented on {version.presented_on} already.",
            "What is on record stays; a second presentation is not a stage of the timeline.",
        )
    if is_retired(body, day):
        raise _refusal(
            version,
            f"{body.name} was retired on {body.valid_to}.",
            "Name the body in its place with retire-body, as its alternative.",
        )
    approved_on = max((d.decided_on for d in tx.decisions(version.id, None)), default=day)
    if not approved_on <= day <= local_date(tx.now, version.programme.timezone):
        raise _refusal(
            version,
            f"It cannot have been presented on {day}.",
            f"Give the day it was: from {approved_on}, when the board decided, and not in the "
            "future.",
        )
    if not minute.strip():
        raise _refusal(
            version,
            "A presentation needs its minute reference.",
            "Give the body's minute reference.",
        )
