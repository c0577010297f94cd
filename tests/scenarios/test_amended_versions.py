"""S02, S11, S21: a text changed by the board, a link to a text superseded, a text changed after some
places ratified."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from concordat.domain.decision import BoardOutcome, Outcome, ProposedAmendment
from concordat.domain.errors import Conflict, LinkRefused, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.gates import Gate, is_open
from concordat.domain.programme import Body, Programme
from concordat.domain.record import PlaceRecord, Review, Version
from concordat.domain.rules import AmendmentClass, AmendmentRule, AmendmentRules, Reopens
from concordat.domain.signature import PUBLIC, Signature, SigningRequest
from concordat.domain.states import PlaceStatus, ReviewState, VersionState
from concordat.domain.steps import CarryRatification
from concordat.domain.term import EffectSpan, Term
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.advance import advance_place, advance_version
from concordat.services.amend import amend
from concordat.services.amendment_checks import Amendment
from concordat.services.catch_up import places_with_something_due
from concordat.services.certify import issue_certificate
from concordat.services.decide_board import BoardDecision, board_answers, decide_board
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.discharge import discharge_condition
from concordat.services.office import Office
from concordat.services.place_steps import carry_ratification
from concordat.services.propose_amendment import propose_amendment
from concordat.services.review_cycle import make_report, open_review
from concordat.services.review_outcome import ReviewOutcome, close_review
from concordat.services.review_window import comment, freeze_version, open_review_window
from concordat.services.sign import open_link
from concordat.services.standing import standing
from tests.databases import Databases
from tests.fakes import (
    BOARD_MET_ON,
    DECIDED_ON,
    EAST,
    NORTH,
    VERSION,
    WEST,
    FakePublisher,
    a_programme,
    advance,
    all_signed,
    an_office,
    approved,
    engine_of,
    everywhere_ratified,
    frozen,
    go_to,
    in_review,
    place_asked,
    place_decided,
    place_of,
    publicly_signed,
    ratified,
    rows_of,
    sign_request,
    signed_by_link,
    signing_of,
    version_of,
)

V2, V3 = "example-mou-v2", "example-mou-v3"
NEXT_BOARD = date(2027, 10, 26)
NEXT_SIGNING = date(2027, 11, 18)
EDITORIAL = Amendment(AmendmentClass.EDITORIAL, "A typing error.", consults=False)
MINOR = Amendment(AmendmentClass.MINOR, "A name has changed.", consults=False)
MATERIAL = Amendment(AmendmentClass.MATERIAL, "The money moves.", (EAST,), consults=False)
CONSULTING = replace(MATERIAL, consults=True)


def configured(**changes: Any) -> Programme:
    """Return what the config says at the time of an amendment: later dates, one more board meeting."""
    timeline = {
        "window_opens": date(2027, 7, 1),
        "window_closes": date(2027, 9, 30),
        "events": (),
        "public_signing_on": NEXT_SIGNING,
        "ratification_due": date(2028, 3, 31),
    }
    programme = a_programme(timeline={**timeline, **changes})
    return replace(programme, bodies=tuple(_meeting_later(b) for b in programme.bodies))


def _meeting_later(body: Body) -> Body:
    return replace(body, meetings=(*body.meetings, NEXT_BOARD)) if body.id == "icb-board" else body


def reworded(office: Office, words: str = "We work as equals, in every place.") -> None:
    assert isinstance(office.publisher, FakePublisher)
    office.publisher.words = words


def amended(office: Office, asked: Amendment, **changes: Any) -> Version:
    reworded(office)
    return amend(office, VERSION, asked, configured(**changes))


def version(office: Office, version_id: str) -> Version:
    with office.register.reading() as view:
        return view.version(version_id)


def place(office: Office, place_id: str, version_id: str = V2) -> PlaceRecord:
    with office.register.reading() as view:
        return view.place(view.version(version_id), place_id)


def requests(office: Office, version_id: str = V2) -> tuple[SigningRequest, ...]:
    with office.register.reading() as view:
        return view.records(SigningRequest, version_id)


def letters(office: Office, template: str, version_id: str = V2) -> list[dict[str, str]]:
    with office.register.reading() as view:
        owed = view.unsent_notices()
    return [n.params for n in owed if n.template == template and n.version_id == version_id]


def led_on(office: Office, version_id: str = V2) -> None:
    """Do whatever is due without anybody's help, as the relay does."""
    advance_version(office, version_id)
    for one in places_with_something_due(office, version_id):
        advance_place(office, version_id, one)
    advance_version(office, version_id)


