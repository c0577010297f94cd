from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from concordat.domain.decision import BoardOutcome
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.states import VersionState
from concordat.services.decide_board import (
    BoardDecision,
    board_answers,
    board_question,
    decide_board,
    refuse_board_form,
)
from concordat.services.office import Office
from tests.fakes import (
    BOARD_MET_ON,
    VERSION,
    a_programme,
    advance,
    an_office,
    approved,
    clock_of,
    facts_of,
    frozen,
    in_review,
    rows_of,
    version_of,
)

APPROVE = BoardDecision(BoardOutcome.APPROVED, BOARD_MET_ON, "ICB/27/31")
DEFER = BoardDecision(
    BoardOutcome.DEFERRED, BOARD_MET_ON, "ICB/27/31", reason="Ask the VCSE first."
)
REJECT = BoardDecision(BoardOutcome.REJECTED, BOARD_MET_ON, "ICB/27/31", reason="No appetite.")
SECOND_MEETING = date(2027, 5, 25)


@pytest.fixture
def at_board(office: Office) -> Office:
    """Return the office on the evening of the board's first meeting."""
    frozen(office)
    clock_of(office).at(BOARD_MET_ON, 17)
    return office


def test_an_approval_opens_the_way_to_the_public_signing(at_board: Office) -> None:
    decide_board(at_board, VERSION, 0, APPROVE)
    assert version_of(at_board).state == VersionState.SIGNING
    with at_board.register.reading() as view:
        [decision] = view.decisions(VERSION, None)
    assert (decision.outcome, decision.minute_reference) == ("approved", "ICB/27/31")


def test_an_approval_moves_no_date(at_board: Office) -> None:
    before = version_of(at_board)
    decide_board(at_board, VERSION, 0, APPROVE)
    after = version_of(at_board)
    assert after.public_signing_on == before.public_signing_on
    assert Fact.DATES_MOVED not in facts_of(at_board)


def test_conditions_of_an_approval_are_kept(at_board: Office) -> None:
    decide_board(at_board, VERSION, 0, replace(APPROVE, conditions=" Report back in a year. "))
    with at_board.register.reading() as view:
        assert view.decisions(VERSION, None)[0].condition == "Report back in a year."


def test_a_deferral_moves_the_later_dates_with_both_on_the_trail(at_board: Office) -> None:
    decide_board(at_board, VERSION, 0, DEFER)
    version = version_of(at_board)
    assert version.state == VersionState.APPROVAL_DEFERRED
    assert version.board_on == SECOND_MEETING
    assert version.public_signing_on == date(2027, 7, 15)
    assert version.ratification_due == date(2027, 11, 25)
    with at_board.register.reading() as view:
        moved = [e.said for e in view.trail() if e.fact == Fact.DATES_MOVED]
    assert moved == [
        {"date": "board_on", "old": "2027-03-30", "new": "2027-05-25"},
        {"date": "public_signing_on", "old": "2027-05-20", "new": "2027-07-15"},
        {"date": "ratification_due", "old": "2027-09-30", "new": "2027-11-25"},
    ]


def test_a_deferral_tells_every_partner_and_place_why_and_the_new_dates(at_board: Office) -> None:
    decide_board(at_board, VERSION, 0, DEFER)
    with at_board.register.reading() as view:
        told = [n for n in view.unsent_notices() if n.template == "board-deferred"]
    partners = ["Alliance", "Small Groups Network", "ICB", "Councils Together"]
    places = ["East", "North", "West"]
    assert sorted(n.params["partner"] for n in told) == sorted(partners + places)
    assert told[0].params["reason"] == "Ask the VCSE first."
    assert told[0].params["next_meeting"] == "2027-05-25"
    assert told[0].params["public_signing_on"] == "2027-07-15"


def test_a_deferral_does_not_reopen_the_text(at_board: Office) -> None:
    before = version_of(at_board).text_sha256
    decide_board(at_board, VERSION, 0, DEFER)
    assert version_of(at_board).text_sha256 == before


