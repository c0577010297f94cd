"""The steps of one place's ratification: ask, wait out a call-in, draw the record, seal and count.

What follows from a decision is done once for each decision, so its key carries the decision's number.
"""

from dataclasses import replace
from datetime import date

from concordat.domain.amendment import carried, opening
from concordat.domain.calendar import local_date
from concordat.domain.decision import Outcome
from concordat.domain.errors import AlreadyDone, Conflict
from concordat.domain.facts import Fact
from concordat.domain.record import PlaceRecord, Version
from concordat.domain.signature import PUBLIC
from concordat.domain.states import SETTLED, PlaceStatus, place_after
from concordat.domain.steps import CarryRatification
from concordat.services.enclosing import signed_agreement
from concordat.services.lineage import told_changes
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.predecessors import predecessors_named
from concordat.services.record_content import decision_of, record_content
from concordat.services.register import Transaction, WakeKind
from concordat.services.signing_steps import check_unchanged, paper

RATIFIED_AS = {
    Outcome.CONFIRMED: Fact.RATIFIED,
    Outcome.RATIFIED: Fact.RATIFIED,
    Outcome.RATIFIED_WITH_RESERVATION: Fact.RATIFIED_WITH_RESERVATION,
    Outcome.RATIFIED_SUBJECT_TO_CONDITION: Fact.RATIFIED_SUBJECT_TO_CONDITION,
}


def ask_for_decision(office: Office, version: Version, place_id: str) -> None:
    """Ask the place's ratifying body to decide, with the signed agreement enclosed.

    A place asked again on an amended text is told what changed.
    """
    with office.register.writing() as tx:
        tx.once(f"{version.id}/{place_id}/ask-for-decision")
        record = tx.place(version, place_id)
        fact = Fact.DECISION_REQUESTED
        status = place_after(record.ratification.status, fact, place_id)
        body = version.programme.body(record.place.body)
        asked_on = local_date(tx.now, version.programme.timezone)
        meeting = min((m for m in body.meetings if m >= asked_on), default=None)
        tx.save(
            replace(
                record.ratification,
                status=status,
                requested_at=tx.now,
                expected_on=meeting,
                carried_from=None,
            )
        )
        tx.record(fact, f"{version.id}/{place_id}", {"body": body.name, "expected_on": meeting})
        request_decision(tx, version, record, meeting)


def request_decision(
    tx: Transaction, version: Version, record: PlaceRecord, meeting: date | None, occasion: str = ""
) -> None:
    """Owe the letter that asks a place for its decision. `occasion` tells repeated ones apart."""
    place = record.place
    owe(
        tx,
        version,
        f"{place.id}/decision-requested{occasion}",
        "decision-requested",
        place.addresses,
        attachments=((f"{version.id}.pdf", paper(tx, version, PUBLIC).current_sha256),),
        place=place.name,
        body=version.programme.body(place.body).name,
        expected_on=str(meeting or ""),
        due_on=version.ratification_due.isoformat(),
        changes=told_changes(tx, version),
        succeeds=predecessors_named(tx, version, place.id),
    )


def carry_ratification(
    office: Office, version: Version, place_id: str, step: CarryRatification
) -> None:
    """Take over what the place decided on the version before: its outcome, record and effective date."""
    with office.register.writing() as tx:
        tx.once(f"{version.id}/{place_id}/carry")
        record = tx.place(version, place_id)
        if record.predecessor is None or opening(record.predecessor) != step:
            raise Conflict("What the place decided has changed meanwhile.", place=place_id)
        status = place_after(record.ratification.status, step.fact, place_id)
        kept = carried(record.ratification, record.predecessor, status)
        tx.save(kept)
        tx.record(
            step.fact,
            f"{version.id}/{place_id}",
            {
                "carried_from": kept.carried_from,
                "effective_on": kept.effective_on,
                "record_sha256": kept.current_sha256,
            },
        )
        tx.wake(WakeKind.VERSION, version.id)
        wake_timeline_when_settled(tx, version)