def board_approves(office: Office, version_id: str = V2, on: date = NEXT_BOARD) -> None:
    go_to(office, on, 17)
    decision = BoardDecision(BoardOutcome.APPROVED, on, "ICB/27/99")
    decide_board(office, version_id, board_answers(office, version_id), decision)


def all_sign(office: Office, scope: str, version_id: str = V2) -> None:
    def step() -> None:
        if scope == PUBLIC:
            advance_version(office, version_id)
        else:
            advance_place(office, version_id, scope)

    step()
    while waiting := [
        r for r in requests(office, version_id) if r.scope == scope and r.status == "open"
    ]:
        signed_by_link(
            office, office.links.token(waiting[0].id), "A name", waiting[0].document_sha256
        )
        step()


def east_decides(office: Office, outcome: Outcome = Outcome.RATIFIED) -> None:
    go_to(office, date(2027, 12, 9), 17)
    words = "" if outcome == Outcome.RATIFIED else "The words of East."
    decide_place(office, V2, EAST, PlaceDecision(outcome, date(2027, 12, 9), "SB/27/40", words))
    all_sign(office, EAST)


def assert_kept_whole(office: Office) -> None:
    """Assert that the register is what its trail says, and that the trail holds."""
    with office.register.reading() as view:
        trail = view.trail()
    with engine_of(office).connect() as connection:
        assert differences(connection, trail) == []
    assert chain_faults([entry.as_line() for entry in trail]) == []


def refused(
    office: Office, asked: Amendment, version_id: str = VERSION, **changes: Any
) -> NotAllowed:
    """Return the refusal of an amendment, which has left everything as it was."""
    before = rows_of(office)
    with pytest.raises(NotAllowed) as caught:
        amend(office, version_id, asked, configured(**changes))
    assert rows_of(office) == before
    assert caught.value.attempted == "amend"
    assert caught.value.remedy
    return caught.value


@pytest.fixture
def new_office(databases: Databases, tmp_path: Path) -> Iterator[Any]:
    """Return how to make an office of a programme of one's own, on each database in turn."""
    made: list[Office] = []

    def make(programme: Programme) -> Office:
        made.append(an_office(tmp_path, programme, on=databases))
        return made[-1]

    yield make
    for office in made:
        engine_of(office).dispose()


# S02 -------------------------------------------------------------------------------------------


def board_amends(office: Office) -> Office:
    frozen(office)
    go_to(office, BOARD_MET_ON, 16)
    decision = BoardDecision(
        BoardOutcome.APPROVED_AMENDED, BOARD_MET_ON, "ICB/27/31", "Say 'in every place'."
    )
    decide_board(office, VERSION, board_answers(office, VERSION), decision)
    return office


def test_s02_a_version_whose_words_the_board_changed_is_not_the_one_approved(
    both_office: Office,
) -> None:
    board_amends(both_office)
    assert version_of(both_office).state == VersionState.SUPERSEDED
    with both_office.register.reading() as view:
        [decision] = view.decisions(VERSION, None)
        record = view.version_record(VERSION)
        assert is_open(Gate.BOARD_DECISION, record, view.now)
        assert is_open(Gate.PLACES_SETTLED, record, view.now)
    assert decision.condition == "Say 'in every place'."
    assert decision.minute_reference == "ICB/27/31"
    assert letters(both_office, "board-amended", VERSION)[0]["conditions"] == decision.condition
    assert advance(both_office) == ()
    assert_kept_whole(both_office)


def test_s02_an_approval_with_changed_words_needs_the_words(both_office: Office) -> None:
    frozen(both_office)
    go_to(both_office, BOARD_MET_ON, 16)
    before = rows_of(both_office)
    decision = BoardDecision(BoardOutcome.APPROVED_AMENDED, BOARD_MET_ON, "ICB/27/31")
    with pytest.raises(NotAllowed) as caught:
        decide_board(both_office, VERSION, 0, decision)
    assert "changed words" in caught.value.message
    assert rows_of(both_office) == before


def test_s02_the_approval_binds_the_exact_words_and_no_others(both_office: Office) -> None:
    board_amends(both_office)
    reworded(both_office)
    asked = replace(MATERIAL, reason="The board asked for it.")
    unseen = refused(both_office, asked)
    digits = unseen.message.split()[-1].rstrip(".")
    assert len(digits) == 16
    assert "ICB/27/31" in unseen.message
    assert digits in refused(both_office, replace(asked, approved_words="0" * 16)).message
    assert digits in refused(both_office, replace(asked, approved_words=digits[:15])).message

    made = amend(both_office, VERSION, replace(asked, approved_words=digits), configured())
    assert (made.number, made.state, made.supersedes) == (2, VersionState.SIGNING, VERSION)
    assert (made.text_sha256 or "").startswith(digits)
    with both_office.register.reading() as view:
        [carried] = view.decisions(V2, None)
    assert carried.outcome == BoardOutcome.APPROVED.value
    assert (carried.decided_on, carried.minute_reference) == (BOARD_MET_ON, "ICB/27/31")
    assert carried.text_sha256 == made.text_sha256
    assert version_of(both_office).superseded_by == V2
    assert_kept_whole(both_office)


