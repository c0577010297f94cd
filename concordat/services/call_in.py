"""A decision under call-in: waived before its days have run, or called in and referred back.

The rules:
1. A call-in ends by itself after its last day; see `place_steps`. It ends earlier only by a waiver, by
   whoever may waive it, with its minute.
2. A decision called in within those days is referred back: the place awaits a decision again, and
   the one referred back stays on record.
3. Each is recorded once for each decision; the same words again change nothing.
"""

from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.approval import first_meeting
from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import PlaceRecord, Ratification, Version
from concordat.domain.states import place_after
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.recorded import is_recorded
from concordat.services.register import Reading, Transaction, WakeKind


@dataclass(frozen=True, slots=True)
class CallInAct:
    """Who ended a call-in or called the decision in, on which day, under which minute, and why."""

    by: str
    on: date
    minute_reference: str
    reason: str = ""


def waive_call_in(office: Office, version_id: str, place_id: str, act: CallInAct) -> None:
    """Record that the call-in of a place's decision was waived, so that signing can begin.

    Raises NotAllowed when no call-in runs, or the waiver cannot be as written.
    """
    _record(office, version_id, place_id, act, Fact.CALL_IN_WAIVED)


def call_in_decision(office: Office, version_id: str, place_id: str, act: CallInAct) -> None:
    """Record that a place's decision was called in and referred back; the place decides again.

    Raises NotAllowed when no call-in runs, or it cannot be as written; a reason is needed.
    """
    _record(office, version_id, place_id, act, Fact.CALLED_IN)


def _record(office: Office, version_id: str, place_id: str, act: CallInAct, fact: Fact) -> None:
    with office.register.writing() as tx:
        version = tx.version(version_id)
        record = tx.place(version, place_id)
        about = f"{version_id}/{place_id}"
        data = _said(tx, version_id, place_id, act)
        if is_recorded(tx, fact, about, data):
            return
        status = place_after(record.ratification.status, fact, place_id)
        _check(tx, version, record, act, fact)
        tx.record(fact, about, data, actor="director")
        changed = replace(record.ratification, status=status)
        if fact == Fact.CALLED_IN:
            changed = _awaiting_again(tx, version, record, changed, act)
        tx.save(changed)
        tx.wake(WakeKind.PLACE, version_id, place_id)


def _said(view: Reading, version_id: str, place_id: str, act: CallInAct) -> dict[str, object]:
    return {
        "decision": len(view.decisions(version_id, place_id)),
        "by": act.by.strip(),
        "on": act.on,
        "minute_reference": act.minute_reference.strip(),
        "reason": act.reason.strip(),
    }


def _check(
    tx: Transaction, version: Version, record: PlaceRecord, act: CallInAct, fact: Fact
) -> None:
    attempted = "waive the call-in" if fact == Fact.CALL_IN_WAIVED else "call the decision in"

    def refuse(message: str, remedy: str) -> NotAllowed:
        return NotAllowed(
            f"{record.place.name}: {message}",
            remedy=remedy,
            place=record.place.id,
            state=record.ratification.status,
            attempted=attempted,
        )

    if not act.by.strip() or not act.minute_reference.strip():
        raise refuse(
            "it is not said who did so, and where it is minuted.",
            "Name the role or body, and give the minute reference.",
        )
    if fact == Fact.CALLED_IN and not act.reason.strip():
        raise refuse("a call-in has its reasons.", "Write them: they are told to every partner.")
    today = local_date(tx.now, version.programme.timezone)
    begins = tx.decisions(version.id, record.place.id)[-1].decided_on
    ends = record.ratification.call_in_until or today
    if not begins <= act.on <= min(ends, today):
        raise refuse(
            f"the call-in runs from {begins} to {ends}, and {act.on} is not a day of it that has "
            "come.",
            "Give the day on which it was done.",
        )


def _awaiting_again(
    tx: Transaction, version: Version, record: PlaceRecord, changed: Ratification, act: CallInAct
) -> Ratification:
    body = version.programme.body(record.place.body)
    number = len(tx.decisions(version.id, record.place.id))
    meeting = first_meeting(body.meetings, act.on)
    when = "at a meeting not yet named" if meeting is None else f"on {in_words(meeting)}"
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion=f"/called-in/{record.place.id}/{number}",
        change=f"the decision of {record.place.name} was called in",
        what=f"The decision of {body.name} for {record.place.name} was called in by "
        f"{act.by.strip()}, and referred back. It does not stand.",
        reason=act.reason.strip(),
        next=f"{record.place.name} decides again, {when}. You need do nothing now.",
    )
    return replace(changed, call_in_until=None, expected_on=meeting)
