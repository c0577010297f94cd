"""Two timetables that met elections, played through with the days on which they met them.

The North East's timetable of 2023-24 is known by its months: review from November to February, the
board in March, the public signing in April, the Integrated Care Partnership in June. Within a month
the day is a working day of our choosing; polls, bank holidays and the call of the election are real.
"""

from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.approval import Dates
from concordat.domain.calendar import is_working_day, papers_due_on, responses_due_on
from concordat.domain.elections import Block, HeldBack, block_on, local_pre_election_period
from concordat.domain.programme import Body, BodyId, PreElectionPeriod, Programme
from concordat.domain.redating import DateMove, DateName, StoodDown, dates_after, redate
from tests.fakes import EAST, a_programme

ENGLAND = "england-and-wales"
BOARD, ICP = BodyId("icb-board"), BodyId("icp")

POLL_2024 = date(2024, 5, 2)
GENERAL_ELECTION_CALLED_ON = date(2024, 5, 22)
GENERAL_ELECTION = PreElectionPeriod(
    date(2024, 5, 25), date(2024, 7, 4), "the general election of 4 July 2024"
)
ICP_IN_JUNE_2024 = date(2024, 6, 13)
POLL_2027 = date(2027, 5, 6)


def local_polls(poll: date) -> PreElectionPeriod:
    starts, ends = local_pre_election_period(poll, ENGLAND)
    return PreElectionPeriod(starts, ends, f"local polls on {poll}")


def a_timetable(
    opens: date, closes: date, board: tuple[date, ...], icp: tuple[date, ...], poll: date
) -> Programme:
    programme = a_programme(
        timeline={"window_opens": opens, "window_closes": closes},
        pre_election_periods=(local_polls(poll),),
    )
    bodies = (
        Body(BOARD, "Integrated Care Board", board),
        Body(ICP, "Strategic Integrated Care Partnership", icp),
    )
    return replace(programme, bodies=bodies)


IN_2024 = a_timetable(
    date(2023, 11, 1),
    date(2024, 2, 29),
    (date(2024, 3, 26), date(2024, 5, 28), date(2024, 7, 30)),
    (ICP_IN_JUNE_2024, date(2024, 12, 12)),
    POLL_2024,
)
IN_2027 = a_timetable(
    date(2026, 11, 2),
    responses_due_on(date(2027, 2, 28), ENGLAND),
    (date(2027, 3, 30), date(2027, 5, 25)),
    (date(2027, 6, 17), date(2027, 12, 9)),
    POLL_2027,
)


def test_s28_in_2024_the_local_period_begins_on_the_day_the_board_approves() -> None:
    assert local_pre_election_period(POLL_2024, ENGLAND) == (date(2024, 3, 26), POLL_2024)
    assert [
        day for day in (date(2024, 3, 29), date(2024, 4, 1)) if is_working_day(day, ENGLAND)
    ] == []


@pytest.mark.parametrize("planned", [date(2024, 4, 3), date(2024, 4, 18), date(2024, 4, 30)])
def test_s28_in_2024_a_signing_in_april_is_held_back_until_after_the_poll(planned: date) -> None:
    block = block_on(IN_2024, HeldBack.PUBLIC_SIGNING, planned)
    assert block == Block(local_polls(POLL_2024), HeldBack.PUBLIC_SIGNING, date(2024, 5, 3))


def test_s28_in_2024_the_review_window_opens_unhindered() -> None:
    assert block_on(IN_2024, HeldBack.LAUNCH, IN_2024.timeline.window_opens) is None


