from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.review import schedule_review
from concordat.domain.rules import ReviewRule
from concordat.domain.states import ReviewState
from tests.fakes import VERSION

YEARLY = ReviewRule(every_months=12, lead_days=60)


def test_the_first_review_is_due_twelve_months_after_the_effective_date() -> None:
    review = schedule_review(VERSION, 1, date(2027, 6, 24), YEARLY)
    assert review.due_on == date(2028, 6, 24)
    assert review.state == ReviewState.SCHEDULED
    assert (review.version_id, review.cycle) == (VERSION, 1)


def test_it_opens_its_lead_before_it_is_due() -> None:
    assert schedule_review(VERSION, 1, date(2027, 6, 24), YEARLY).opens_on == date(2028, 4, 25)


def test_returns_are_due_half_way_through_the_lead() -> None:
    review = schedule_review(VERSION, 1, date(2027, 6, 24), YEARLY)
    assert review.returns_due_on == date(2028, 5, 25)


def test_the_next_review_follows_the_last_due_date() -> None:
    first = schedule_review(VERSION, 1, date(2027, 6, 24), YEARLY)
    assert schedule_review(VERSION, 2, first.due_on, YEARLY).due_on == date(2029, 6, 24)


def test_an_agreement_of_the_29th_of_february_is_reviewed_on_the_28th() -> None:
    assert schedule_review(VERSION, 1, date(2028, 2, 29), YEARLY).due_on == date(2029, 2, 28)


def test_a_lead_may_reach_back_over_the_29th_of_february() -> None:
    review = schedule_review(VERSION, 1, date(2027, 3, 15), ReviewRule(12, 30))
    assert review.opens_on == date(2028, 2, 14)


@given(
    st.dates(date(2026, 1, 1), date(2060, 12, 31)),
    st.integers(1, 36),
    st.integers(0, 120),
)
def test_returns_are_due_after_it_opens_and_before_it_is_due(
    since: date, every_months: int, lead_days: int
) -> None:
    review = schedule_review(VERSION, 1, since, ReviewRule(every_months, lead_days))
    assert review.opens_on <= review.returns_due_on <= review.due_on
    assert review.due_on - review.opens_on == timedelta(days=lead_days)
    assert review.due_on > since