def test_s02_the_difference_is_kept_and_everyone_is_told_how_much_changed(
    both_office: Office,
) -> None:
    made = amended(approved(both_office), MATERIAL)
    assert made.changes_sha256 is not None
    assert "in every place" in both_office.store.get(made.changes_sha256).decode()
    with both_office.register.reading() as view:
        assert ("changes", "agreement", made.changes_sha256) in view.documents(V2)
    told = letters(both_office, "change-recorded")
    assert len(told) == 4
    assert "changes 1 passage of version 1" in told[0]["what"]
    assert "/changes/2" in told[0]["what"]
    assert told[0]["reason"] == "The money moves."


def test_s02_the_owner_of_the_consultation_decides_that_it_is_opened_again(
    both_office: Office,
) -> None:
    board_amends(both_office)
    made = amended(both_office, CONSULTING)
    assert (made.state, made.text_sha256) == (VersionState.PLANNED, None)
    assert "1 July 2027 to 30 September 2027" in letters(both_office, "change-recorded")[0]["next"]
    go_to(both_office, date(2027, 7, 1), 9)
    open_review_window(both_office, V2)
    comment(both_office, V2, "Say it more plainly.")
    reworded(both_office, "We work as equals in every place, plainly.")
    go_to(both_office, date(2027, 10, 1), 9)
    freeze_version(both_office, V2)
    after = version(both_office, V2)
    assert after.state == VersionState.AWAITING_APPROVAL
    assert after.changes_sha256 != made.changes_sha256
    assert "plainly" in both_office.store.get(after.changes_sha256 or "").decode()
    board_approves(both_office)
    assert version(both_office, V2).state == VersionState.SIGNING
    assert_kept_whole(both_office)


def test_s02_digits_without_an_approval_of_changed_words_are_refused(both_office: Office) -> None:
    approved(both_office)
    reworded(both_office)
    found = refused(both_office, replace(MATERIAL, approved_words="0" * 16))
    assert found.remedy == "Leave `approved_words` empty."


# S11 -------------------------------------------------------------------------------------------


def on_signing_day(office: Office) -> Office:
    approved(office)
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)
    return office


def test_s11_a_link_to_a_superseded_text_is_refused_and_tells_what_changed(
    both_office: Office,
) -> None:
    on_signing_day(both_office)
    [request] = signing_of(both_office).open_requests
    amended(both_office, MATERIAL)
    before = rows_of(both_office)
    token = both_office.links.token(request.id)
    for act in (
        lambda: open_link(both_office, token),
        lambda: signed_by_link(both_office, token, "A name", request.document_sha256),
    ):
        with pytest.raises(LinkRefused) as caught:
            act()
        assert caught.value.why == "superseded"
        assert "version 2 supersedes it, and changes 1 passage" in caught.value.message
        assert "/changes/2" in caught.value.remedy
    assert rows_of(both_office) == before
    with both_office.register.reading() as view:
        assert view.records(Signature, VERSION) == ()


def test_s11_the_signatory_is_asked_again_on_the_new_text_with_the_changes_shown(
    both_office: Office,
) -> None:
    on_signing_day(both_office)
    sign_request(both_office, signing_of(both_office).open_requests[0])
    amended(both_office, MATERIAL)
    board_approves(both_office)
    go_to(both_office, NEXT_SIGNING, 10)
    advance_version(both_office, V2)
    [again] = [r for r in requests(both_office) if r.scope == PUBLIC]
    assert again.document_sha256 == version(both_office, V2).agreement_sha256
    [told] = letters(both_office, "signing-request")
    assert "Version 2 changes 1 passage of the text you know" in told["changes"]
    all_sign(both_office, PUBLIC)
    assert version(both_office, V2).state == VersionState.RATIFYING
    with both_office.register.reading() as view:
        assert len(view.records(Signature, VERSION)) == 1
        assert len(view.records(Signature, V2)) == 2
    assert_kept_whole(both_office)


def test_s11_a_signature_given_before_says_that_it_is_on_record(both_office: Office) -> None:
    on_signing_day(both_office)
    [request] = signing_of(both_office).open_requests
    sign_request(both_office, request)
    amended(both_office, MATERIAL)
    with pytest.raises(LinkRefused) as caught:
        open_link(both_office, both_office.links.token(request.id))
    assert caught.value.why == "used"