def end_call_in(office: Office, version: Version, place_id: str) -> None:
    """Close a call-in that has run its days, so that signing can begin."""
    with office.register.writing() as tx:
        record = tx.place(version, place_id)
        found = record.ratification
        tx.once(f"{version.id}/{place_id}/end-call-in/{decision_of(record).number}")
        status = place_after(found.status, Fact.CALL_IN_ENDED, place_id)
        tx.save(replace(found, status=status))
        tx.record(
            Fact.CALL_IN_ENDED, f"{version.id}/{place_id}", {"call_in_until": found.call_in_until}
        )


def draw_record(office: Office, version: Version, place_id: str) -> None:
    """Make the place's ratification record and keep it, unsigned."""
    with office.register.reading() as view:
        record = view.place(version, place_id)
        content = record_content(view, version, record, office.clock.now())
    agreement = signed_agreement(office, version, content.agreement_pdf_sha256)
    content = replace(content, agreement=agreement)
    sha256 = office.store.put(office.publisher.record_pdf(content))
    with office.register.writing() as tx:
        tx.once(f"{version.id}/{place_id}/draw-record/{decision_of(record).number}")
        found = tx.place(version, place_id).ratification
        tx.save(replace(found, record_sha256=sha256, current_sha256=sha256))
        tx.keep_document(version.id, "record-unsigned", place_id, sha256)


def seal_record(office: Office, version: Version, place_id: str) -> None:
    """Seal the place's record; for an adopted decision that is the ratification, and it counts."""
    with office.register.reading() as view:
        document = paper(view, version, place_id)
        if view.place(version, place_id).ratification.sealed_at is not None:
            raise AlreadyDone("Another process has sealed this record.", place=place_id)
    sealed = office.sealer.seal(office.store.get(document.current_sha256), office.clock.now())
    sha256 = office.store.put(sealed)
    with office.register.writing() as tx:
        record = tx.place(version, place_id)
        tx.once(f"{version.id}/{place_id}/seal/{decision_of(record).number}")
        check_unchanged(tx, version, place_id, document)
        if record.ratification.status == PlaceStatus.DECLINED:
            _close_declined(tx, version, record, sha256)
        else:
            _count(tx, version, record, sha256)
        tx.keep_document(version.id, "record", place_id, sha256)
        _tell_outcome(tx, version, record, sha256)
        tx.wake(WakeKind.VERSION, version.id)
        wake_timeline_when_settled(tx, version)


def _close_declined(tx: Transaction, version: Version, record: PlaceRecord, sha256: str) -> None:
    changed = replace(record.ratification, current_sha256=sha256, sealed_at=tx.now)
    tx.save(changed)
    tx.record(Fact.DECLINE_SEALED, f"{version.id}/{record.place.id}", {"sha256": sha256})


def _count(tx: Transaction, version: Version, record: PlaceRecord, sha256: str) -> None:
    decision = decision_of(record)
    fact = RATIFIED_AS[Outcome(decision.outcome)]
    if decision.outcome == Outcome.CONFIRMED.value and decision.reservation:
        fact = Fact.RATIFIED_WITH_RESERVATION
    status = place_after(record.ratification.status, fact, record.place.id)
    conditional = status == PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION
    today = local_date(tx.now, version.programme.timezone)
    effective_on = None if conditional else decision_of(record).holds_from(today)
    tx.save(
        replace(
            record.ratification,
            status=status,
            current_sha256=sha256,
            sealed_at=tx.now,
            effective_on=effective_on,
        )
    )
    tx.record(
        fact,
        f"{version.id}/{record.place.id}",
        {
            "decided_on": decision_of(record).decided_on,
            "effective_on": effective_on,
            "record_sha256": sha256,
        },
    )


def _tell_outcome(tx: Transaction, version: Version, record: PlaceRecord, sha256: str) -> None:
    owe(
        tx,
        version,
        f"{record.place.id}/record-sealed/{decision_of(record).number}",
        "record-sealed",
        record.place.addresses,
        attachments=((f"{record.place.id}-record.pdf", sha256),),
        place=record.place.name,
        outcome=decision_of(record).outcome,
    )


def wake_timeline_when_settled(view: Transaction, version: Version) -> None:
    """Wake the timeline if every place has its outcome."""
    if all(r.status in SETTLED for r in view.ratifications(version.id)):
        view.wake(WakeKind.TIMELINE, version.id)
