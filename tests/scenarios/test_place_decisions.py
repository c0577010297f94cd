"""A place declines, reserves, sets a condition or adds words; a body serves two places: S16 to S19, S23."""

from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.decision import Outcome, OwnWords, ProposedAmendment
from concordat.domain.facts import Fact
from concordat.domain.programme import Body, BodyId
from concordat.domain.rules import EffectRule
from concordat.domain.states import PlaceStatus, VersionState
from concordat.evidence.layout import path_of
from concordat.services.content import ReviewReport
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.decision_checks import HowDecided
from concordat.services.discharge import discharge_condition
from concordat.services.office import Office
from concordat.services.review_cycle import make_report, open_review
from concordat.services.standing import standing
from concordat.services.succeed_body import BodySuccession, record_body_succession
from tests.fakes import (
    DECIDED_ON,
    EAST,
    NORTH,
    VERSION,
    WEST,
    FakePublisher,
    advance,
    all_signed,
    call_in_over,
    go_to,
    marks,
    place_asked,
    place_decided,
    place_of,
    ratified,
    signing_of,
    version_of,
)
from tests.scenarios.deciding import (
    ADOPT,
    QUORUM,
    all_asked,
    check_sound,
    decisions_of,
    owed,
    reconfigured,
    refused,
    said_of,
    unchanged,
    with_body,
)

DAY = DECIDED_ON[EAST]
PLAIN = replace(ADOPT, how=HowDecided())
LATER = date(2027, 9, 23)


def record_of(office: Office, place: str) -> bytes:
    sha256 = place_of(office, place).ratification.current_sha256
    assert sha256 is not None
    return office.store.get(sha256)


def with_effect(office: Office, rule: EffectRule) -> Office:
    programme = version_of(office).programme
    return reconfigured(
        office, replace(programme, timeline=replace(programme.timeline, effect=rule))
    )


@pytest.mark.parametrize(
    ("rule", "state"),
    [
        (EffectRule(at_least=2), VersionState.IN_EFFECT),
        (EffectRule(at_least=2, including=(WEST,)), VersionState.RATIFYING),
    ],
    ids=["two are enough", "the place that declines is mandatory"],
)
def test_s16_a_decline_leaves_the_others_as_they_are_and_the_whole_as_config_says(
    both_signed_office: Office, rule: EffectRule, state: VersionState
) -> None:
    office = with_effect(both_signed_office, rule)
    all_asked(office, EAST, NORTH, WEST)
    ratified(office, NORTH)
    ratified(office, EAST)
    before = [place_of(office, p) for p in (EAST, NORTH)]
    place_decided(office, WEST, Outcome.DECLINED, text="The board will not be bound.")
    advance(office, WEST)
    advance(office)
    assert [place_of(office, p) for p in (EAST, NORTH)] == before
    assert version_of(office).state == state
    with office.register.reading() as view:
        found = standing(view, VERSION)
    assert (found.places[WEST].status, found.places[WEST].reason) == (
        "declined",
        "The board will not be bound.",
    )
    assert (found.counted, found.threshold) == (2, 2)
    check_sound(office)


def test_s16_a_place_that_declined_decides_afresh_and_both_records_are_kept(
    both_signed_office: Office,
) -> None:
    office = all_asked(both_signed_office, EAST)
    place_decided(office, EAST, Outcome.DECLINED, text="Not this year.")
    advance(office, EAST)
    declined = place_of(office, EAST).ratification
    go_to(office, LATER, 17)
    again = replace(PLAIN, decided_on=LATER, minute_reference="SB/27/31")
    decide_place(office, VERSION, EAST, again)
    found = place_of(office, EAST).ratification
    assert (found.status, found.record_sha256, found.current_sha256, found.sealed_at) == (
        PlaceStatus.SIGNING,
        None,
        None,
        None,
    )
    all_signed(office, EAST)
    ratification = place_of(office, EAST).ratification
    assert (ratification.status, ratification.effective_on) == (PlaceStatus.RATIFIED, LATER)
    assert marks(record_of(office, EAST)) == ["signature_0_0", "signature_1_0", "seal"]
    with office.register.reading() as view:
        kept = {(kind, scope): sha256 for kind, scope, sha256 in view.documents(VERSION)}
    assert kept["earlier-record", "east-1"] == declined.current_sha256
    assert kept["record", EAST] == ratification.current_sha256
    assert path_of("earlier-record", "east-1") != path_of("record", EAST)
    assert len(owed(office, "east/record-sealed/")) == 2
    assert [d.outcome for d in decisions_of(office, EAST)] == ["declined", "ratified"]
    check_sound(office)


def test_s16_a_place_decides_afresh_only_when_its_decline_is_sealed(signed_office: Office) -> None:
    office = all_asked(signed_office, EAST)
    place_decided(office, EAST, Outcome.DECLINED)
    again = replace(PLAIN, minute_reference="SB/27/10")
    refused(office, lambda: decide_place(office, VERSION, EAST, again), "is not sealed yet")
    advance(office, EAST)
    back = replace(again, decided_on=date(2027, 6, 23))
    refused(
        office,
        lambda: decide_place(office, VERSION, EAST, back),
        "decided 'declined' on 2027-06-24, after 2027-06-23",
    )


