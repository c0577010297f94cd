from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.meetings import (
    Attendance,
    is_authority,
    is_retired,
    meeting_in_time,
    meeting_to_warn_of,
    papers_deadline,
    quorate_attendance,
    quorum_result,
    report_back_meeting,
)
from concordat.domain.programme import Body, BodyId
from concordat.domain.rules import ConflictRule, Quorum, UrgentDecision
from tests.fakes import a_programme

ENGLAND = "england-and-wales"
FIRST, SECOND = date(2027, 6, 24), date(2027, 9, 23)
BODY = Body(BodyId("board"), "Board", (FIRST, SECOND))
RULE = Quorum(3, ("chair or vice-chair", "a partner member"))
ROLES = ("chair", "a partner member")


def test_a_quorum_is_met_by_enough_members_in_the_roles_it_names() -> None:
    found = quorum_result(RULE, Attendance(3, ROLES))
    assert (found.present, found.counted, found.voting, found.short_by) == (3, 3, 3, 0)
    assert (found.missing_roles, found.met, found.in_words) == ((), True, "")


@pytest.mark.parametrize("role", ["chair", "Vice-Chair", " chair  or vice-chair "])
def test_a_role_with_alternatives_is_filled_by_either_however_it_is_written(role: str) -> None:
    assert quorum_result(RULE, Attendance(3, (role, "A partner member"))).met


def test_a_quorum_says_what_it_lacks() -> None:
    found = quorum_result(RULE, Attendance(2, ("a partner member",)))
    assert (found.short_by, found.missing_roles, found.met) == (1, ("chair or vice-chair",), False)
    assert found.in_words == ("2 of 3 members counted, and nobody was there as chair or vice-chair")


@pytest.mark.parametrize(
    ("rule", "counted", "missing", "met"),
    [
        (ConflictRule.LEAVES_QUORUM, 2, ("chair or vice-chair",), False),
        (ConflictRule.LEAVES_VOTE, 3, (), True),
    ],
)
def test_a_conflict_leaves_the_quorum_or_only_the_vote(
    rule: ConflictRule, counted: int, missing: tuple[str, ...], met: bool
) -> None:
    there = Attendance(3, ROLES, ("chair",))
    found = quorum_result(replace(RULE, conflicts=rule), there)
    assert (found.counted, found.voting, found.missing_roles) == (counted, 2, missing)
    assert found.met == met


def test_somebody_must_be_left_to_vote() -> None:
    rule = Quorum(2, conflicts=ConflictRule.LEAVES_VOTE)
    found = quorum_result(rule, Attendance(2, (), ("chair", "a partner member")))
    assert (found.short_by, found.met, found.in_words) == (0, False, "nobody was left to vote")


@given(
    members=st.integers(0, 30),
    present=st.integers(0, 40),
    away=st.integers(0, 40),
    rule=st.sampled_from(ConflictRule),
)
def test_more_members_never_break_a_quorum_and_more_conflicts_never_make_one(
    members: int, present: int, away: int, rule: ConflictRule
) -> None:
    quorum = Quorum(members, conflicts=rule)
    there = Attendance(present, (), ("a member",) * min(away, present))
    met = quorum_result(quorum, there).met
    assert there.is_possible
    assert quorum_result(quorum, replace(there, members_present=present + 1)).met or not met
    more = replace(there, conflicts=(*there.conflicts, "a member"))
    assert met or not quorum_result(quorum, more).met


@given(members=st.integers(0, 30), roles=st.lists(st.sampled_from([*RULE.including, "clerk"])))
def test_the_smallest_quorate_attendance_meets_its_quorum(members: int, roles: list[str]) -> None:
    rule = Quorum(members, tuple(dict.fromkeys(roles)))
    assert quorum_result(rule, quorate_attendance(rule)).met


def test_only_the_authority_of_the_config_decides_urgently() -> None:
    body = replace(BODY, urgent_decision=UrgentDecision("the Chair", report_back=True))
    assert is_authority(body, " The  chair ")
    assert not is_authority(body, "the Secretary")
    assert not is_authority(BODY, "the Chair")


def test_an_urgent_decision_is_reported_to_the_first_listed_meeting_after_it() -> None:
    assert report_back_meeting(BODY, FIRST - timedelta(days=1)) == FIRST
    assert report_back_meeting(BODY, FIRST) == SECOND
    assert report_back_meeting(BODY, SECOND) is None


def test_a_body_is_retired_from_the_day_after_its_last() -> None:
    last = replace(BODY, valid_to=FIRST)
    assert not is_retired(last, FIRST)
    assert is_retired(last, FIRST + timedelta(days=1))
    assert not is_retired(BODY, date.max)


def test_papers_leave_clear_working_days_before_the_meeting() -> None:
    assert papers_deadline(BODY, FIRST, ENGLAND) == date(2027, 6, 16)
    weekly = replace(BODY, papers_clear_working_days=0)
    assert papers_deadline(weekly, date(2027, 6, 1), ENGLAND) == date(2027, 5, 28)


def test_the_meeting_offered_is_the_first_whose_papers_can_still_be_on_time() -> None:
    assert meeting_in_time(BODY, date(2027, 6, 1), date(2027, 6, 16), ENGLAND) == FIRST
    assert meeting_in_time(BODY, date(2027, 6, 1), date(2027, 6, 17), ENGLAND) == SECOND
    assert meeting_in_time(BODY, FIRST, date(2027, 6, 1), ENGLAND) == SECOND
    assert meeting_in_time(BODY, FIRST, date(2027, 9, 16), ENGLAND) is None


@pytest.mark.parametrize(
    ("meeting", "warned_for", "today", "expected"),
    [
        (FIRST, None, date(2027, 6, 8), None),
        (FIRST, None, date(2027, 6, 9), FIRST),
        (FIRST, None, FIRST, FIRST),
        (FIRST, None, FIRST + timedelta(days=1), None),
        (FIRST, FIRST, date(2027, 6, 9), None),
        (SECOND, FIRST, date(2027, 9, 8), SECOND),
        (None, FIRST, date(2027, 9, 8), None),
    ],
)
def test_a_warning_is_due_once_a_meeting_working_days_before_the_deadline(
    meeting: date | None, warned_for: date | None, today: date, expected: date | None
) -> None:
    assert meeting_to_warn_of(a_programme(), BODY, meeting, warned_for, today) == expected


def test_config_says_how_early_the_warning_is() -> None:
    programme = a_programme(timeline={"papers_warning_working_days": 0})
    assert meeting_to_warn_of(programme, BODY, FIRST, None, date(2027, 6, 15)) is None
    assert meeting_to_warn_of(programme, BODY, FIRST, None, date(2027, 6, 16)) == FIRST
