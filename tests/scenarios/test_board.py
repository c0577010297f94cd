"""The board defers, is not quorate, or is decided for between its meetings: S01, S03, S04."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from concordat.domain.decision import BoardOutcome, Route
from concordat.domain.errors import NotFound
from concordat.domain.facts import Fact
from concordat.domain.meetings import Attendance
from concordat.domain.rules import UrgentDecision
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.decide_board import decide_board
from concordat.services.decide_place import decide_place
from concordat.services.decision_checks import HowDecided
from concordat.services.office import Office
from concordat.services.report_urgent import report_urgent_decision
from concordat.services.standing import standing
from concordat.status_table import status_table
from tests.fakes import (
    BOARD_MET_ON,
    EAST,
    VERSION,
    advance,
    clock_of,
    frozen,
    go_to,
    place_asked,
    place_of,
    version_of,
)
from tests.scenarios.deciding import (
    ADOPT,
    APPROVE,
    DEFER,
    QUORUM,
    URGENT,
    check_sound,
    decisions_of,
    owed,
    refused,
    said_of,
    unchanged,
    with_body,
)

SECOND_MEETING = date(2027, 5, 25)
URGENTLY = HowDecided(
    route=Route.URGENT,
    authority=" The Chair and the  Chief Executive together",
    urgent_reason="The funding round closes before the meeting.",
    report_back_on=SECOND_MEETING,
)
DECIDED_URGENTLY = replace(APPROVE, meeting_on=date(2027, 4, 6), how=URGENTLY)


def at_board(office: Office, **rules: Any) -> Office:
    """Lead the office to the evening of the board's first meeting, under these rules."""
    frozen(office)
    with_body(office, "icb-board", **{"quorum": QUORUM, "urgent_decision": URGENT, **rules})
    go_to(office, BOARD_MET_ON, 17)
    return office


def test_s01_a_deferral_moves_the_later_dates_by_rule_and_tells_partners_and_places(
    both_office: Office,
) -> None:
    office = at_board(both_office)
    before = version_of(office)
    decide_board(office, VERSION, 0, DEFER)
    after = version_of(office)
    assert after.state == VersionState.APPROVAL_DEFERRED
    assert (after.board_on, after.text_sha256) == (SECOND_MEETING, before.text_sha256)
    [decision] = decisions_of(office)
    assert (decision.minute_reference, decision.reason) == ("ICB/27/31", "Not quorate.")
    assert [moved["date"] for moved in said_of(office, Fact.DATES_MOVED)] == [
        "board_on",
        "public_signing_on",
        "ratification_due",
    ]
    told = {n.params["partner"] for n in owed(office, "/board-deferred/")}
    assert {"Alliance", "ICB", "East", "North", "West"} <= told
    with office.register.reading() as view:
        assert standing(view, VERSION).public_signing_on == date(2027, 7, 15)
    check_sound(office)


def test_s03_an_approval_without_a_quorum_is_refused_and_the_two_ways_on_are_named(
    both_office: Office,
) -> None:
    office = at_board(both_office)
    thin = HowDecided(attendance=Attendance(4, ("chair",)))
    refusal = refused(
        office,
        lambda: decide_board(office, VERSION, 0, replace(APPROVE, how=thin)),
        "4 of 5 members counted, and nobody was there as a partner member",
    )
    assert str(SECOND_MEETING) in refusal.remedy
    assert URGENT.by in refusal.remedy
    decide_board(office, VERSION, 0, replace(DEFER, how=thin))
    [deferred] = decisions_of(office)
    assert (deferred.outcome, deferred.members_present) == ("deferred", 4)
    go_to(office, SECOND_MEETING, 17)
    again = replace(APPROVE, meeting_on=SECOND_MEETING, minute_reference="ICB/27/54")
    decide_board(office, VERSION, 1, again)
    approved = decisions_of(office)[-1]
    assert (approved.members_present, approved.roles_present) == (
        5,
        ("Vice-Chair", "a partner member"),
    )
    assert approved.text_sha256 == version_of(office).text_sha256
    assert version_of(office).state == VersionState.SIGNING
    check_sound(office)


@pytest.mark.parametrize("outcome", [BoardOutcome.APPROVED, BoardOutcome.REJECTED])
def test_s03_a_board_with_a_quorum_does_not_decide_without_an_attendance(
    office: Office, outcome: BoardOutcome
) -> None:
    at_board(office)
    silent = replace(APPROVE, outcome=outcome, reason="Said.", how=HowDecided())
    refused(office, lambda: decide_board(office, VERSION, 0, silent), "not said who was there")


def test_s03_where_no_meeting_is_listed_the_way_on_names_none(office: Office) -> None:
    at_board(office, meetings=(BOARD_MET_ON,), urgent_decision=None)
    thin = replace(APPROVE, how=HowDecided(attendance=Attendance(1)))
    refusal = refused(office, lambda: decide_board(office, VERSION, 0, thin), "not quorate")
    assert refusal.remedy.endswith("take it to the body's next meeting.")


