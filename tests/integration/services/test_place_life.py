from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.states import PlaceStatus
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.discharge import discharge_condition
from concordat.services.office import Office
from concordat.services.register import WakeKind
from tests.fakes import (
    DECIDED_ON,
    EAST,
    NORTH,
    VERSION,
    WEST,
    advance,
    all_signed,
    clock_of,
    facts_of,
    go_to,
    marks,
    place_asked,
    place_decided,
    place_of,
    publicly_signed,
    ratified,
    rows_of,
    signing_of,
    version_of,
)

ADOPT = PlaceDecision(Outcome.RATIFIED, DECIDED_ON[EAST], "SB/27/9")


@pytest.fixture
def office(signed_office: Office) -> Office:
    """Begin every life here at the end of the public signing."""
    return signed_office


def notices(office: Office, template: str) -> list[str]:
    with office.register.reading() as view:
        return [n.id for n in view.unsent_notices() if n.template == template]


def record_of(office: Office, place: str) -> bytes:
    sha256 = place_of(office, place).ratification.current_sha256
    assert sha256 is not None
    return office.store.get(sha256)


def test_a_place_is_asked_once_with_the_signed_agreement_enclosed(office: Office) -> None:
    place_asked(office, EAST)
    assert advance(office, EAST) == ()
    with office.register.reading() as view:
        [asked] = [n for n in view.unsent_notices() if n.template == "decision-requested"]
    assert asked.to == (
        "chair@east.example.org",
        "vcse-lead@east.example.org",
        "clerk@east.example.org",
    )
    assert asked.attachments == ((f"{VERSION}.pdf", version_of(office).current_sha256),)
    assert asked.params["expected_on"] == "2027-06-24"


def test_a_place_that_adopts_signs_its_own_record_and_only_then_has_ratified(
    office: Office,
) -> None:
    place_decided(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.SIGNING
    all_signed(office, EAST)
    found = place_of(office, EAST).ratification
    assert found.status == PlaceStatus.RATIFIED
    assert found.effective_on == date(2027, 6, 24)
    assert marks(record_of(office, EAST)) == ["signature_0_0", "signature_1_0", "seal"]


def test_the_record_that_was_signed_is_the_one_that_was_drawn(office: Office) -> None:
    ratified(office, EAST)
    drawn = place_of(office, EAST).ratification.record_sha256
    assert drawn is not None
    assert {r.document_sha256 for r in signing_of(office, EAST).requests} == {drawn}
    assert record_of(office, EAST).startswith(office.store.get(drawn))


def test_a_reservation_is_kept_in_the_record_and_does_not_stop_the_count(office: Office) -> None:
    ratified(office, EAST, Outcome.RATIFIED_WITH_RESERVATION, text="Rural transport is missing.")
    record = place_of(office, EAST)
    assert record.ratification.status == PlaceStatus.RATIFIED_WITH_RESERVATION
    assert record.ratification.effective_on == date(2027, 6, 24)
    assert record.decision is not None
    assert record.decision.reservation == "Rural transport is missing."
    assert b"Rural transport is missing." in record_of(office, EAST)


def test_a_condition_does_not_count_until_it_is_discharged(office: Office) -> None:
    ratified(office, EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION, text="A budget is found.")
    found = place_of(office, EAST).ratification
    assert found.status == PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION
    assert found.effective_on is None
    go_to(office, date(2027, 9, 23), 17)
    discharge_condition(office, VERSION, EAST, date(2027, 9, 20), "Paper 7, SB/27/40")
    found = place_of(office, EAST).ratification
    assert (found.status, found.effective_on) == (PlaceStatus.RATIFIED, date(2027, 9, 20))


@pytest.mark.parametrize(
    ("day", "evidence"),
    [
        (date(2027, 9, 24), "Paper 7"),
        (date(2027, 6, 23), "Paper 7"),
        (date(2027, 9, 20), "  "),
    ],
    ids=["in the future", "before the decision", "without evidence"],
)
def test_a_condition_is_not_discharged(office: Office, day: date, evidence: str) -> None:
    ratified(office, EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION)
    go_to(office, date(2027, 9, 23), 17)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="discharged by evidence"):
        discharge_condition(office, VERSION, EAST, day, evidence)
    assert rows_of(office) == before


