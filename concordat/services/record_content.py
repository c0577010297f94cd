"""What a place's ratification record says: its decision, how it was reached, and on which text."""

from datetime import date, datetime

from concordat.domain.calendar import in_words
from concordat.domain.decision import Decision, Outcome
from concordat.domain.errors import BrokenEvidence
from concordat.domain.facts import Fact
from concordat.domain.record import PlaceRecord, Version
from concordat.domain.signature import PUBLIC
from concordat.domain.signing import slots
from concordat.domain.states import PlaceStatus
from concordat.domain.succession import body_in_office
from concordat.services.content import RecordDocument
from concordat.services.continuity import body_successions
from concordat.services.predecessors import confirmable
from concordat.services.register import Reading
from concordat.services.signing_steps import paper


def record_content(
    view: Reading, version: Version, record: PlaceRecord, made_at: datetime
) -> RecordDocument:
    """Return what a place's ratification record says."""
    decision = decision_of(record)
    successions = body_successions(view, version.id)
    body = body_in_office(record.place.body, decision.decided_on, successions)
    confirms = decision.outcome == Outcome.CONFIRMED.value
    declined = record.ratification.status == PlaceStatus.DECLINED
    return RecordDocument(
        programme=version.programme,
        version=version.number,
        version_sha256=version.text_sha256 or "",
        agreement_pdf_sha256=paper(view, version, PUBLIC).current_sha256,
        place_name=record.place.name,
        place_ons_code=record.place.ons_code,
        body_name=version.programme.body(body).name,
        outcome=decision.outcome,
        decided_on=decision.decided_on,
        minute_reference=decision.minute_reference,
        reservation=decision.reservation,
        condition=decision.condition,
        reason=decision.reason,
        slots=() if declined else slots(record.place.signatories),
        made_at=made_at,
        rehearsal=version.rehearsal,
        own_words=decision.own_words,
        effective_from=decision.effective_from,
        authority=decision.authority,
        urgent_reason=decision.urgent_reason,
        members_present=decision.members_present,
        conflicts=decision.conflicts,
        roles_present=decision.roles_present,
        quorum=version.programme.body(body).quorum,
        report_back_on=decision.report_back_on,
        call_in=_call_in(view, version, record),
        predecessors=confirmable(view, version, record.place.id) if confirms else (),
    )


def _call_in(view: Reading, version: Version, record: PlaceRecord) -> str:
    """Return how the call-in of the place's decision ended; empty where there was none."""
    until = record.ratification.call_in_until
    if until is None:
        return ""
    waived = view.last_of(f"{version.id}/{record.place.id}", Fact.CALL_IN_WAIVED)
    if waived is None or waived.said["decision"] != decision_of(record).number:
        return f"Open until {in_words(until)}; the decision was not called in."
    said = waived.said
    day = in_words(date.fromisoformat(said["on"]))
    return f"Waived on {day} by {said['by']} ({said['minute_reference']})."


def decision_of(record: PlaceRecord) -> Decision:
    """Return the place's last decision; BrokenEvidence if there is none, which no step leads to."""
    if record.decision is None:
        raise BrokenEvidence("A record without a decision.", place=record.place.id)
    return record.decision