# S21 -------------------------------------------------------------------------------------------


def test_s21_an_editorial_amendment_needs_nothing_of_anybody(both_ratified_office: Office) -> None:
    office = both_ratified_office
    before = version_of(office)
    made = amended(office, EDITORIAL)
    assert made.state == VersionState.SIGNING
    assert version_of(office).state == VersionState.IN_EFFECT
    led_on(office)
    after = version(office, V2)
    assert after.state == VersionState.IN_EFFECT
    assert version_of(office).state == VersionState.SUPERSEDED
    assert requests(office) == ()
    assert letters(office, "decision-requested") == []
    for place_id in (EAST, NORTH, WEST):
        now, earlier = place(office, place_id), place_of(office, place_id)
        assert now.ratification.status == PlaceStatus.RATIFIED
        assert now.ratification.carried_from == VERSION
        assert now.ratification.current_sha256 == earlier.ratification.current_sha256
        assert now.ratification.effective_on == earlier.ratification.effective_on
        assert now.decision == earlier.decision
        assert now.signing == earlier.signing
    assert after.term_ends_on == before.term_ends_on
    pdf = office.store.get(after.agreement_sha256 or "").decode()
    assert "It is an editorial amendment of version 1. It is not signed anew" in pdf
    assert "signature_" not in pdf
    assert letters(office, "agreement-signed") == []
    assert_kept_whole(office)


