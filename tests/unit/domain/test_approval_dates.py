from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.approval import (
    Dates,
    dates_after_deferral,
    dates_moved_to,
    first_meeting,
    next_meeting,
)
from concordat.domain.calendar import is_working_day
from concordat.domain.programme import Body, BodyId

ENGLAND = "england-and-wales"
MEETINGS = (date(2027, 3, 30), date(2027, 5, 25), date(2027, 7, 27))
BOARD = Body(BodyId("icb-board"), "ICB board", MEETINGS)
DATES = Dates(MEETINGS[0], date(2027, 5, 20), date(2027, 9, 30))
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def test_a_deferred_item_goes_to_the_next_listed_meeting() -> None:
    assert dates_after_deferral(DATES, BOARD, MEETINGS[0], ENGLAND).board_on == MEETINGS[1]


def test_the_meeting_that_deferred_it_is_not_its_next() -> None:
    assert next_meeting(BOARD, MEETINGS[1]) == MEETINGS[2]
    assert next_meeting(BOARD, MEETINGS[1] - timedelta(days=1)) == MEETINGS[1]


def test_later_dates_move_by_as_many_days_as_the_decision() -> None:
    moved = dates_after_deferral(DATES, BOARD, MEETINGS[0], ENGLAND)
    assert moved.public_signing_on == DATES.public_signing_on + timedelta(days=56)
    assert moved.ratification_due == DATES.ratification_due + timedelta(days=56)


def test_a_date_that_falls_on_a_bank_holiday_moves_on_to_a_working_day() -> None:
    body = Body(BodyId("board"), "Board", (date(2027, 3, 30), date(2027, 4, 6)))
    dates = Dates(date(2027, 3, 30), date(2027, 8, 23), date(2027, 12, 20))
    moved = dates_after_deferral(dates, body, date(2027, 3, 30), ENGLAND)
    assert moved.public_signing_on == date(2027, 8, 31)
    assert moved.ratification_due == date(2027, 12, 29)


def test_a_second_deferral_moves_the_dates_from_where_the_first_left_them() -> None:
    once = dates_after_deferral(DATES, BOARD, MEETINGS[0], ENGLAND)
    twice = dates_after_deferral(once, BOARD, MEETINGS[1], ENGLAND)
    assert twice.board_on == MEETINGS[2]
    assert twice.public_signing_on == once.public_signing_on + timedelta(days=63)


def test_a_decision_deferred_between_meetings_does_not_move_what_is_already_placed() -> None:
    dates = Dates(MEETINGS[1], DATES.public_signing_on, DATES.ratification_due)
    assert dates_after_deferral(dates, BOARD, date(2027, 4, 20), ENGLAND) == dates


def test_nothing_moves_yet_where_no_later_meeting_is_listed() -> None:
    moved = dates_after_deferral(DATES, BOARD, MEETINGS[-1], ENGLAND)
    assert moved == Dates(None, DATES.public_signing_on, DATES.ratification_due)


def test_without_a_planned_meeting_the_shift_is_counted_from_the_deferral() -> None:
    dates = Dates(None, DATES.public_signing_on, DATES.ratification_due)
    moved = dates_after_deferral(dates, BOARD, date(2027, 5, 18), ENGLAND)
    assert moved.board_on == MEETINGS[1]
    assert moved.public_signing_on == DATES.public_signing_on + timedelta(days=7)


def test_the_first_meeting_may_be_on_the_day_itself() -> None:
    assert first_meeting(MEETINGS, MEETINGS[1]) == MEETINGS[1]
    assert first_meeting(MEETINGS, MEETINGS[-1] + timedelta(days=1)) is None


@given(st.sets(DAYS, min_size=2), DAYS, DAYS)
def test_a_deferral_never_brings_a_date_forward(
    meetings: set[date], signing: date, due: date
) -> None:
    listed = tuple(sorted(meetings))
    dates = Dates(listed[0], signing, due)
    moved = dates_after_deferral(dates, Body(BodyId("b"), "B", listed), listed[0], ENGLAND)
    assert moved.public_signing_on > signing
    assert moved.ratification_due > due
    assert is_working_day(moved.public_signing_on, ENGLAND)
    assert is_working_day(moved.ratification_due, ENGLAND)


def test_a_board_that_moves_to_a_later_meeting_takes_the_later_dates_with_it() -> None:
    dates = Dates(date(2027, 3, 30), date(2027, 5, 20), date(2027, 9, 30))
    assert dates_moved_to(dates, date(2027, 4, 27), ENGLAND) == Dates(
        date(2027, 4, 27), date(2027, 6, 17), date(2027, 10, 28)
    )


def test_nothing_follows_a_meeting_that_was_not_known_or_comes_earlier() -> None:
    dates = Dates(None, date(2027, 5, 20), date(2027, 9, 30))
    assert dates_moved_to(dates, date(2027, 4, 27), ENGLAND).public_signing_on == date(2027, 5, 20)
    dates = Dates(date(2027, 4, 27), date(2027, 5, 20), date(2027, 9, 30))
    moved = dates_moved_to(dates, date(2027, 3, 30), ENGLAND)
    assert moved == Dates(date(2027, 3, 30), date(2027, 5, 20), date(2027, 9, 30))
