"""Record what a ratifying body decides for its place.

The rules, beside those of `decision_checks`:
1. A place decides on the signed agreement once it is asked, and never on a day before its last decision.
2. A place that declined may decide afresh once the record of its decline is sealed: that record is
   kept, and the new decision gets one of its own.
3. Reservation, condition and reason are the place's own, in its words.
4. A place's own words beside them are an annex of its record, or proposed as an amendment. The text
   that all places decide on stays as it is.
5. A minute stands for one decision. Recording the same one again changes nothing.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.approval import next_meeting
from concordat.domain.calendar import add_working_days
from concordat.domain.decision import Decision, Outcome, OwnWords
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.places import carried_reservation
from concordat.domain.programme import Body
from concordat.domain.record import PlaceRecord, Ratification, Version
from concordat.domain.states import PlaceStatus, place_after
from concordat.domain.succession import body_in_office
from concordat.services.continuity import body_successions
from concordat.services.decision_checks import AT_A_MEETING, HowDecided, Matter, check_how
from concordat.services.notify import leads, owe
from concordat.services.office import Office
from concordat.services.place_checks import check_place
from concordat.services.predecessors import confirmable
from concordat.services.propose_amendment import propose_amendment
from concordat.services.register import Reading, Transaction, WakeKind


@dataclass(frozen=True, slots=True)
class PlaceDecision:
    """What a ratifying body decided. The text says the reservation, the condition or the reason.

    `own_words` are what the place adds beside it; `own_words_are` says what becomes of them.
    """

    outcome: Outcome
    decided_on: date
    minute_reference: str
    text: str = ""
    how: HowDecided = AT_A_MEETING
    own_words: str = ""
    own_words_are: OwnWords = OwnWords.ANNEX

    @property
    def annex(self) -> str | None:
        """The words that become an annex of the place's record, or None."""
        return (self.own_words.strip() or None) if self.own_words_are == OwnWords.ANNEX else None

    @property
    def proposal(self) -> str | None:
        """The words that are proposed as an amendment of the text, or None."""
        return (self.own_words.strip() or None) if self.own_words_are == OwnWords.PROPOSAL else None