def test_what_was_deferred_can_be_approved_at_the_next_meeting(at_board: Office) -> None:
    decide_board(at_board, VERSION, 0, DEFER)
    clock_of(at_board).at(SECOND_MEETING, 17)
    again = replace(APPROVE, meeting_on=SECOND_MEETING, minute_reference="ICB/27/54")
    decide_board(at_board, VERSION, board_answers(at_board, VERSION), again)
    version = version_of(at_board)
    assert version.state == VersionState.SIGNING
    clock_of(at_board).at(date(2027, 7, 14))
    assert advance(at_board) == ()
    clock_of(at_board).at(date(2027, 7, 15))
    assert advance(at_board) == ("Invite",)


def test_what_was_deferred_can_be_deferred_again(at_board: Office) -> None:
    decide_board(at_board, VERSION, 0, DEFER)
    clock_of(at_board).at(SECOND_MEETING, 17)
    again = replace(DEFER, meeting_on=SECOND_MEETING, minute_reference="ICB/27/54")
    decide_board(at_board, VERSION, 1, again)
    version = version_of(at_board)
    assert version.state == VersionState.APPROVAL_DEFERRED
    assert version.board_on is None
    assert version.public_signing_on == date(2027, 7, 15)


def test_a_rejected_version_goes_no_further(at_board: Office) -> None:
    decide_board(at_board, VERSION, 0, REJECT)
    assert version_of(at_board).state == VersionState.REJECTED
    with pytest.raises(NotAllowed, match="settled"):
        decide_board(at_board, VERSION, 1, APPROVE)
    clock_of(at_board).advance(days=400)
    assert advance(at_board) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"meeting_on": BOARD_MET_ON + timedelta(days=1)}, "has not been held"),
        ({"meeting_on": date(2027, 2, 26)}, "the text was open until 2027-02-26"),
        ({"minute_reference": "  "}, "minute reference"),
        ({"outcome": BoardOutcome.DEFERRED, "reason": " "}, "needs a reason"),
        ({"outcome": BoardOutcome.REJECTED}, "needs a reason"),
    ],
)
def test_a_form_that_cannot_be_as_written_is_refused_and_changes_nothing(
    at_board: Office, change: dict[str, object], says: str
) -> None:
    before = rows_of(at_board)
    with pytest.raises(NotAllowed, match=says) as refusal:
        decide_board(at_board, VERSION, 0, replace(APPROVE, **change))  # type: ignore[arg-type]  # By name.
    assert refusal.value.remedy
    assert rows_of(at_board) == before


def test_a_refused_form_is_on_the_trail_and_a_fresh_one_is_offered_with_why(
    at_board: Office,
) -> None:
    refusal = NotAllowed("The meeting has not been held.", remedy="Wait.")
    for _ in range(2):
        refuse_board_form(at_board, VERSION, 0, refusal)
    assert facts_of(at_board).count(Fact.BOARD_FORM_REFUSED) == 1
    assert board_answers(at_board, VERSION) == 1
    question, meeting = board_question(at_board, VERSION)
    assert "The meeting has not been held. Wait." in question
    assert meeting == BOARD_MET_ON
    decide_board(at_board, VERSION, 1, APPROVE)
    assert version_of(at_board).state == VersionState.SIGNING


def test_the_form_after_a_deferral_says_what_was_decided_before(at_board: Office) -> None:
    assert "deferred" not in board_question(at_board, VERSION)[0]
    decide_board(at_board, VERSION, 0, DEFER)
    question, meeting = board_question(at_board, VERSION)
    assert "On 2027-03-30 it was **deferred** (ICB/27/31): Ask the VCSE first." in question
    assert "was not recorded" not in question
    assert meeting == SECOND_MEETING


def test_the_same_answer_handed_in_twice_is_recorded_once(at_board: Office) -> None:
    decide_board(at_board, VERSION, 0, DEFER)
    before = rows_of(at_board)
    decide_board(at_board, VERSION, 0, DEFER)
    decide_board(at_board, VERSION, 0, APPROVE)
    assert rows_of(at_board) == before


def test_a_board_cannot_approve_a_text_that_is_not_frozen(tmp_path: Path) -> None:
    programme = a_programme(timeline={"window_closes": date(2026, 12, 31)})
    office = an_office(tmp_path, programme)
    in_review(office)
    clock_of(office).at(BOARD_MET_ON, 17)
    with pytest.raises(NotAllowed, match="cannot happen now"):
        decide_board(office, VERSION, 0, APPROVE)


def test_an_approval_is_not_a_signature(office: Office) -> None:
    approved(office)
    assert rows_of(office)["signature"] == []
    assert rows_of(office)["signing_request"] == []
