"""Record what a ratifying body decides for its place."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.approval import next_meeting
from concordat.domain.calendar import add_working_days, local_date
from concordat.domain.decision import Decision, Outcome
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.programme import Body
from concordat.domain.record import PlaceRecord, Version
from concordat.domain.states import PlaceStatus, place_after
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.place_steps import wake_timeline_when_settled
from concordat.services.register import Transaction, WakeKind


@dataclass(frozen=True, slots=True)
class PlaceDecision:
    """What a ratifying body decided. The text says the reservation, the condition or the reason."""

    outcome: Outcome
    decided_on: date
    minute_reference: str
    text: str = ""


def decide_place(office: Office, version_id: str, place_id: str, decision: PlaceDecision) -> None:
    """Record a place's decision, and wake what follows from it.

    Raises NotFound for a place that is not asked and NotAllowed, with what to do instead, when
    the decision cannot be as written. The same decision recorded again changes nothing.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        record = tx.place(version, place_id)
        if _on_record(tx, version, record, decision):
            return
        _check_place(tx, version, record, decision)
        body = version.programme.body(record.place.body)
        fact = _place_fact(decision.outcome, body)
        status = place_after(record.ratification.status, fact, place_id)
        tx.once(f"{version_id}/{place_id}/decision/{_minute_key(decision)}")
        tx.add(_place_row(tx, version, place_id, decision))
        tx.record(
            fact,
            f"{version_id}/{place_id}",
            {
                "outcome": decision.outcome.value,
                "decided_on": decision.decided_on,
                "minute_reference": decision.minute_reference.strip(),
                "text": decision.text.strip(),
            },
            actor="director",
        )
        until = None
        if status == PlaceStatus.IN_CALL_IN:
            days, region = body.call_in_working_days, version.programme.region
            until = add_working_days(decision.decided_on, days, region)
        deferred = status == PlaceStatus.DEFERRED
        expected = next_meeting(body, decision.decided_on) if deferred else None
        tx.save(
            replace(
                record.ratification,
                status=status,
                call_in_until=until,
                expected_on=expected,
                carried_from=None,
            )
        )
        _tell(tx, version, record, decision)
        tx.wake(WakeKind.PLACE, version_id, place_id)


def _tell(tx: Transaction, version: Version, record: PlaceRecord, decision: PlaceDecision) -> None:
    facilitator = version.programme.facilitator_contact.email
    owe(
        tx,
        version,
        f"{record.place.id}/decision-recorded/{_minute_key(decision)}",
        "place-decided",
        (facilitator, *(copy.email for copy in record.place.copies)),
        place=record.place.name,
        outcome=decision.outcome.value,
        decided_on=decision.decided_on.isoformat(),
        minute_reference=decision.minute_reference.strip(),
        text=decision.text.strip(),
    )


def _place_fact(outcome: Outcome, body: Body) -> Fact:
    if outcome == Outcome.DEFERRED:
        return Fact.DECISION_DEFERRED
    if outcome == Outcome.DECLINED:
        return Fact.DECISION_DECLINED
    if body.call_in_working_days:
        return Fact.DECISION_ADOPTED_WITH_CALL_IN
    return Fact.DECISION_ADOPTED


def _minute_key(decision: PlaceDecision) -> str:
    return hashlib.sha256(decision.minute_reference.strip().encode()).hexdigest()[:16]


def _on_record(
    tx: Transaction, version: Version, record: PlaceRecord, decision: PlaceDecision
) -> bool:
    """Say whether this decision is on record; NotAllowed if its minute stands for another."""
    for known in tx.decisions(version.id, record.place.id):
        if known.minute_reference != decision.minute_reference.strip():
            continue
        text = known.reservation or known.condition or known.reason or ""
        same = (known.outcome, known.decided_on, text)
        if same == (decision.outcome.value, decision.decided_on, decision.text.strip()):
            return True
        raise NotAllowed(
            f"{record.place.name}: minute '{known.minute_reference}' already stands for "
            f"'{known.outcome}' on {known.decided_on}.",
            remedy="Give the minute reference of the new decision.",
            place=record.place.id,
            state=record.ratification.status,
            attempted=f"record '{decision.outcome}'",
        )
    return False


def _check_place(
    tx: Transaction, version: Version, record: PlaceRecord, decision: PlaceDecision
) -> None:
    def refuse(message: str, remedy: str) -> NotAllowed:
        return NotAllowed(
            f"{record.place.name}: {message}",
            remedy=remedy,
            place=record.place.id,
            state=record.ratification.status,
            attempted=f"record '{decision.outcome}'",
        )

    if decision.decided_on > local_date(tx.now, version.programme.timezone):
        raise refuse(
            f"{decision.decided_on} is in the future.", "Record the decision once it has been made."
        )
    requested = record.ratification.requested_at
    if requested is None or decision.decided_on < local_date(requested, version.programme.timezone):
        raise refuse(
            f"it had not been asked to decide by {decision.decided_on}.",
            "Places decide on the signed agreement: give a meeting after the public signing.",
        )
    if not decision.minute_reference.strip():
        raise refuse("a decision needs its minute reference.", "Give the body's minute reference.")
    if decision.outcome != Outcome.RATIFIED and not decision.text.strip():
        raise refuse(
            f"'{decision.outcome}' needs its words.",
            "Write the reservation, the condition or the reason: it is kept and published.",
        )


def _place_row(
    tx: Transaction, version: Version, place_id: str, decision: PlaceDecision
) -> Decision:
    text = decision.text.strip() or None
    reserved = decision.outcome == Outcome.RATIFIED_WITH_RESERVATION
    conditional = decision.outcome == Outcome.RATIFIED_SUBJECT_TO_CONDITION
    return Decision(
        version_id=version.id,
        place_id=place_id,
        number=len(tx.decisions(version.id, place_id)) + 1,
        outcome=decision.outcome.value,
        decided_on=decision.decided_on,
        minute_reference=decision.minute_reference.strip(),
        recorded_at=tx.now,
        recorded_by="director",
        reservation=text if reserved else None,
        condition=text if conditional else None,
        reason=None if reserved or conditional else text,
    )


def discharge_condition(
    office: Office, version_id: str, place_id: str, discharged_on: date, evidence: str
) -> None:
    """Record that a place's condition was met, so that its ratification counts from that day.

    Raises NotAllowed when the place has no open condition, the day is in the future or before the
    decision, or there is no evidence.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        record = tx.place(version, place_id)
        status = place_after(record.ratification.status, Fact.CONDITION_DISCHARGED, place_id)
        today = local_date(tx.now, version.programme.timezone)
        decided_on = today if record.decision is None else record.decision.decided_on
        if not evidence.strip() or not decided_on <= discharged_on <= today:
            raise NotAllowed(
                f"{record.place.name}: a condition is discharged by evidence, on a day past that "
                "is not before the decision.",
                remedy="Name the paper or minute that shows it was met, and its date.",
                place=place_id,
                state=record.ratification.status,
                attempted="discharge the condition",
            )
        tx.record(
            Fact.CONDITION_DISCHARGED,
            f"{version_id}/{place_id}",
            {"discharged_on": discharged_on, "evidence": evidence.strip()},
            actor="director",
        )
        changed = replace(record.ratification, status=status, effective_on=discharged_on)
        tx.save(changed)
        tx.wake(WakeKind.VERSION, version_id)
        wake_timeline_when_settled(tx, version)
