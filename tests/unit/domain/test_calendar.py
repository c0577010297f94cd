from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.calendar import (
    REGIONS,
    add_months,
    add_working_days,
    at_local,
    is_working_day,
    local_date,
    papers_due_on,
    quiet_season,
    responses_due_on,
    working_day_from,
)

ENGLAND = "england-and-wales"
LONDON = "Europe/London"
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2027, 3, 25), True),
        (date(2027, 3, 26), False),
        (date(2027, 3, 27), False),
        (date(2027, 3, 29), False),
        (date(2027, 12, 27), False),
        (date(2027, 12, 28), False),
        (date(2027, 12, 29), True),
    ],
)
def test_weekends_and_bank_holidays_with_their_substitutes_are_not_working_days(
    day: date, working: bool
) -> None:
    assert is_working_day(day, ENGLAND) is working


def test_each_region_keeps_its_own_bank_holidays() -> None:
    easter_monday, saint_patrick = date(2027, 3, 29), date(2027, 3, 17)
    assert is_working_day(easter_monday, "scotland")
    assert not is_working_day(easter_monday, ENGLAND)
    assert not is_working_day(saint_patrick, "northern-ireland")
    assert is_working_day(saint_patrick, ENGLAND)


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(KeyError, match="atlantis"):
        is_working_day(date(2027, 3, 25), "atlantis")


def test_counting_working_days_starts_on_the_day_after_and_passes_over_easter() -> None:
    assert add_working_days(date(2027, 3, 25), 1, ENGLAND) == date(2027, 3, 30)
    assert add_working_days(date(2027, 3, 30), -1, ENGLAND) == date(2027, 3, 25)


def test_no_working_days_later_is_the_day_itself_even_on_a_sunday() -> None:
    assert add_working_days(date(2027, 3, 28), 0, ENGLAND) == date(2027, 3, 28)


def test_a_call_in_of_five_days_begun_before_a_bank_holiday_ends_a_day_later() -> None:
    assert add_working_days(date(2027, 5, 27), 5, ENGLAND) == date(2027, 6, 4)


def test_neither_the_meeting_nor_the_day_papers_go_out_is_a_clear_day() -> None:
    assert papers_due_on(date(2027, 6, 10), 5, ENGLAND) == date(2027, 6, 2)


def test_papers_for_a_meeting_after_easter_go_out_two_working_days_sooner() -> None:
    assert papers_due_on(date(2027, 3, 30), 5, ENGLAND) == date(2027, 3, 18)


def test_without_clear_days_papers_go_out_on_the_working_day_before() -> None:
    assert papers_due_on(date(2027, 6, 14), 0, ENGLAND) == date(2027, 6, 11)


@given(DAYS, st.integers(0, 15), st.sampled_from(sorted(REGIONS)))
def test_between_papers_and_meeting_lie_exactly_the_clear_working_days(
    meeting: date, clear: int, region: str
) -> None:
    due = papers_due_on(meeting, clear, region)
    between = [due + timedelta(n) for n in range(1, (meeting - due).days)]
    assert sum(is_working_day(day, region) for day in between) == clear
    assert is_working_day(due, region)


@pytest.mark.parametrize(
    ("day", "taken_until"),
    [
        pytest.param(date(2027, 2, 28), date(2027, 3, 1), id="Sunday, the end of a month"),
        pytest.param(date(2027, 3, 26), date(2027, 3, 30), id="Good Friday"),
        pytest.param(date(2027, 8, 28), date(2027, 8, 31), id="before the August bank holiday"),
        pytest.param(date(2027, 12, 25), date(2027, 12, 29), id="Christmas with its substitutes"),
        pytest.param(date(2027, 3, 30), date(2027, 3, 30), id="a working day"),
    ],
)
def test_s30_responses_due_on_no_working_day_are_taken_until_the_next(
    day: date, taken_until: date
) -> None:
    assert responses_due_on(day, ENGLAND) == taken_until


def test_s30_papers_due_on_a_bank_holiday_go_out_before_it_and_responses_after() -> None:
    for_a_tuesday_after_easter = papers_due_on(date(2027, 3, 30), 0, ENGLAND)
    assert for_a_tuesday_after_easter == date(2027, 3, 25)
    assert responses_due_on(date(2027, 3, 29), ENGLAND) == date(2027, 3, 30)


def test_s30_a_response_is_due_by_the_bank_holidays_of_its_own_region() -> None:
    saint_andrew = date(2027, 11, 30)
    assert responses_due_on(saint_andrew, "scotland") == date(2027, 12, 1)
    assert responses_due_on(saint_andrew, ENGLAND) == saint_andrew


def test_a_working_day_stays_where_it_is() -> None:
    assert working_day_from(date(2027, 8, 27), ENGLAND) == date(2027, 8, 27)
    assert working_day_from(date(2027, 8, 28), ENGLAND) == date(2027, 8, 31)