def test_s17_a_reservation_counts_is_printed_and_goes_to_the_next_review(
    both_signed_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = all_asked(both_signed_office, EAST, NORTH)
    ratified(office, NORTH)
    ratified(office, EAST, Outcome.RATIFIED_WITH_RESERVATION, text="Rural transport is missing.")
    assert b"Rural transport is missing." in record_of(office, EAST)
    advance(office)
    assert version_of(office).state == VersionState.IN_EFFECT
    made: list[ReviewReport] = []
    pdf = FakePublisher.review_report_pdf
    monkeypatch.setattr(
        FakePublisher,
        "review_report_pdf",
        lambda self, content: made.append(content) or pdf(self, content),
    )
    with office.register.reading() as view:
        review = view.review(VERSION, 1)
    go_to(office, review.opens_on)
    open_review(office, VERSION, 1)
    go_to(office, review.returns_due_on)
    make_report(office, VERSION, 1)
    assert made[0].reservations == (("East", "Rural transport is missing."),)
    check_sound(office)


def test_s18_a_condition_counts_only_from_its_discharge_with_evidence_and_date(
    both_signed_office: Office,
) -> None:
    office = all_asked(both_signed_office, EAST, NORTH)
    ratified(office, NORTH)
    ratified(office, EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION, text="A budget is found.")
    advance(office)
    assert version_of(office).state == VersionState.RATIFYING
    go_to(office, LATER, 17)
    discharge_condition(office, VERSION, EAST, date(2027, 9, 20), "Paper 7, SB/27/40")
    unchanged(
        office,
        lambda: discharge_condition(office, VERSION, EAST, date(2027, 9, 20), " Paper 7, SB/27/40"),
    )
    found = place_of(office, EAST).ratification
    assert (found.status, found.effective_on) == (PlaceStatus.RATIFIED, date(2027, 9, 20))
    advance(office)
    assert version_of(office).effective_on == date(2027, 9, 20)
    refused(
        office,
        lambda: discharge_condition(office, VERSION, EAST, date(2027, 9, 21), "Paper 8"),
        "cannot happen now",
    )
    check_sound(office)


def test_s18_a_discharge_before_the_day_the_decision_holds_from_counts_from_that_day(
    signed_office: Office,
) -> None:
    office = all_asked(signed_office, EAST)
    go_to(office, DAY, 17)
    decision = PlaceDecision(
        Outcome.RATIFIED_SUBJECT_TO_CONDITION,
        DAY,
        "SB/27/9",
        "A budget is found.",
        HowDecided(effective_from=date(2027, 10, 1)),
    )
    decide_place(office, VERSION, EAST, decision)
    all_signed(office, EAST)
    go_to(office, LATER, 17)
    discharge_condition(office, VERSION, EAST, LATER, "Paper 7")
    assert place_of(office, EAST).ratification.effective_on == date(2027, 10, 1)


def test_s19_a_places_own_words_are_an_annex_of_its_own_record(both_signed_office: Office) -> None:
    office = all_asked(both_signed_office, EAST, WEST)
    words = version_of(office).text_sha256
    go_to(office, DAY, 17)
    with_annex = replace(PLAIN, own_words=" Our forum meets in the village hall. ")
    decide_place(office, VERSION, EAST, with_annex)
    unchanged(office, lambda: decide_place(office, VERSION, EAST, with_annex))
    decide_place(office, VERSION, WEST, PLAIN)
    all_signed(office, EAST)
    all_signed(office, WEST)
    assert b"|Our forum meets in the village hall.|" in record_of(office, EAST)
    assert b"village hall" not in record_of(office, WEST)
    assert version_of(office).text_sha256 == words
    assert {decisions_of(office, p)[0].text_sha256 for p in (EAST, WEST)} == {words}
    with office.register.reading() as view:
        assert standing(view, VERSION).places[EAST].own_words == (
            "Our forum meets in the village hall."
        )
    check_sound(office)


@pytest.mark.parametrize("outcome", [Outcome.RATIFIED, Outcome.DEFERRED])
def test_s19_words_proposed_for_the_text_are_kept_and_told_and_the_text_stays(
    both_signed_office: Office, outcome: Outcome
) -> None:
    office = all_asked(both_signed_office, EAST)
    before = version_of(office)
    go_to(office, DAY, 17)
    proposing = replace(
        PLAIN,
        outcome=outcome,
        text="As minuted.",
        own_words="Say 'every place'.",
        own_words_are=OwnWords.PROPOSAL,
    )
    decide_place(office, VERSION, EAST, proposing)
    unchanged(office, lambda: decide_place(office, VERSION, EAST, proposing))
    with office.register.reading() as view:
        kept = view.records(ProposedAmendment, VERSION)
    assert kept == (ProposedAmendment(VERSION, EAST, 1, "Say 'every place'.", DAY),)
    [told] = owed(office, "amendment-proposed")
    assert told.to == ("lead@facilitator.example.org",)
    assert "Say 'every place'." in told.params["what"]
    assert version_of(office) == before
    assert decisions_of(office, EAST)[0].own_words is None
    check_sound(office)


def test_s19_a_deferral_has_no_annex(signed_office: Office) -> None:
    office = all_asked(signed_office, EAST)
    go_to(office, DAY, 17)
    put_off = replace(PLAIN, outcome=Outcome.DEFERRED, text="Late.", own_words="Ours.")
    refusal = refused(office, lambda: decide_place(office, VERSION, EAST, put_off), "no annex")
    assert refusal.place == EAST


def test_s23_one_meeting_and_one_minute_make_two_ratifications_each_countable(
    both_signed_office: Office,
) -> None:
    office = all_asked(both_signed_office, EAST, WEST)
    with_body(office, "shared-board", quorum=QUORUM)
    go_to(office, DAY, 17)
    for place in (EAST, WEST):
        decide_place(office, VERSION, place, ADOPT)
        all_signed(office, place)
    assert [d.minute_reference for p in (EAST, WEST) for d in decisions_of(office, p)] == [
        "SB/27/9",
        "SB/27/9",
    ]
    east, west = place_of(office, EAST).ratification, place_of(office, WEST).ratification
    assert east.status == west.status == PlaceStatus.RATIFIED
    assert east.current_sha256 != west.current_sha256
    advance(office)
    assert said_of(office, Fact.EFFECT_BEGUN)[0]["counted"] == [EAST, WEST]
    check_sound(office)


def test_s23_a_body_may_decide_differently_for_its_two_places(signed_office: Office) -> None:
    office = all_asked(signed_office, EAST, WEST)
    place_decided(office, EAST, minute="SB/27/9")
    place_decided(office, WEST, Outcome.DECLINED, minute="SB/27/9")
    assert place_of(office, EAST).ratification.status == PlaceStatus.SIGNING
    assert place_of(office, WEST).ratification.status == PlaceStatus.DECLINED


def test_s23_one_place_may_stand_for_both_and_counts_once(both_signed_office: Office) -> None:
    office = both_signed_office
    programme = version_of(office).programme
    both = replace(programme.place(EAST), name="East and West")
    reconfigured(office, replace(programme, places=(both, *programme.places[1:])))
    with_effect(office, EffectRule(at_least=2))
    ratified(office, EAST)
    advance(office)
    assert version_of(office).state == VersionState.RATIFYING
    place_asked(office, NORTH)
    go_to(office, DAY, 18)
    decide_place(office, VERSION, NORTH, replace(PLAIN, minute_reference="NC/27/4"))
    call_in_over(office, NORTH)
    all_signed(office, NORTH)
    advance(office)
    assert said_of(office, Fact.EFFECT_BEGUN)[0]["counted"] == [EAST, NORTH]
    assert signing_of(office, WEST).requests == ()


def test_a_places_decision_binds_the_exact_words_and_holds_from_the_day_the_body_named(
    both_signed_office: Office,
) -> None:
    office = all_asked(both_signed_office, EAST, WEST)
    words = version_of(office).text_sha256 or ""
    how = HowDecided(words_sha256=words[:16], effective_from=date(2027, 7, 1))
    go_to(office, date(2027, 6, 25), 9)
    decide_place(office, VERSION, EAST, replace(PLAIN, how=how))
    all_signed(office, EAST)
    [decision] = decisions_of(office, EAST)
    found = place_of(office, EAST).ratification
    assert decision.text_sha256 == words
    assert (decision.decided_on, decision.recorded_at.date(), found.effective_on) == (
        date(2027, 6, 24),
        date(2027, 6, 25),
        date(2027, 7, 1),
    )
    other = replace(PLAIN, minute_reference="SB/2", how=HowDecided(words_sha256="f" * 64))
    refusal = refused(
        office, lambda: decide_place(office, VERSION, WEST, other), "not those of version 1"
    )
    assert refusal.place == WEST
    check_sound(office)


def test_a_decision_made_before_a_succession_is_under_the_rules_of_the_body_then_in_office(
    signed_office: Office,
) -> None:
    office = with_body(all_asked(signed_office, EAST), "shared-board", quorum=QUORUM)
    go_to(office, date(2027, 6, 25))
    successor = Body(BodyId("new-board"), "New Board", (date(2027, 7, 8),))
    asked = BodySuccession("shared-board", successor, date(2027, 6, 25), "Order 9 of 2027")
    record_body_succession(office, VERSION, asked)
    refused(office, lambda: decide_place(office, VERSION, EAST, PLAIN), "Shared Board decides with")
    decide_place(office, VERSION, EAST, ADOPT)
    assert decisions_of(office, EAST)[0].members_present == 5


def test_the_same_minute_with_another_attendance_is_another_decision(signed_office: Office) -> None:
    office = all_asked(signed_office, EAST)
    go_to(office, DAY, 17)
    decide_place(office, VERSION, EAST, ADOPT)
    refused(office, lambda: decide_place(office, VERSION, EAST, PLAIN), "already stands for")