def decide_place(office: Office, version_id: str, place_id: str, decision: PlaceDecision) -> None:
    """Record a place's decision, and wake what follows from it.

    Raises NotFound for a place that is not asked and NotAllowed, with what to do instead, when
    the decision cannot be as written. The same decision recorded again changes nothing.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        record = tx.place(version, place_id)
        known = _known(tx, record)
        row = _place_row(tx, version, place_id, decision, number=len(known) + 1)
        if _on_record(record, known, row):
            return
        matter = _matter(tx, version, record, decision)
        check_place(tx, matter, record, minute=decision.minute_reference, text=decision.text)
        _check_annex(matter, decision)
        check_how(matter, decision.how)
        fact = _place_fact(decision.outcome, matter.body)
        status = place_after(record.ratification.status, fact, place_id)
        tx.once(f"{version_id}/{place_id}/decision/{_minute_key(decision)}")
        tx.add(row)
        about = f"{version_id}/{place_id}"
        tx.record(fact, about, _place_data(row, decision), actor="director")
        _keep_earlier_record(tx, version, record)
        tx.save(_after(version, matter.body, record.ratification, status, decision))
        if decision.proposal is not None:
            propose_amendment(tx, version, record.place, decision.proposal, decision.decided_on)
        _tell(tx, version, record, decision)
        tx.wake(WakeKind.PLACE, version_id, place_id)


def _matter(
    view: Reading, version: Version, record: PlaceRecord, decision: PlaceDecision
) -> Matter:
    successions = body_successions(view, version.id)
    body = body_in_office(record.place.body, decision.decided_on, successions)
    return Matter(
        version=version,
        body=version.programme.body(body),
        decided_on=decision.decided_on,
        outcome=decision.outcome.value,
        deferred=decision.outcome == Outcome.DEFERRED,
        state=record.ratification.status.value,
        place_id=record.place.id,
        place_name=record.place.name,
    )


def _check_annex(matter: Matter, decision: PlaceDecision) -> None:
    if matter.deferred and decision.annex is not None:
        raise matter.refusal(
            "a decision that is put off has no record, so no annex.",
            "Propose the words as an amendment, or give them with the decision itself.",
        )


def _after(
    version: Version,
    body: Body,
    ratification: Ratification,
    status: PlaceStatus,
    decision: PlaceDecision,
) -> Ratification:
    until = expected = None
    if status == PlaceStatus.IN_CALL_IN:
        days, region = body.call_in_working_days, version.programme.region
        until = add_working_days(decision.decided_on, days, region)
    if status == PlaceStatus.DEFERRED:
        expected = next_meeting(body, decision.decided_on)
    return replace(
        ratification,
        status=status,
        call_in_until=until,
        expected_on=expected,
        record_sha256=None,
        current_sha256=None,
        sealed_at=None,
        effective_on=None,
        carried_from=None,
        escalations=0,
        escalated_on=None,
    )


def _keep_earlier_record(tx: Transaction, version: Version, record: PlaceRecord) -> None:
    """Keep the sealed record of a decline beside the one that will follow it."""
    sha256, decision = record.ratification.current_sha256, record.decision
    if record.ratification.sealed_at is not None and sha256 is not None and decision is not None:
        scope = f"{record.place.id}-{decision.number}"
        tx.keep_document(version.id, "earlier-record", scope, sha256)


def _tell(tx: Transaction, version: Version, record: PlaceRecord, decision: PlaceDecision) -> None:
    facilitator = version.programme.facilitator_contact.email
    key = f"{record.place.id}/decision-recorded/{_minute_key(decision)}"
    told = (facilitator, *(copy.email for copy in record.place.copies))
    _owe_decision(tx, version, record, decision, key, told)
    if decision.outcome == Outcome.DECLINED:
        # A decline concerns both parties, and the outcome is published with its reason.
        new = dict.fromkeys(lead.email for lead in leads(tx, version) if lead.email not in told)
        for number, address in enumerate(new, start=1):
            _owe_decision(tx, version, record, decision, f"{key}/lead/{number}", (address,))


def _owe_decision(
    tx: Transaction,
    version: Version,
    record: PlaceRecord,
    decision: PlaceDecision,
    key: str,
    to: tuple[str, ...],
) -> None:
    owe(
        tx,
        version,
        key,
        "place-decided",
        to,
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


def _known(tx: Transaction, record: PlaceRecord) -> tuple[Decision, ...]:
    """Return the place's decisions on this version; a carried record shows an earlier version's."""
    found = record.ratification
    if found.carried_from is None:
        return record.decisions
    return tx.decisions(found.version_id, found.place_id)


def _on_record(record: PlaceRecord, known: tuple[Decision, ...], row: Decision) -> bool:
    """Say whether this decision is on record; NotAllowed if its minute stands for another."""
    for one in known:
        if one.minute_reference != row.minute_reference:
            continue
        if _same(one, row):
            return True
        raise NotAllowed(
            f"{record.place.name}: minute '{one.minute_reference}' already stands for "
            f"'{one.outcome}' on {one.decided_on}.",
            remedy="Give the minute reference of the new decision.",
            place=record.place.id,
            state=record.ratification.status,
            attempted=f"record '{row.outcome}'",
        )
    return False


def _same(known: Decision, row: Decision) -> bool:
    """Say whether a decision on record is the one given, whenever it was recorded and reported."""
    return known == replace(
        row,
        number=known.number,
        recorded_at=known.recorded_at,
        recorded_by=known.recorded_by,
        reported_on=known.reported_on,
        report_minute=known.report_minute,
    )


def _place_row(
    tx: Transaction, version: Version, place_id: str, decision: PlaceDecision, *, number: int
) -> Decision:
    text = decision.text.strip() or None
    reserved = decision.outcome == Outcome.RATIFIED_WITH_RESERVATION
    conditional = decision.outcome == Outcome.RATIFIED_SUBJECT_TO_CONDITION
    carried = None
    if decision.outcome == Outcome.CONFIRMED:
        carried = carried_reservation(confirmable(tx, version, place_id))
    return Decision(
        version_id=version.id,
        place_id=place_id,
        number=number,
        outcome=decision.outcome.value,
        decided_on=decision.decided_on,
        minute_reference=decision.minute_reference.strip(),
        recorded_at=tx.now,
        recorded_by="director",
        reservation=text if reserved else carried,
        condition=text if conditional else None,
        reason=None if reserved or conditional else text,
        text_sha256=version.text_sha256,
        own_words=decision.annex,
        **decision.how.as_columns(),
    )


def _place_data(row: Decision, decision: PlaceDecision) -> dict[str, object]:
    return {
        "outcome": row.outcome,
        "decided_on": row.decided_on,
        "minute_reference": row.minute_reference,
        "text": decision.text.strip(),
        "number": row.number,
        "text_sha256": row.text_sha256,
        **({"own_words": row.own_words} if row.own_words else {}),
        **decision.how.as_said(),
    }