def test_s29_the_election_of_july_2024_moves_the_signing_planned_with_the_partnership_in_june() -> (
    None
):
    dates = Dates(date(2024, 3, 26), ICP_IN_JUNE_2024, date(2024, 9, 30))
    moves = redate(
        IN_2024,
        dates,
        GENERAL_ELECTION,
        GENERAL_ELECTION_CALLED_ON,
        [StoodDown(ICP, ICP_IN_JUNE_2024)],
    )
    assert moves == (
        DateMove(
            DateName.PUBLIC_SIGNING,
            ICP_IN_JUNE_2024,
            date(2024, 7, 5),
            "2024-05-25 to 2024-07-04 is a pre-election period "
            "(the general election of 4 July 2024)",
        ),
        DateMove(
            DateName.RATIFICATION,
            date(2024, 9, 30),
            date(2024, 10, 22),
            "it follows the public signing, now on 2024-07-05",
        ),
        DateMove(
            DateName.PRESENTATION,
            ICP_IN_JUNE_2024,
            date(2024, 12, 12),
            "the meeting on 2024-06-13 is stood down",
        ),
    )
    assert dates_after(dates, moves) == Dates(
        date(2024, 3, 26), date(2024, 7, 5), date(2024, 10, 22)
    )


def test_s29_a_signing_held_on_the_first_free_day_of_may_2024_is_not_touched_by_july() -> None:
    dates = Dates(date(2024, 3, 26), date(2024, 5, 3), date(2024, 9, 30))
    assert redate(IN_2024, dates, GENERAL_ELECTION, GENERAL_ELECTION_CALLED_ON) == ()


def test_s29_a_board_of_may_2024_stood_down_meets_in_july_and_the_signing_follows() -> None:
    deferred = Dates(date(2024, 5, 28), date(2024, 6, 20), date(2024, 9, 30))
    moves = redate(
        IN_2024,
        deferred,
        GENERAL_ELECTION,
        GENERAL_ELECTION_CALLED_ON,
        [StoodDown(BOARD, date(2024, 5, 28)), StoodDown(ICP, ICP_IN_JUNE_2024)],
    )
    assert dates_after(deferred, moves) == Dates(
        date(2024, 7, 30), date(2024, 8, 22), date(2024, 12, 2)
    )
    assert moves[-1].new == date(2024, 12, 12)


def test_s28_in_2027_the_local_period_begins_on_31_march_the_day_after_the_board() -> None:
    assert local_pre_election_period(POLL_2027, ENGLAND) == (date(2027, 3, 31), POLL_2027)
    easter = (date(2027, 3, 26), date(2027, 3, 29))
    assert [day for day in easter if is_working_day(day, ENGLAND)] == []
    assert block_on(IN_2027, HeldBack.PUBLICITY, date(2027, 3, 30)) is None
    assert block_on(IN_2027, HeldBack.PUBLICITY, date(2027, 3, 31)) is not None


def test_s30_in_2027_the_window_stays_open_over_its_last_weekend_and_papers_wait_for_it() -> None:
    assert IN_2027.timeline.window_closes == date(2027, 3, 1)
    assert papers_due_on(date(2027, 3, 30), 5, ENGLAND) == date(2027, 3, 18)


@pytest.mark.parametrize("planned", [date(2027, 4, 1), date(2027, 4, 22), date(2027, 4, 30)])
def test_s28_in_2027_a_signing_in_april_is_held_back_until_after_the_poll(planned: date) -> None:
    block = block_on(IN_2027, HeldBack.PUBLIC_SIGNING, planned)
    assert block == Block(local_polls(POLL_2027), HeldBack.PUBLIC_SIGNING, date(2027, 5, 7))


def test_s28_in_2027_a_place_signs_privately_in_april_only_under_an_override() -> None:
    private, april = HeldBack.PRIVATE_SIGNING, date(2027, 4, 22)
    assert block_on(IN_2027, private, april, EAST) is not None
    assert block_on(IN_2027, private, april, EAST, {private}) is None


def test_s29_in_2027_the_period_declared_late_moves_the_signing_and_leaves_the_board() -> None:
    dates = Dates(date(2027, 3, 30), date(2027, 4, 22), date(2027, 9, 30))
    moves = redate(IN_2027, dates, local_polls(POLL_2027), date(2027, 3, 1))
    assert dates_after(dates, moves) == Dates(
        date(2027, 3, 30), date(2027, 5, 7), date(2027, 10, 15)
    )
