"""Record that the condition of a place's ratification was met."""

from dataclasses import replace
from datetime import date

from concordat.domain.calendar import local_date
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import PlaceRecord, Version
from concordat.domain.states import PlaceStatus, place_after
from concordat.services.office import Office
from concordat.services.place_steps import wake_timeline_when_settled
from concordat.services.recorded import is_recorded
from concordat.services.register import Transaction, WakeKind


def discharge_condition(
    office: Office, version_id: str, place_id: str, discharged_on: date, evidence: str
) -> None:
    """Record that a place's condition was met, so that its ratification counts from that day.

    Raises NotAllowed when the place has no open condition, the day is in the future or before the
    decision, or there is no evidence. The same discharge recorded again changes nothing.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        record = tx.place(version, place_id)
        about = f"{version_id}/{place_id}"
        data = {"discharged_on": discharged_on, "evidence": evidence.strip()}
        waits = record.ratification.status == PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION
        if not waits and is_recorded(tx, Fact.CONDITION_DISCHARGED, about, data):
            return
        status = place_after(record.ratification.status, Fact.CONDITION_DISCHARGED, place_id)
        _check(tx, version, record, discharged_on, evidence)
        tx.record(Fact.CONDITION_DISCHARGED, about, data, actor="director")
        from_day = record.decision.holds_from(discharged_on) if record.decision else discharged_on
        tx.save(replace(record.ratification, status=status, effective_on=from_day))
        tx.wake(WakeKind.VERSION, version_id)
        wake_timeline_when_settled(tx, version)


def _check(
    tx: Transaction, version: Version, record: PlaceRecord, discharged_on: date, evidence: str
) -> None:
    today = local_date(tx.now, version.programme.timezone)
    decided_on = today if record.decision is None else record.decision.decided_on
    if not evidence.strip() or not decided_on <= discharged_on <= today:
        raise NotAllowed(
            f"{record.place.name}: a condition is discharged by evidence, on a day past that "
            "is not before the decision.",
            remedy="Name the paper or minute that shows it was met, and its date.",
            place=record.place.id,
            state=record.ratification.status,
            attempted="discharge the condition",
        )