def test_s03_a_board_without_a_quorum_notes_an_attendance_if_it_is_given(office: Office) -> None:
    at_board(office, quorum=None)
    there = HowDecided(attendance=Attendance(2, ("chair",)))
    decide_board(office, VERSION, 0, replace(APPROVE, how=there))
    assert decisions_of(office)[0].members_present == 2


def test_s03_what_is_decided_urgently_is_reported_to_the_next_meeting(both_office: Office) -> None:
    office = at_board(both_office)
    decide_board(office, VERSION, 0, DEFER)
    go_to(office, date(2027, 4, 6), 17)
    decide_board(office, VERSION, 1, replace(DECIDED_URGENTLY, minute_reference="CA/27/2"))
    with office.register.reading() as view:
        assert standing(view, VERSION).unreported == (
            "urgent decision of 2027-04-06, to be reported on 2027-05-25",
        )
    go_to(office, SECOND_MEETING, 17)
    report_urgent_decision(office, VERSION, "board", SECOND_MEETING, "ICB/27/55")
    with office.register.reading() as view:
        assert standing(view, VERSION).unreported == ()
    check_sound(office)


def test_s04_the_chairs_action_is_taken_with_authority_reason_and_a_date_to_report_back(
    both_office: Office,
) -> None:
    office = at_board(both_office)
    go_to(office, date(2027, 4, 6), 17)
    decide_board(office, VERSION, 0, DECIDED_URGENTLY)
    [decision] = decisions_of(office)
    assert decision.route == Route.URGENT
    assert decision.authority == "The Chair and the  Chief Executive together"
    assert decision.urgent_reason == "The funding round closes before the meeting."
    assert (decision.report_back_on, decision.reported_on) == (SECOND_MEETING, None)
    clock_of(office).at(date(2027, 5, 26))
    with office.register.reading() as view:
        found = standing(view, VERSION)
    assert found.unreported == (
        "urgent decision of 2027-04-06, to be reported on 2027-05-25 (overdue)",
    )
    assert "The board: urgent decision of 2027-04-06" in status_table(found)
    report_urgent_decision(office, VERSION, "board", SECOND_MEETING, " ICB/27/55 ")
    assert decisions_of(office)[0].report_minute == "ICB/27/55"
    unchanged(
        office,
        lambda: report_urgent_decision(office, VERSION, "board", SECOND_MEETING, "ICB/27/55"),
    )
    check_sound(office)


def test_s04_a_body_whose_config_does_not_allow_it_takes_no_urgent_decision(
    office: Office,
) -> None:
    at_board(office, urgent_decision=None)
    go_to(office, date(2027, 4, 6), 17)
    refusal = refused(
        office,
        lambda: decide_board(office, VERSION, 0, DECIDED_URGENTLY),
        "does not decide between its meetings",
    )
    assert "2027-05-25" in refusal.remedy


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"authority": "the Secretary"}, "only this authority decides between meetings"),
        ({"authority": ""}, "only this authority"),
        ({"urgent_reason": " "}, "the reason why it could not wait"),
        ({"report_back_on": None}, "reported to the body's next meeting"),
        ({"report_back_on": date(2027, 5, 26)}, "reported to the body's next meeting"),
        ({"attendance": Attendance(9)}, "nobody attended one"),
    ],
)
def test_s04_an_urgent_decision_that_lacks_something_is_refused(
    office: Office, change: dict[str, Any], says: str
) -> None:
    at_board(office)
    go_to(office, date(2027, 4, 6), 17)
    lacking = replace(DECIDED_URGENTLY, how=replace(URGENTLY, **change))
    refused(office, lambda: decide_board(office, VERSION, 0, lacking), says)


def test_s04_a_deferral_is_never_urgent(office: Office) -> None:
    at_board(office)
    put_off = replace(DEFER, how=URGENTLY)
    refused(office, lambda: decide_board(office, VERSION, 0, put_off), "not urgent")


def test_s04_without_a_later_meeting_there_is_none_to_report_to(office: Office) -> None:
    at_board(office, meetings=(BOARD_MET_ON,))
    go_to(office, date(2027, 4, 6), 17)
    refused(
        office, lambda: decide_board(office, VERSION, 0, DECIDED_URGENTLY), "lists no later meeting"
    )


def test_s04_a_body_that_reports_nothing_back_needs_no_date(both_office: Office) -> None:
    office = at_board(both_office, urgent_decision=UrgentDecision(URGENT.by, report_back=False))
    go_to(office, date(2027, 4, 6), 17)
    unreported = replace(URGENTLY, report_back_on=None)
    decide_board(office, VERSION, 0, replace(DECIDED_URGENTLY, how=unreported))
    with office.register.reading() as view:
        assert standing(view, VERSION).unreported == ()
    refused(
        office,
        lambda: report_urgent_decision(office, VERSION, "board", SECOND_MEETING, "ICB/27/55"),
        "awaits no report",
    )


