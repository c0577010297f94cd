"""S42: times are kept in UTC and shown on London clocks, which change in March and in October."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from concordat.domain.calendar import add_working_days, at_local, local_date
from concordat.domain.next_step import (
    place_step,
    signing_step,
)
from concordat.domain.record import (
    PlaceRecord,
    Ratification,
    Version,
)
from concordat.domain.rules import (
    SigningRule,
)
from concordat.domain.signature import (
    PUBLIC,
    RequestStatus,
    Signing,
    SigningRequest,
)
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.steps import (
    Remind,
    Step,
)
from tests.fakes import EAST, ICS, LONDON, VERSION, a_block, a_programme, a_signatory

ENGLAND = "england-and-wales"
SPRING = (date(2026, 3, 29), date(2027, 3, 28))
AUTUMN = (date(2026, 10, 25), date(2027, 10, 31))
BLOCKS = (a_block(1, ICS, a_signatory("chair", "a")),)
DAILY = SigningRule(reminder_every_working_days=1, reminders_at_most=9)


@pytest.mark.parametrize("day", SPRING)
def test_s42_the_day_the_clocks_go_forward_has_twenty_three_hours(day: date) -> None:
    begins, ends = (at_local(d, time(0), LONDON) for d in (day, day + timedelta(days=1)))
    assert ends - begins == timedelta(hours=23)
    assert begins == datetime.combine(day, time(0), tzinfo=UTC)


@pytest.mark.parametrize("day", AUTUMN)
def test_s42_the_day_the_clocks_go_back_has_twenty_five_hours(day: date) -> None:
    begins, ends = (at_local(d, time(0), LONDON) for d in (day, day + timedelta(days=1)))
    assert ends - begins == timedelta(hours=25)
    assert ends == datetime.combine(day + timedelta(days=1), time(0), tzinfo=UTC)


@pytest.mark.parametrize("day", [*SPRING, *AUTUMN])
def test_s42_every_half_hour_of_the_day_the_clocks_change_is_on_that_day(day: date) -> None:
    begins, ends = (at_local(d, time(0), LONDON) for d in (day, day + timedelta(days=1)))
    halves = int((ends - begins) / timedelta(minutes=30))
    shown = [local_date(begins + timedelta(minutes=30) * n, LONDON) for n in range(-1, halves + 1)]
    assert shown == [day - timedelta(days=1), *[day] * halves, day + timedelta(days=1)]


@pytest.mark.parametrize("day", SPRING)
def test_s42_one_o_clock_that_is_skipped_is_the_moment_of_the_change(day: date) -> None:
    assert at_local(day, time(1), LONDON) == datetime.combine(day, time(1), tzinfo=UTC)
    assert at_local(day, time(0, 30), LONDON) == datetime.combine(day, time(0, 30), tzinfo=UTC)
    assert at_local(day, time(2), LONDON) == datetime.combine(day, time(1), tzinfo=UTC)


@pytest.mark.parametrize("day", AUTUMN)
def test_s42_one_o_clock_that_comes_twice_is_the_first_and_two_o_clock_is_two_hours_on(
    day: date,
) -> None:
    assert at_local(day, time(1), LONDON) == datetime.combine(day, time(0), tzinfo=UTC)
    assert at_local(day, time(2), LONDON) == datetime.combine(day, time(2), tzinfo=UTC)


@pytest.mark.parametrize("sunday", [*SPRING, *AUTUMN])
def test_s42_counting_working_days_passes_over_the_change(sunday: date) -> None:
    before, after = add_working_days(sunday, -1, ENGLAND), add_working_days(sunday, 1, ENGLAND)
    assert add_working_days(before, 1, ENGLAND) == after
    assert before < sunday < after


def a_request(sent_at: datetime, scope: str = PUBLIC) -> SigningRequest:
    return SigningRequest(
        id="request",
        version_id=VERSION,
        scope=scope,
        block=0,
        candidate=0,
        number=1,
        link_sha256="",
        document_sha256="",
        status=RequestStatus.OPEN,
        sent_at=sent_at,
        expires_at=sent_at + timedelta(days=90),
    )


def step(request: SigningRequest, now: datetime, timezone: str = LONDON) -> Step | None:
    signing = Signing(PUBLIC, BLOCKS, (request,))
    return signing_step(signing, DAILY, now, timezone, ENGLAND)


def half_hours(day: date, timezone: str = LONDON) -> Iterator[datetime]:
    """Yield every half hour from local midnight to the next, both of an hour that repeats."""
    now, ends = (at_local(d, time(0), timezone) for d in (day, day + timedelta(days=1)))
    while now < ends:
        yield now
        now += timedelta(minutes=30)


@pytest.mark.parametrize("sunday", [*SPRING, *AUTUMN])
def test_s42_a_reminder_due_after_the_change_is_due_from_midnight_on_london_clocks(
    sunday: date,
) -> None:
    friday, due_on = (add_working_days(sunday, n, ENGLAND) for n in (-1, 1))
    request = a_request(at_local(friday, time(1), LONDON))
    midnight = at_local(due_on, time(0), LONDON)
    assert step(request, midnight - timedelta(microseconds=1)) is None
    assert step(request, midnight) == Remind(request)


@pytest.mark.parametrize("day", [*SPRING, *AUTUMN])
def test_s42_a_reminder_overdue_on_the_day_the_clocks_change_fires_once_at_any_hour(
    day: date,
) -> None:
    sent_on = add_working_days(day, -3, ENGLAND)
    request = a_request(at_local(sent_on, time(1), LONDON))
    fired = []
    for now in half_hours(day):
        if isinstance(step(request, now), Remind):
            request = replace(request, reminders=request.reminders + 1, reminded_at=now)
            fired.append(now)
    assert fired == [at_local(day, time(0), LONDON)]


@pytest.mark.parametrize("day", AUTUMN)
def test_s42_a_reminder_at_the_first_half_past_one_is_not_repeated_at_the_second(
    day: date,
) -> None:
    request = a_request(at_local(add_working_days(day, -2, ENGLAND), time(1, 30), LONDON))
    first = at_local(day, time(1, 30), LONDON)
    assert step(request, first) == Remind(request)
    reminded = replace(request, reminders=1, reminded_at=first)
    assert step(reminded, first + timedelta(hours=1)) is None
    assert step(reminded, at_local(day, time(23, 59), LONDON)) is None


@pytest.mark.parametrize(
    ("day", "timezone"),
    [
        pytest.param(date(2026, 3, 27), "Asia/Jerusalem", id="forward, on a Friday"),
        pytest.param(date(2026, 10, 29), "Africa/Cairo", id="back, on a Thursday"),
    ],
)
def test_s42_a_reminder_due_on_the_very_day_of_a_change_fires_once_at_its_midnight(
    day: date, timezone: str
) -> None:
    # London's clocks change on Sundays, when nothing is due; other clocks change on working days.
    sent_on = add_working_days(day, -1, ENGLAND)
    request = a_request(at_local(sent_on, time(12), timezone))
    before = [step(request, now, timezone) for now in half_hours(sent_on, timezone)]
    assert set(before) == {None}
    fired = []
    for now in half_hours(day, timezone):
        if isinstance(step(request, now, timezone), Remind):
            request = replace(request, reminders=request.reminders + 1, reminded_at=now)
            fired.append(now)
    assert fired == [at_local(day, time(0), timezone)]


@pytest.mark.parametrize("sunday", [*SPRING, *AUTUMN])
def test_s42_a_place_s_signatory_is_reminded_once_on_the_monday_after_the_change(
    sunday: date,
) -> None:
    programme = replace(a_programme(), signing=DAILY)
    version = Version(
        id=VERSION,
        agreement_id=programme.agreement_id,
        number=1,
        state=VersionState.RATIFYING,
        programme=programme,
        programme_sha256="",
        rehearsal=False,
        board_on=None,
        public_signing_on=programme.timeline.public_signing_on,
        ratification_due=programme.timeline.ratification_due,
    )
    place = programme.place(EAST)
    sealed = Ratification(VERSION, EAST, PlaceStatus.SIGNING, record_sha256="a")
    friday, due_on = (add_working_days(sunday, n, ENGLAND) for n in (-1, 1))
    request = a_request(at_local(friday, time(1), LONDON), EAST)
    fired = []
    day = friday
    while day <= due_on:
        for now in half_hours(day):
            signing = Signing(EAST, place.signatories, (request,))
            if isinstance(
                place_step(PlaceRecord(place, sealed, None, signing), version, now), Remind
            ):
                request = replace(request, reminders=request.reminders + 1, reminded_at=now)
                fired.append(now)
        day += timedelta(days=1)
    assert fired == [at_local(due_on, time(0), LONDON)]