@pytest.mark.parametrize(
    ("day", "season"),
    [
        (date(2027, 7, 31), None),
        (date(2027, 8, 1), "August"),
        (date(2027, 8, 31), "August"),
        (date(2027, 9, 1), None),
        (date(2027, 12, 20), None),
        (date(2027, 12, 21), "the Christmas fortnight"),
        (date(2028, 1, 3), "the Christmas fortnight"),
        (date(2028, 1, 4), None),
    ],
)
def test_s30_august_and_the_christmas_fortnight_are_quiet(day: date, season: str | None) -> None:
    assert quiet_season(day) == season


@given(DAYS, st.integers(-30, 30), st.sampled_from(sorted(REGIONS)))
def test_as_many_working_days_back_lead_to_the_working_day_again(
    day: date, n: int, region: str
) -> None:
    start = working_day_from(day, region)
    assert add_working_days(add_working_days(start, n, region), -n, region) == start


@given(DAYS, st.integers(0, 30), st.integers(0, 30), st.sampled_from(sorted(REGIONS)))
def test_working_days_can_be_counted_in_two_parts(day: date, m: int, n: int, region: str) -> None:
    in_parts = add_working_days(add_working_days(day, m, region), n, region)
    assert in_parts == add_working_days(day, m + n, region)


@given(DAYS, st.integers(0, 14), st.integers(-30, 30).filter(bool))
def test_of_two_days_the_later_never_leads_to_an_earlier_working_day(
    day: date, apart: int, n: int
) -> None:
    later = day + timedelta(days=apart)
    assert add_working_days(day, n, ENGLAND) <= add_working_days(later, n, ENGLAND)


@given(DAYS, st.integers(-30, 30))
def test_one_more_working_day_is_always_a_later_day(day: date, n: int) -> None:
    start = working_day_from(day, ENGLAND)
    assert add_working_days(start, n, ENGLAND) < add_working_days(start, n + 1, ENGLAND)


def test_a_local_time_in_summer_is_an_hour_earlier_in_utc() -> None:
    assert at_local(date(2027, 6, 10), time(9), LONDON) == datetime(2027, 6, 10, 8, tzinfo=UTC)
    assert at_local(date(2027, 1, 18), time(15), LONDON) == datetime(2027, 1, 18, 15, tzinfo=UTC)


def test_a_time_the_clocks_skip_is_the_moment_they_spring_to() -> None:
    skipped = at_local(date(2027, 3, 28), time(1, 30), LONDON)
    assert skipped == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_time_the_clocks_repeat_is_the_first_of_the_two() -> None:
    repeated = at_local(date(2027, 10, 31), time(1, 30), LONDON)
    assert repeated == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_the_local_date_shortly_before_midnight_utc_in_summer_is_the_next_day() -> None:
    assert local_date(datetime(2027, 6, 10, 23, 30, tzinfo=UTC), LONDON) == date(2027, 6, 11)
    assert local_date(datetime(2027, 1, 10, 23, 30, tzinfo=UTC), LONDON) == date(2027, 1, 10)


def test_the_local_date_is_the_same_from_whichever_zone_the_moment_comes() -> None:
    elsewhere = datetime(2027, 6, 11, 9, 30, tzinfo=timezone(timedelta(hours=10)))
    assert local_date(elsewhere, LONDON) == date(2027, 6, 11)


def test_a_moment_without_a_time_zone_has_no_local_date() -> None:
    naive = datetime(2027, 6, 10, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="without a time zone"):
        local_date(naive, LONDON)


@given(DAYS, st.sampled_from([LONDON, "America/New_York", "Pacific/Auckland"]))
def test_noon_on_a_day_is_on_that_day(day: date, timezone_name: str) -> None:
    assert local_date(at_local(day, time(12), timezone_name), timezone_name) == day


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 6, 24), 12, date(2028, 6, 24)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 1, 31), -2, date(2026, 11, 30)),
        (date(2027, 1, 31), 0, date(2027, 1, 31)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_one(
    day: date, months: int, later: date
) -> None:
    assert add_months(day, months) == later


@given(DAYS, st.integers(-60, 60))
def test_adding_months_never_leaves_the_month_that_is_meant(day: date, months: int) -> None:
    later = add_months(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day <= day.day


@given(DAYS, st.integers(-60, 60))
def test_as_many_months_back_lead_to_the_same_day_unless_a_month_was_too_short(
    day: date, months: int
) -> None:
    back = add_months(add_months(day, months), -months)
    assert (back.year, back.month) == (day.year, day.month)
    assert back.day == min(day.day, add_months(day, months).day)


@given(DAYS.filter(lambda day: day.day <= 28), st.integers(-60, 60), st.integers(-60, 60))
def test_months_can_be_counted_in_two_parts_up_to_the_twenty_eighth(
    day: date, m: int, n: int
) -> None:
    assert add_months(add_months(day, m), n) == add_months(day, m + n)