def test_s21_the_review_and_the_term_pass_over_with_their_days(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    with office.register.reading() as view:
        due_on = view.review(VERSION, 1).due_on
        [term] = view.records(Term, VERSION)
    amended(office, EDITORIAL)
    led_on(office)
    with office.register.reading() as view:
        review = view.review(V2, 1)
        assert (review.state, review.due_on) == (ReviewState.SCHEDULED, due_on)
        assert view.records(Term, V2) == (replace(term, version_id=V2),)
        [span] = view.records(EffectSpan, VERSION)
        assert span.ceased_on == version(office, V2).effective_on
        assert ("schedule-review", V2) in {(w.kind, w.version_id) for w in view.wakes()}
    go_to(office, review.opens_on)
    open_review(office, VERSION, 1)
    with office.register.reading() as view:
        assert view.review(VERSION, 1).state == ReviewState.SCHEDULED
    open_review(office, V2, 1)
    with office.register.reading() as view:
        assert view.review(V2, 1).state == ReviewState.OPEN


def test_s21_a_review_under_way_is_finished_where_it_was_opened(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    with office.register.reading() as view:
        review = view.review(VERSION, 1)
    go_to(office, review.opens_on)
    open_review(office, VERSION, 1)
    later = {
        "public_signing_on": date(2028, 11, 1),
        "ratification_due": date(2029, 3, 1),
    }
    amended(office, EDITORIAL, **later)
    led_on(office)
    with office.register.reading() as view:
        assert view.review(VERSION, 1).state == ReviewState.OPEN
        assert view.review(V2, 2).due_on == review.due_on.replace(year=review.due_on.year + 1)
    go_to(office, review.returns_due_on)
    make_report(office, VERSION, 1)
    decided = ReviewOutcome("Go on.", review.returns_due_on, "JC/28/1")
    close_review(office, VERSION, 1, 0, decided)
    with office.register.reading() as view:
        assert [r.cycle for r in view.records(Review, VERSION)] == [1]
        assert [r.cycle for r in view.records(Review, V2)] == [2]
    assert_kept_whole(office)


def test_s21_a_place_that_is_to_decide_again_has_nothing_carried(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    made = amended(office, MATERIAL)
    before = rows_of(office)
    with pytest.raises(Conflict):
        carry_ratification(office, made, EAST, CarryRatification(Fact.RATIFICATION_CARRIED))
    assert rows_of(office) == before


def test_s21_a_minor_amendment_asks_the_board_alone(both_ratified_office: Office) -> None:
    office = both_ratified_office
    made = amended(office, MINOR)
    assert made.state == VersionState.AWAITING_APPROVAL
    assert made.board_on == NEXT_BOARD
    assert "26 October 2027" in letters(office, "change-recorded")[0]["next"]
    led_on(office)
    assert version_of(office).state == VersionState.IN_EFFECT
    board_approves(office)
    led_on(office)
    assert version(office, V2).state == VersionState.IN_EFFECT
    assert version(office, V2).effective_on == NEXT_BOARD
    assert requests(office) == ()
    assert letters(office, "decision-requested") == []
    assert_kept_whole(office)


def test_s21_a_material_amendment_reopens_only_the_places_concerned(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    amended(office, MATERIAL)
    board_approves(office)
    go_to(office, NEXT_SIGNING, 10)
    all_sign(office, PUBLIC)
    led_on(office)
    statuses = {p: place(office, p).ratification.status for p in (EAST, NORTH, WEST)}
    assert statuses == {
        EAST: PlaceStatus.AWAITING_DECISION,
        NORTH: PlaceStatus.RATIFIED,
        WEST: PlaceStatus.RATIFIED,
    }
    assert place(office, EAST).decision is None
    [asked] = letters(office, "decision-requested")
    assert asked["place"] == "East"
    assert "Version 2 changes 1 passage" in asked["changes"]
    assert version_of(office).state == VersionState.IN_EFFECT
    east_decides(office)
    led_on(office)
    assert version(office, V2).state == VersionState.IN_EFFECT
    assert version(office, V2).effective_on == date(2027, 12, 9)
    assert version_of(office).state == VersionState.SUPERSEDED
    earlier = place_of(office, EAST)
    assert earlier.ratification.status == PlaceStatus.RATIFIED
    assert earlier.decision is not None
    assert earlier.decision.decided_on == DECIDED_ON[EAST]
    assert place(office, EAST).ratification.carried_from is None
    assert_kept_whole(office)


ALL_AGAIN = AmendmentRules(material=AmendmentRule(True, True, Reopens.ALL))
NOBODY_AGAIN = AmendmentRules(material=AmendmentRule(True, False, Reopens.NONE))


@pytest.mark.parametrize(
    ("rules", "asked_again"), [(ALL_AGAIN, {EAST, NORTH, WEST}), (NOBODY_AGAIN, set())]
)
def test_s21_the_class_reopens_what_the_config_says(
    new_office: Any, rules: AmendmentRules, asked_again: set[str]
) -> None:
    office = everywhere_ratified(new_office(a_programme(amendments=rules)))
    amended(office, replace(MATERIAL, places=()))
    board_approves(office)
    go_to(office, NEXT_SIGNING, 10)
    all_sign(office, PUBLIC)
    led_on(office)
    awaiting = {
        p
        for p in (EAST, NORTH, WEST)
        if place(office, p).ratification.status == PlaceStatus.AWAITING_DECISION
    }
    assert awaiting == asked_again


def test_s21_reservations_conditions_and_refusals_are_carried_as_they_are(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    for one in (EAST, NORTH, WEST):
        place_asked(office, one)
    ratified(office, NORTH, Outcome.RATIFIED_SUBJECT_TO_CONDITION)
    ratified(office, EAST, Outcome.RATIFIED_WITH_RESERVATION)
    place_decided(office, WEST, Outcome.DECLINED)
    advance(office, WEST)
    amended(office, MINOR)
    assert version_of(office).state == VersionState.SUPERSEDED
    board_approves(office)
    led_on(office)
    found = {p: place(office, p) for p in (EAST, NORTH, WEST)}
    assert found[EAST].ratification.status == PlaceStatus.RATIFIED_WITH_RESERVATION
    assert found[NORTH].ratification.status == PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION
    assert found[WEST].ratification.status == PlaceStatus.DECLINED
    assert found[EAST].decision is not None
    assert found[EAST].decision.reservation == "The words of east."
    discharge_condition(office, V2, NORTH, NEXT_BOARD, "Cabinet minute 12")
    led_on(office)
    assert version(office, V2).state == VersionState.IN_EFFECT
    with office.register.reading() as view:
        shown = standing(view, V2)
    assert shown.places[EAST].reservation == "The words of east."
    assert [s.role for s in shown.places[EAST].signatures] == ["chair", "vcse lead"]
    assert_kept_whole(office)


def test_s21_a_place_that_declined_may_still_decide_for_the_new_text(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    place_asked(office, EAST)
    place_decided(office, WEST, Outcome.DECLINED)
    advance(office, WEST)
    amended(office, EDITORIAL)
    led_on(office)
    assert place(office, WEST).ratification.carried_from == VERSION
    assert place(office, EAST).ratification.status == PlaceStatus.AWAITING_DECISION
    again = PlaceDecision(Outcome.RATIFIED, NEXT_BOARD, "west/27/2")
    go_to(office, NEXT_BOARD, 17)
    decide_place(office, V2, WEST, again)
    decide_place(office, V2, WEST, again)
    with office.register.reading() as view:
        [anew] = view.decisions(V2, WEST)
    assert (anew.number, anew.outcome) == (1, Outcome.RATIFIED.value)
    assert place(office, WEST).ratification.carried_from is None
    assert_kept_whole(office)


def test_s21_what_a_place_has_under_way_is_finished_and_then_carried(
    new_office: Any,
) -> None:
    office = new_office(a_programme())
    publicly_signed(office)
    for one in (EAST, NORTH, WEST):
        place_asked(office, one)
    for one in (EAST, WEST):
        ratified(office, one)
    advance(office)
    place_decided(office, NORTH, decided_on=date(2027, 6, 24))
    assert version_of(office).state == VersionState.IN_EFFECT
    amended(office, EDITORIAL)
    advance_version(office, V2)
    assert NORTH not in places_with_something_due(office, V2)
    assert place(office, NORTH).ratification.status == PlaceStatus.NOT_STARTED
    go_to(office, date(2027, 7, 2), 9)
    all_signed(office, NORTH)
    led_on(office)
    assert place(office, NORTH).ratification.status == PlaceStatus.RATIFIED
    assert place(office, NORTH).ratification.carried_from == VERSION


def test_s21_a_version_superseded_is_read_only(both_ratified_office: Office) -> None:
    office = both_ratified_office
    amended(office, EDITORIAL)
    led_on(office)
    before = rows_of(office)
    again = PlaceDecision(Outcome.RATIFIED, date(2027, 6, 24), "SB/27/77")
    with pytest.raises(NotAllowed) as caught:
        decide_place(office, VERSION, EAST, again)
    assert caught.value.place == EAST
    assert rows_of(office) == before
    with pytest.raises(NotAllowed) as caught, office.register.writing() as tx:
        tx.record(Fact.DATES_MOVED, VERSION, {})
    assert caught.value.state == "superseded"
    assert caught.value.attempted == "version:dates:moved"
    assert "give its number" in caught.value.remedy


def test_s21_the_certificate_of_an_amended_version_says_where_it_comes_from(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    amended(office, EDITORIAL)
    led_on(office)
    issue_certificate(office, V2)
    certificate = office.store.get(version(office, V2).certificate_sha256 or "").decode()
    assert "ICB board" in certificate
    assert "Version 2 amends version 1 (editorial)." in certificate
    with office.register.reading() as view:
        old, new = standing(view, VERSION), standing(view, V2)
    assert old.continuity == ("Version 2 has superseded this one.",)
    assert (old.superseded_by, new.supersedes, new.amendment) == (V2, VERSION, "editorial")


def test_s21_the_version_in_effect_says_that_another_amends_it(
    both_ratified_office: Office,
) -> None:
    amended(both_ratified_office, MINOR)
    with both_ratified_office.register.reading() as view:
        [said] = standing(view, VERSION).continuity
    assert said == "Version 2 amends this one, which stays in effect until that one does."


def test_s21_the_same_amendment_again_changes_nothing(both_ratified_office: Office) -> None:
    made = amended(both_ratified_office, MINOR)
    before = rows_of(both_ratified_office)
    assert amended(both_ratified_office, MINOR) == made
    assert rows_of(both_ratified_office) == before


def test_s21_another_amendment_of_the_same_version_is_refused(
    both_ratified_office: Office,
) -> None:
    amended(both_ratified_office, MINOR)
    found = refused(both_ratified_office, replace(MINOR, reason="Something else."))
    assert found.message == f"{V2} amends it already."
    assert found.remedy == "Amend version 2 instead."
    assert found.state == "in effect"


def test_s21_an_amendment_that_the_board_rejects_leaves_room_for_another(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    amended(office, MINOR)
    go_to(office, NEXT_BOARD, 17)
    no = BoardDecision(BoardOutcome.REJECTED, NEXT_BOARD, "ICB/27/98", reason="Not so.")
    decide_board(office, V2, 0, no)
    reworded(office, "We work as equals, everywhere.")
    made = amend(office, VERSION, EDITORIAL, configured())
    assert (made.id, made.supersedes) == (V3, VERSION)
    assert version_of(office).superseded_by == V3
    led_on(office, V3)
    assert version(office, V3).state == VersionState.IN_EFFECT
    assert_kept_whole(office)


def test_s21_an_amendment_of_an_amendment_builds_on_the_text_that_people_know(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    amended(office, MATERIAL)
    reworded(office, "We work as equals, with care.")
    made = amend(office, V2, EDITORIAL, configured())
    assert version(office, V2).state == VersionState.SUPERSEDED
    assert version_of(office).state == VersionState.IN_EFFECT
    shown = office.store.get(made.changes_sha256 or "").decode()
    assert "We work as equal partners." in shown
    led_on(office, V3)
    assert version(office, V3).state == VersionState.IN_EFFECT
    assert version_of(office).state == VersionState.SUPERSEDED
    assert version_of(office).superseded_by == V3
    assert place(office, EAST, V3).ratification.carried_from == VERSION
    # The second amendment needs no signing; a later one that does is signed by those of the first.
    reworded(office, "We work as equals, with care and time.")
    v4 = amend(office, V3, MATERIAL, configured())
    assert v4.programme.timeline.public_signing == a_programme().timeline.public_signing
    assert_kept_whole(office)


def test_s21_a_version_not_in_effect_is_superseded_at_once(both_signed_office: Office) -> None:
    office = both_signed_office
    for one in (EAST, NORTH, WEST):
        place_asked(office, one)
    ratified(office, WEST)
    place_decided(office, EAST)
    advance(office, EAST)
    [open_at_east] = signing_of(office, EAST).open_requests
    amended(office, replace(MATERIAL, places=(EAST,)))
    assert version_of(office).state == VersionState.SUPERSEDED
    assert signing_of(office, EAST).open_requests == ()
    assert place_of(office, EAST).ratification.status == PlaceStatus.SIGNING
    assert places_with_something_due(office, VERSION) == ()
    with pytest.raises(LinkRefused) as caught:
        open_link(office, office.links.token(open_at_east.id))
    assert caught.value.why == "superseded"
    board_approves(office)
    go_to(office, NEXT_SIGNING, 10)
    all_sign(office, PUBLIC)
    led_on(office)
    assert place(office, WEST).ratification.carried_from == VERSION
    assert place(office, NORTH).ratification.status == PlaceStatus.AWAITING_DECISION
    assert_kept_whole(office)


def test_s21_a_place_waiting_for_its_record_is_asked_when_the_old_version_ends(
    new_office: Any,
) -> None:
    """The new version takes effect without it, and its record can no longer be sealed."""
    office = new_office(a_programme())
    publicly_signed(office)
    for one in (EAST, NORTH, WEST):
        place_asked(office, one)
    for one in (EAST, WEST):
        ratified(office, one)
    advance(office)
    place_decided(office, NORTH, decided_on=date(2027, 6, 24))
    amended(office, EDITORIAL)
    led_on(office)
    assert version(office, V2).state == VersionState.IN_EFFECT
    led_on(office)
    assert place(office, NORTH).ratification.status == PlaceStatus.AWAITING_DECISION


def test_s21_a_place_that_would_decide_twice_for_nothing_holds_the_amendment_up(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    place_decided(office, EAST)
    reworded(office)
    found = refused(office, MINOR)
    assert (found.place, found.state) == (EAST, "ratifying")
    assert found.message.startswith("East has decided")


def test_s21_the_words_must_have_changed(both_ratified_office: Office) -> None:
    found = refused(both_ratified_office, MINOR)
    assert found.message == "The templates give the very words of version 1."


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (replace(MINOR, reason=" "), "needs its reason"),
        (replace(MATERIAL, places=()), "none is named"),
        (replace(MATERIAL, places=("south",)), "'south' is not a place"),
    ],
)
def test_s21_an_amendment_says_why_and_for_whom(
    both_ratified_office: Office, asked: Amendment, said: str
) -> None:
    reworded(both_ratified_office)
    assert said in refused(both_ratified_office, asked).message


def test_s21_a_new_round_needs_dates_to_come(both_ratified_office: Office) -> None:
    reworded(both_ratified_office)
    past: dict[str, Any] = {
        "window_closes": date(2027, 6, 1),
        "public_signing_on": date(2027, 6, 2),
        "ratification_due": date(2027, 6, 3),
    }
    found = refused(both_ratified_office, CONSULTING, **past)
    assert "the review window closes on 2027-06-01" in found.message
    assert "the public signing on 2027-06-02" in found.message
    assert "the places' decisions are due on 2027-06-03" in found.message
    assert amended(both_ratified_office, EDITORIAL, **past).number == 2


def test_s21_what_is_not_frozen_is_not_amended(both_office: Office) -> None:
    reworded(both_office)
    assert refused(both_office, MINOR).state == "planned"
    assert "not frozen yet" in refused(in_review(both_office), MINOR).message


def test_s21_what_the_board_rejected_is_not_amended(both_office: Office) -> None:
    frozen(both_office)
    go_to(both_office, BOARD_MET_ON, 16)
    no = BoardDecision(BoardOutcome.REJECTED, BOARD_MET_ON, "ICB/27/31", reason="No.")
    decide_board(both_office, VERSION, 0, no)
    reworded(both_office)
    assert refused(both_office, MINOR).message == "A version that is rejected cannot be amended."


def test_s21_what_was_never_approved_nor_signed_is_both_whatever_the_class(
    both_office: Office,
) -> None:
    office = frozen(both_office)
    made = amended(office, EDITORIAL)
    assert made.state == VersionState.AWAITING_APPROVAL
    assert made.programme.timeline.public_signing == a_programme().timeline.public_signing
    assert version_of(office).state == VersionState.SUPERSEDED


def test_s21_what_was_approved_and_not_signed_is_signed_whatever_the_class(
    both_office: Office,
) -> None:
    made = amended(approved(both_office), EDITORIAL)
    assert made.state == VersionState.SIGNING
    assert made.programme.timeline.public_signing
    with both_office.register.reading() as view:
        [told] = {n.params["next"] for n in view.unsent_notices() if "amendment" in n.id}
    assert told == "the new text is signed in public on 18 November 2027."


def test_s21_the_board_decides_on_the_new_text_only_once_it_is_frozen(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    amended(office, MINOR)
    yesterday = version_of(office).public_signing_on + timedelta(days=1)
    before = rows_of(office)
    early = BoardDecision(BoardOutcome.APPROVED, yesterday, "ICB/27/50")
    with pytest.raises(NotAllowed) as caught:
        decide_board(office, V2, 0, early)
    assert "the text was open until" in caught.value.message
    assert rows_of(office) == before


def test_s21_an_amendment_of_what_changed_meanwhile_is_tried_again(
    both_ratified_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = both_ratified_office
    reworded(office)
    text_of = office.publisher.agreement_text

    def changes_meanwhile(programme: Programme) -> Any:
        with office.register.writing() as tx:
            tx.save(replace(tx.version(VERSION), presented_on=date(2027, 6, 24)))
            tx.record(Fact.PRESENTED, VERSION, {})
        return text_of(programme)

    monkeypatch.setattr(office.publisher, "agreement_text", changes_meanwhile)
    with pytest.raises(Conflict):
        amend(office, VERSION, EDITORIAL, configured())
    with office.register.reading() as view:
        assert view.version_ids() == (VERSION,)


def test_s21_a_board_without_a_meeting_to_come_decides_at_its_next(
    both_ratified_office: Office,
) -> None:
    reworded(both_ratified_office)
    programme = configured()
    bodies = tuple(replace(b, meetings=()) if b.id == "icb-board" else b for b in programme.bodies)
    made = amend(both_ratified_office, VERSION, MINOR, replace(programme, bodies=bodies))
    assert made.board_on is None
    told = letters(both_ratified_office, "change-recorded")[0]["next"]
    assert told == "the board decides on the new text at its next meeting."


def test_s21_bodies_of_the_config_that_are_not_on_record_are_left_out(
    both_ratified_office: Office,
) -> None:
    reworded(both_ratified_office)
    programme = configured()
    only = tuple(b for b in programme.bodies if b.id == "icb-board")
    made = amend(both_ratified_office, VERSION, MINOR, replace(programme, bodies=only))
    assert {b.id for b in made.programme.bodies} == {b.id for b in programme.bodies}


@pytest.fixture
def proposed(ratified_office: Office) -> Office:
    """Return an office in effect in which East proposed words twice and North once."""
    office = ratified_office
    with office.register.writing() as tx:
        known = tx.version(VERSION)
        for one, words in [(EAST, "Say 'every place'."), (NORTH, "Say 'by May'."), (EAST, "Also.")]:
            propose_amendment(tx, known, known.programme.place(one), words, date(2027, 6, 24))
    return office


def test_s19_an_amendment_says_whose_proposed_words_it_takes_up(proposed: Office) -> None:
    asked = replace(MATERIAL, takes_up=("east/2", "north"))
    amended(proposed, asked)
    with proposed.register.reading() as view:
        kept = {
            (p.place_id, p.number): p.taken_up_in for p in view.records(ProposedAmendment, VERSION)
        }
    assert kept == {(EAST, 1): None, (EAST, 2): V2, (NORTH, 1): V2}
    told = [
        p for p in letters(proposed, "change-recorded") if p["change"] == "your words are taken up"
    ]
    assert [p["partner"] for p in told] == ["colleagues in East", "colleagues in North"]
    assert "Also." in told[0]["what"]
    before = rows_of(proposed)
    amended(proposed, asked)
    assert rows_of(proposed) == before
    assert_kept_whole(proposed)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("east", "Say which: east/1, east/2."),
        ("west", "Name one of these: east/1, east/2, north/1."),
    ],
)
def test_s19_words_that_are_not_one_open_proposal_are_refused(
    proposed: Office, name: str, remedy: str
) -> None:
    reworded(proposed)
    assert refused(proposed, replace(MATERIAL, takes_up=(name,))).remedy == remedy


def test_s19_where_nothing_was_proposed_nothing_can_be_taken_up(ratified_office: Office) -> None:
    reworded(ratified_office)
    refusal = refused(ratified_office, replace(MATERIAL, takes_up=("east",)))
    assert refusal.remedy == "Leave the proposals out."