def test_a_place_without_a_condition_has_none_to_discharge(office: Office) -> None:
    ratified(office, EAST)
    with pytest.raises(NotAllowed):
        discharge_condition(office, VERSION, EAST, date(2027, 6, 24), "Paper 7")


def test_the_timeline_is_woken_when_the_last_condition_is_discharged(office: Office) -> None:
    ratified(office, EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION)
    place_decided(office, NORTH, Outcome.DECLINED, decided_on=date(2027, 6, 24))
    advance(office, NORTH)
    ratified(office, WEST)
    with office.register.writing() as tx:
        for wake in tx.wakes():
            tx.delivered(wake.id)
    go_to(office, date(2027, 9, 23), 17)
    discharge_condition(office, VERSION, EAST, date(2027, 9, 20), "Paper 7")
    with office.register.reading() as view:
        assert {w.kind for w in view.wakes()} == {WakeKind.VERSION, WakeKind.TIMELINE}


def test_a_deferred_place_is_expected_at_its_next_meeting_and_can_then_ratify(
    office: Office,
) -> None:
    place_decided(office, EAST, Outcome.DEFERRED, text="Not quorate.")
    found = place_of(office, EAST).ratification
    assert (found.status, found.expected_on) == (PlaceStatus.DEFERRED, date(2027, 9, 23))
    assert advance(office, EAST) == ()
    place_decided(office, EAST, decided_on=date(2027, 9, 23), minute="east/27/2")
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED
    with office.register.reading() as view:
        assert [d.outcome for d in view.decisions(VERSION, EAST)] == ["deferred", "ratified"]


def test_a_decline_gets_a_sealed_record_without_signatures(office: Office) -> None:
    place_decided(office, EAST, Outcome.DECLINED, text="The council will not be bound.")
    assert advance(office, EAST) == ("DrawRecord", "Seal")
    found = place_of(office, EAST).ratification
    assert found.status == PlaceStatus.DECLINED
    assert found.effective_on is None
    assert marks(record_of(office, EAST)) == ["seal"]
    assert b"The council will not be bound." in record_of(office, EAST)
    assert signing_of(office, EAST).requests == ()


def test_a_decline_leaves_the_other_places_as_they_were(office: Office) -> None:
    place_asked(office, NORTH)
    place_asked(office, WEST)
    before = [place_of(office, p) for p in (NORTH, WEST)]
    place_decided(office, EAST, Outcome.DECLINED)
    advance(office, EAST)
    assert [place_of(office, p) for p in (NORTH, WEST)] == before


def test_signing_waits_until_the_call_in_is_over(office: Office) -> None:
    place_decided(office, NORTH)
    found = place_of(office, NORTH).ratification
    assert (found.status, found.call_in_until) == (PlaceStatus.IN_CALL_IN, date(2027, 6, 17))
    clock_of(office).at(date(2027, 6, 17), 23, 59)
    assert advance(office, NORTH) == ()
    clock_of(office).advance(minutes=1)
    assert advance(office, NORTH) == ("EndCallIn", "DrawRecord", "Invite")
    all_signed(office, NORTH)
    record = place_of(office, NORTH)
    assert record.decision is not None
    assert record.decision.decided_on == date(2027, 6, 10)
    assert record.ratification.effective_on == date(2027, 6, 18)


def test_a_decline_under_call_in_rules_is_not_called_in(office: Office) -> None:
    place_decided(office, NORTH, Outcome.DECLINED)
    assert place_of(office, NORTH).ratification.status == PlaceStatus.DECLINED


def test_one_body_decides_for_two_places_at_one_meeting_under_one_minute(office: Office) -> None:
    place_decided(office, EAST, minute="SB/27/9")
    assert place_of(office, WEST).ratification.status == PlaceStatus.NOT_STARTED
    place_asked(office, WEST)
    decide_place(office, VERSION, WEST, ADOPT)
    all_signed(office, EAST)
    all_signed(office, WEST)
    east, west = place_of(office, EAST), place_of(office, WEST)
    assert east.ratification.status == west.ratification.status == PlaceStatus.RATIFIED
    assert east.ratification.current_sha256 != west.ratification.current_sha256


