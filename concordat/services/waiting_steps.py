"""The steps while a body has yet to decide: warn of its papers' deadline, escalate a place's silence.

Both only tell people something: neither decides, and silence is never taken as consent.
"""

from dataclasses import replace
from datetime import date

from concordat.domain.ageing import age
from concordat.domain.calendar import in_words, local_date
from concordat.domain.decision import BOARD
from concordat.domain.facts import Fact
from concordat.domain.meetings import meeting_in_time, papers_deadline
from concordat.domain.parties import Contact
from concordat.domain.programme import Body
from concordat.domain.record import Version
from concordat.domain.signature import PUBLIC
from concordat.domain.steps import Escalate, WarnPapers
from concordat.services.notify import owe
from concordat.services.register import Transaction


def warn_of_papers(tx: Transaction, version: Version, scope: str, step: WarnPapers) -> None:
    """Warn that the papers for a meeting are due: the facilitator, and those a place copies in."""
    if scope == PUBLIC:
        known = tx.version(version.id)
        body = known.programme.body(known.programme.timeline.board)
        tx.save(replace(known, papers_warned_for=step.meeting_on))
        _warn(tx, version, BOARD, body, step, ())
        return
    record = tx.place(version, scope)
    tx.save(replace(record.ratification, papers_warned_for=step.meeting_on))
    body = version.programme.body(record.place.body)
    _warn(tx, version, scope, body, step, record.place.copies)


def _warn(
    tx: Transaction,
    version: Version,
    scope: str,
    body: Body,
    step: WarnPapers,
    copies: tuple[Contact, ...],
) -> None:
    region = version.programme.region
    due_on = papers_deadline(body, step.meeting_on, region)
    today = local_date(tx.now, version.programme.timezone)
    about = version.id if scope == BOARD else f"{version.id}/{scope}"
    number = tx.counts_of_facts(about, Fact.PAPERS_WARNED) + 1
    tx.record(Fact.PAPERS_WARNED, about, {"meeting_on": step.meeting_on, "due_on": due_on})
    facilitator = version.programme.facilitator_contact
    owe(
        tx,
        version,
        f"{scope}/papers-warned/{number}",
        "change-recorded",
        tuple(dict.fromkeys([facilitator.email, *(c.email for c in copies)])),
        partner=facilitator.role,
        change="papers are due",
        what=_papers_words(body, step.meeting_on, due_on, today),
        reason="",
        next=_papers_next(meeting_in_time(body, step.meeting_on, today, region)),
    )


def _papers_words(body: Body, meeting: date, due_on: date, today: date) -> str:
    deadline = "must go out" if due_on >= today else "had to go out"
    return (
        f"The papers for the meeting of {body.name} on {in_words(meeting)} {deadline} by "
        f"{in_words(due_on)}, {body.papers_clear_working_days} clear working days before it. None "
        "are on record."
    )


def _papers_next(later: date | None) -> str:
    other = f" or take the item to the meeting of {in_words(later)}" if later else ""
    return (
        "send them, and record the day in Prefect with record-papers. If they come late, ask the "
        f"chair's consent{other}. They are never dated back."
    )


def escalate(tx: Transaction, version: Version, place_id: str, step: Escalate) -> None:
    """Tell the place, and the next time the facilitator, that its decision is long awaited."""
    record = tx.place(version, place_id)
    today = local_date(tx.now, version.programme.timezone)
    tx.save(replace(record.ratification, escalations=step.number, escalated_on=today))
    found = age(record, version, today)
    waited = "" if found is None else found.in_words
    to = record.place.addresses if step.number == 1 else ()
    facilitator = version.programme.facilitator_contact
    decisions = len(tx.decisions(version.id, place_id))
    tx.record(
        Fact.DECISION_ESCALATED,
        f"{version.id}/{record.place.id}",
        {"number": step.number, "to": "the place" if to else "the facilitator", "age": waited},
    )
    owe(
        tx,
        version,
        f"{record.place.id}/decision-escalated/{decisions}.{step.number}",
        "change-recorded",
        to or (facilitator.email,),
        partner=f"colleagues in {record.place.name}" if to else facilitator.role,
        change=f"the decision of {record.place.name} is awaited",
        what=f"{record.place.name} has not decided on the agreement: {waited}. Its ratifying body is "
        f"{version.programme.body(record.place.body).name}.",
        reason="",
        next="tell us when the body will decide, or what stands in the way. Silence is never taken "
        "as consent: the decision stays open until it is made.",
    )