def test_s04_a_places_urgent_decision_is_flagged_at_the_place(both_signed_office: Office) -> None:
    office = place_asked(both_signed_office, EAST)
    with_body(office, "shared-board", quorum=QUORUM, urgent_decision=URGENT)
    go_to(office, date(2027, 6, 1), 17)
    how = replace(URGENTLY, report_back_on=date(2027, 6, 24))
    decide_place(office, VERSION, EAST, replace(ADOPT, decided_on=date(2027, 6, 1), how=how))
    assert place_of(office, EAST).ratification.status == PlaceStatus.SIGNING
    with office.register.reading() as view:
        found = standing(view, VERSION)
    assert found.places[EAST].unreported == (
        "urgent decision of 2027-06-01, to be reported on 2027-06-24",
    )
    assert "urgent decision" in status_table(found)
    go_to(office, date(2027, 6, 24), 17)
    report_urgent_decision(office, VERSION, EAST, date(2027, 6, 24), "SB/27/12")
    check_sound(office)


@pytest.mark.parametrize(
    ("scope", "day", "minute", "says"),
    [
        ("board", date(2027, 4, 6), "ICB/27/55", "cannot have been reported on 2027-04-06"),
        ("board", date(2027, 5, 27), "ICB/27/55", "cannot have been reported on 2027-05-27"),
        ("board", SECOND_MEETING, " ", "needs its minute reference"),
        ("east", SECOND_MEETING, "SB/1", "No urgent decision of 'east' is on record"),
    ],
)
def test_s04_a_report_that_cannot_be_is_refused(
    office: Office, scope: str, day: date, minute: str, says: str
) -> None:
    at_board(office)
    go_to(office, date(2027, 4, 6), 17)
    decide_board(office, VERSION, 0, DECIDED_URGENTLY)
    clock_of(office).at(date(2027, 5, 26))
    refused(office, lambda: report_urgent_decision(office, VERSION, scope, day, minute), says)


def test_s04_a_report_of_a_place_that_is_not_asked_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound, match="east, north, west"):
        report_urgent_decision(office, VERSION, "nowhere", SECOND_MEETING, "1")


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (replace(APPROVE.how, authority="the Chair"), "has no authority, urgent reason or date"),
        (replace(APPROVE.how, urgent_reason="Now."), "has no authority, urgent reason or date"),
        (replace(APPROVE.how, report_back_on=SECOND_MEETING), "has no authority"),
        (HowDecided(attendance=Attendance(1, (), ("a", "b"))), "1 members cannot have had 2"),
        (HowDecided(attendance=Attendance(-1)), "-1 members cannot have had"),
        (replace(APPROVE.how, words_sha256="abc"), "too short to tell one text from another"),
        (replace(APPROVE.how, words_sha256="0" * 16), "not those of version 1"),
        (replace(APPROVE.how, effective_from=date(2027, 3, 29)), "before it was made"),
        (replace(APPROVE.how, effective_from=date(2027, 5, 21)), "after the public signing"),
    ],
)
def test_a_decision_that_cannot_have_been_reached_so_is_refused(
    office: Office, how: HowDecided, says: str
) -> None:
    at_board(office)
    refused(office, lambda: decide_board(office, VERSION, 0, replace(APPROVE, how=how)), says)


def test_an_approval_binds_the_exact_words_that_lay_before_the_board(both_office: Office) -> None:
    office = at_board(both_office)
    words = version_of(office).text_sha256
    assert words is not None
    how = replace(
        APPROVE.how, words_sha256=f" {words[:8].upper()} {words[8:20]}", effective_from=BOARD_MET_ON
    )
    decide_board(office, VERSION, 0, replace(APPROVE, how=how))
    [decision] = decisions_of(office)
    assert (decision.text_sha256, decision.effective_from) == (words, BOARD_MET_ON)
    assert advance(office) == ()


def test_a_minute_of_the_board_does_not_stand_for_two_decisions(office: Office) -> None:
    at_board(office)
    decide_board(office, VERSION, 0, DEFER)
    go_to(office, SECOND_MEETING, 17)
    again = replace(APPROVE, meeting_on=SECOND_MEETING)
    refused(
        office,
        lambda: decide_board(office, VERSION, 1, again),
        "Minute 'ICB/27/31' already stands for 'deferred' on 2027-03-30",
    )


def test_a_board_decides_nothing_more_at_a_meeting_that_has_decided(office: Office) -> None:
    at_board(office)
    decide_board(office, VERSION, 0, DEFER)
    again = replace(APPROVE, minute_reference="ICB/27/32")
    refused(office, lambda: decide_board(office, VERSION, 1, again), "and decided 'deferred'")


def test_a_board_retired_before_the_meeting_decides_nothing(office: Office) -> None:
    at_board(office, valid_to=BOARD_MET_ON - timedelta(days=1))
    refusal = refused(
        office, lambda: decide_board(office, VERSION, 0, APPROVE), "was retired on 2027-03-29"
    )
    assert "retire-body" in refusal.remedy


def test_a_board_decides_on_the_day_it_is_retired(office: Office) -> None:
    at_board(office, valid_to=BOARD_MET_ON)
    decide_board(office, VERSION, 0, APPROVE)
    assert version_of(office).state == VersionState.SIGNING
