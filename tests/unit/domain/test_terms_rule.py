from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.term import (
    Gap,
    Term,
    first_term,
    gaps,
    last_day,
    renewed,
    start_of_renewal,
    warning_due,
)
from tests.fakes import VERSION

BEGAN, ENDS = date(2027, 6, 24), date(2028, 6, 23)
FIRST = Term(VERSION, 1, BEGAN, ENDS)
WARNINGS = (90, 60, 30)


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on"),
    [
        (BEGAN, 12, ENDS),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
        (date(2027, 1, 1), 18, date(2028, 6, 30)),
    ],
)
def test_the_last_day_is_the_one_before_the_day_comes_again(
    starts_on: date, months: int, ends_on: date
) -> None:
    assert last_day(starts_on, months) == ends_on


@pytest.mark.parametrize(
    ("days_left", "warned", "due"),
    [
        (91, None, None),
        (90, None, 90),
        (61, 90, None),
        (60, 90, 60),
        (60, None, 60),
        (30, 60, 30),
        (1, 30, None),
        (0, None, 30),
    ],
)
def test_a_warning_is_due_once_and_of_several_only_the_nearest(
    days_left: int, warned: int | None, due: int | None
) -> None:
    assert warning_due(ENDS, warned, WARNINGS, ENDS - timedelta(days=days_left)) == due


@given(st.lists(st.integers(0, 120), max_size=20))
def test_however_often_it_is_asked_each_warning_is_sent_at_most_once(left: list[int]) -> None:
    warned: int | None = None
    sent = []
    for days in sorted(left, reverse=True):
        due = warning_due(ENDS, warned, WARNINGS, ENDS - timedelta(days=days))
        if due is not None:
            sent.append(due)
            warned = due
    assert sent == sorted(set(sent), reverse=True)


def test_an_amended_version_takes_over_the_term_that_runs() -> None:
    found = first_term("v2", date(2027, 9, 1), 12, replace(FIRST, number=3))
    assert found == replace(FIRST, version_id="v2")


def test_an_amended_version_begins_a_term_where_the_last_has_ended() -> None:
    found = first_term("v2", date(2028, 6, 24), 12, FIRST)
    assert found == Term("v2", 1, date(2028, 6, 24), date(2029, 6, 23))


def test_a_renewal_starts_the_day_after_the_end_or_on_the_day_it_is_decided() -> None:
    assert start_of_renewal(FIRST, date(2028, 5, 1)) == date(2028, 6, 24)
    assert start_of_renewal(FIRST, date(2028, 9, 1)) == date(2028, 9, 1)


def test_gaps_are_the_days_between_terms() -> None:
    second = renewed(FIRST, date(2028, 6, 1), "JC/1", date(2028, 6, 24), 12)
    third = renewed(second, date(2029, 9, 1), "JC/2", date(2029, 9, 1), 12)
    assert third.number == 3
    assert gaps((FIRST, second, third)) == (Gap(date(2029, 6, 24), date(2029, 8, 31)),)