def test_the_same_decision_recorded_again_changes_nothing(office: Office) -> None:
    place_asked(office, EAST)
    go_to(office, DECIDED_ON[EAST], 17)
    decide_place(office, VERSION, EAST, ADOPT)
    before = rows_of(office)
    decide_place(office, VERSION, EAST, replace(ADOPT, minute_reference=" SB/27/9 "))
    assert rows_of(office) == before
    all_signed(office, EAST)
    before = rows_of(office)
    decide_place(office, VERSION, EAST, ADOPT)
    assert rows_of(office) == before


@pytest.mark.parametrize(
    "other",
    [
        replace(ADOPT, outcome=Outcome.DECLINED, text="No."),
        replace(ADOPT, decided_on=date(2027, 6, 23)),
        replace(ADOPT, text="With thanks."),
    ],
)
def test_a_minute_does_not_stand_for_two_different_decisions(
    office: Office, other: PlaceDecision
) -> None:
    place_asked(office, EAST)
    go_to(office, DECIDED_ON[EAST], 17)
    decide_place(office, VERSION, EAST, ADOPT)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="minute 'SB/27/9' already stands for 'ratified'"):
        decide_place(office, VERSION, EAST, other)
    assert rows_of(office) == before


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (replace(ADOPT, decided_on=date(2027, 6, 25)), "is in the future"),
        (replace(ADOPT, decided_on=date(2027, 5, 19)), "had not been asked to decide"),
        (replace(ADOPT, minute_reference=" "), "minute reference"),
        (replace(ADOPT, outcome=Outcome.RATIFIED_WITH_RESERVATION), "needs its words"),
        (replace(ADOPT, outcome=Outcome.RATIFIED_SUBJECT_TO_CONDITION), "needs its words"),
        (replace(ADOPT, outcome=Outcome.DEFERRED), "needs its words"),
        (replace(ADOPT, outcome=Outcome.DECLINED, text=" "), "needs its words"),
    ],
)
def test_a_decision_that_cannot_be_as_written_is_refused_and_changes_nothing(
    office: Office, other: PlaceDecision, says: str
) -> None:
    place_asked(office, EAST)
    go_to(office, DECIDED_ON[EAST], 17)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match=says) as refusal:
        decide_place(office, VERSION, EAST, other)
    assert (refusal.value.place, bool(refusal.value.remedy)) == (EAST, True)
    assert rows_of(office) == before


def test_a_place_that_was_not_asked_cannot_decide(office: Office) -> None:
    publicly_signed(office)
    go_to(office, DECIDED_ON[EAST], 17)
    with pytest.raises(NotAllowed, match="had not been asked"):
        decide_place(office, VERSION, EAST, ADOPT)


def test_a_place_that_the_version_does_not_ask_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound, match="east, north, west"):
        decide_place(office, VERSION, "nowhere", ADOPT)


def test_a_place_cannot_decide_again_once_it_has_adopted(office: Office) -> None:
    place_decided(office, EAST)
    with pytest.raises(NotAllowed, match="cannot happen now"):
        decide_place(
            office, VERSION, EAST, replace(ADOPT, outcome=Outcome.DECLINED, text="Second thoughts.")
        )


def test_everyone_concerned_gets_the_sealed_record_once(office: Office) -> None:
    ratified(office, EAST)
    assert notices(office, "record-sealed") == [f"{VERSION}/east/record-sealed/1"]
    with office.register.reading() as view:
        [told] = [n for n in view.unsent_notices() if n.template == "record-sealed"]
    assert "clerk@east.example.org" in told.to
    assert told.attachments[0][1] == place_of(office, EAST).ratification.current_sha256


def test_the_trail_tells_a_places_whole_life(office: Office) -> None:
    ratified(office, NORTH)
    kept = Fact.DOCUMENT_KEPT
    known = (Fact.IDENTITY_CODE_SENT, Fact.IDENTITY_CONFIRMED)
    assert facts_of(office, f"{VERSION}/{NORTH}") == [
        Fact.DECISION_REQUESTED,
        Fact.DECISION_ADOPTED_WITH_CALL_IN,
        Fact.CALL_IN_ENDED,
        kept,
        Fact.REQUEST_SENT,
        Fact.REQUEST_SENT,
        *known,
        Fact.SIGNED,
        Fact.SIGNATURE_APPLIED,
        *known,
        Fact.SIGNED,
        Fact.SIGNATURE_APPLIED,
        Fact.RATIFIED,
        kept,
    ]
