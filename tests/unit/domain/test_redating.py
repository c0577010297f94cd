from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.approval import Dates
from concordat.domain.calendar import is_working_day
from concordat.domain.elections import HeldBack, block_on
from concordat.domain.programme import BodyId, PreElectionPeriod, Programme
from concordat.domain.redating import DateMove, DateName, StoodDown, dates_after, redate
from tests.fakes import EAST, a_programme

ENGLAND = "england-and-wales"
BOARD, ICP = BodyId("icb-board"), BodyId("icp")
MEETINGS = (date(2027, 3, 30), date(2027, 5, 25), date(2027, 7, 27))
DATES = Dates(MEETINGS[0], date(2027, 4, 22), date(2027, 9, 30))
CALLED_ON = date(2027, 3, 15)
SNAP = PreElectionPeriod(date(2027, 4, 12), date(2027, 5, 20), "a general election")


def planned(
    meetings: tuple[date, ...] = MEETINGS,
    presentations: tuple[date, ...] = (date(2027, 6, 17), date(2027, 12, 9)),
    periods: tuple[PreElectionPeriod, ...] = (),
    **timeline: Any,
) -> Programme:
    programme = a_programme(timeline=timeline, pre_election_periods=periods)
    listed = {BOARD: meetings, ICP: presentations}
    bodies = tuple(replace(b, meetings=listed.get(b.id, b.meetings)) for b in programme.bodies)
    return replace(programme, bodies=bodies)


def moved(moves: tuple[DateMove, ...]) -> dict[str, tuple[date, date | None]]:
    return {move.which: (move.old, move.new) for move in moves}


def test_s29_the_signing_leaves_the_period_and_the_due_date_keeps_its_distance() -> None:
    assert redate(planned(), DATES, SNAP, CALLED_ON) == (
        DateMove(
            DateName.PUBLIC_SIGNING,
            date(2027, 4, 22),
            date(2027, 5, 21),
            "2027-04-12 to 2027-05-20 is a pre-election period (a general election)",
        ),
        DateMove(
            DateName.RATIFICATION,
            date(2027, 9, 30),
            date(2027, 10, 29),
            "it follows the public signing, now on 2027-05-21",
        ),
    )


def test_s29_a_date_that_follows_goes_on_to_a_working_day() -> None:
    dates = replace(DATES, ratification_due=date(2027, 10, 1))
    moves = redate(planned(), dates, SNAP, CALLED_ON)
    assert moved(moves)["ratification_due"] == (date(2027, 10, 1), date(2027, 11, 1))


def test_s29_nothing_moves_when_the_period_hits_nothing() -> None:
    period = replace(SNAP, starts=date(2027, 10, 1), ends=date(2027, 10, 31))
    assert redate(planned(), DATES, period, CALLED_ON) == ()


def test_s29_what_has_passed_does_not_move() -> None:
    after_the_signing = redate(planned(), DATES, SNAP, date(2027, 4, 23))
    assert after_the_signing == ()
    everything = replace(SNAP, starts=date(2026, 1, 1), ends=date(2028, 1, 31))
    assert redate(planned(), DATES, everything, date(2027, 10, 1)) == ()


def test_s29_a_signing_of_the_day_itself_still_moves() -> None:
    moves = redate(planned(), DATES, SNAP, DATES.public_signing_on)
    assert moved(moves)["public_signing_on"] == (date(2027, 4, 22), date(2027, 5, 21))


def test_s29_a_period_of_some_places_moves_no_date_of_the_system() -> None:
    assert redate(planned(), DATES, replace(SNAP, places=(EAST,)), CALLED_ON) == ()


def test_s29_only_a_new_period_moves_what_was_planned_in_an_older_one() -> None:
    older = replace(SNAP, because="council elections")
    elsewhere = replace(SNAP, starts=date(2027, 11, 1), ends=date(2027, 11, 30))
    assert redate(planned(periods=(older,)), DATES, elsewhere, CALLED_ON) == ()


def test_s29_a_moved_date_passes_over_the_periods_that_were_known_already() -> None:
    known = PreElectionPeriod(date(2027, 5, 21), date(2027, 6, 10), "a mayoral election")
    moves = redate(planned(periods=(known,)), DATES, SNAP, CALLED_ON)
    assert moved(moves)["public_signing_on"] == (date(2027, 4, 22), date(2027, 6, 11))


def test_s29_a_date_that_follows_into_a_known_period_says_both_reasons() -> None:
    known = PreElectionPeriod(date(2027, 10, 20), date(2027, 11, 10), "a by-election")
    *_, due = redate(planned(periods=(known,)), DATES, SNAP, CALLED_ON)
    assert due == DateMove(
        DateName.RATIFICATION,
        date(2027, 9, 30),
        date(2027, 11, 11),
        "it follows the public signing, now on 2027-05-21; "
        "2027-10-20 to 2027-11-10 is a pre-election period (a by-election)",
    )


def test_s29_the_period_alone_does_not_move_a_board_s_ordinary_decision() -> None:
    dates = Dates(MEETINGS[1], date(2027, 6, 10), date(2027, 9, 30))
    period = replace(SNAP, ends=date(2027, 6, 3))
    assert redate(planned(), dates, period, CALLED_ON) == ()


def test_s29_a_board_meeting_stood_down_moves_to_the_next_one_with_all_that_follows() -> None:
    gone = [StoodDown(BOARD, MEETINGS[0])]
    moves = redate(planned(), DATES, SNAP, CALLED_ON, gone)
    assert moves[:2] == (
        DateMove(
            DateName.BOARD, MEETINGS[0], MEETINGS[1], "the meeting on 2027-03-30 is stood down"
        ),
        DateMove(
            DateName.PUBLIC_SIGNING,
            date(2027, 4, 22),
            date(2027, 6, 17),
            "it follows the board's meeting, now on 2027-05-25",
        ),
    )
    assert moved(moves)["ratification_due"] == (date(2027, 9, 30), date(2027, 11, 25))


def test_s29_a_board_never_moves_to_another_meeting_that_is_stood_down() -> None:
    gone = [StoodDown(BOARD, MEETINGS[0]), StoodDown(BOARD, MEETINGS[1])]
    board, *_ = redate(planned(), DATES, SNAP, CALLED_ON, gone)
    assert board.new == MEETINGS[2]


def test_s29_without_a_listed_meeting_the_board_has_no_date_and_the_reason_asks_for_one() -> None:
    gone = [StoodDown(BOARD, MEETINGS[0])]
    board, signing, *_ = redate(planned(meetings=MEETINGS[:1]), DATES, SNAP, CALLED_ON, gone)
    assert board.new is None
    assert board.because == (
        "the meeting on 2027-03-30 is stood down, and ICB board lists no later meeting that "
        "will do: list one"
    )
    assert signing.new == date(2027, 5, 21)


def test_a_meeting_of_another_body_stood_down_does_not_move_the_board() -> None:
    moves = redate(planned(), DATES, SNAP, CALLED_ON, [StoodDown(ICP, MEETINGS[0])])
    assert "board_on" not in moved(moves)


def test_s29_a_window_still_open_closes_after_the_period_and_the_board_keeps_its_papers() -> None:
    period = replace(SNAP, starts=date(2027, 2, 22), ends=date(2027, 3, 18))
    moves = redate(planned(), DATES, period, date(2027, 2, 20))
    assert moved(moves) == {
        "window_closes": (date(2027, 2, 26), date(2027, 3, 19)),
        "board_on": (MEETINGS[0], MEETINGS[1]),
        "public_signing_on": (date(2027, 4, 22), date(2027, 6, 17)),
        "ratification_due": (date(2027, 9, 30), date(2027, 11, 25)),
    }
    assert (
        moves[1].because == "its papers would go out before the review window closes on 2027-03-19"
    )


def test_s29_a_board_whose_papers_still_have_time_stays() -> None:
    period = replace(SNAP, starts=date(2027, 2, 22), ends=date(2027, 3, 16))
    moves = redate(planned(), DATES, period, date(2027, 2, 20))
    assert moved(moves) == {"window_closes": (date(2027, 2, 26), date(2027, 3, 17))}


def test_s29_without_a_board_s_date_the_signing_still_comes_after_the_window() -> None:
    dates = Dates(None, date(2027, 3, 10), date(2027, 9, 30))
    period = replace(SNAP, starts=date(2027, 2, 26), ends=date(2027, 3, 1))
    unmoved = redate(planned(), dates, period, date(2027, 2, 20))
    assert moved(unmoved) == {"window_closes": (date(2027, 2, 26), date(2027, 3, 2))}
    longer = replace(period, ends=date(2027, 3, 18))
    _, signing, _ = redate(planned(), dates, longer, date(2027, 2, 20))
    assert (signing.which, signing.new) == (DateName.PUBLIC_SIGNING, date(2027, 3, 22))
    assert signing.because == "the review window now closes on 2027-03-19"


def test_s29_a_window_not_yet_open_keeps_its_length() -> None:
    period = replace(SNAP, starts=date(2026, 11, 25), ends=date(2026, 12, 11))
    opens, closes, *_ = redate(planned(), DATES, period, date(2026, 11, 23))
    assert (opens.new, closes.new) == (date(2026, 12, 14), date(2027, 3, 11))
    assert closes.because == "it follows the opening of the review window, now on 2026-12-14"


def test_s29_a_presentation_stood_down_waits_for_its_body_s_next_meeting() -> None:
    june = date(2027, 6, 17)
    moves = redate(planned(), DATES, SNAP, CALLED_ON, [StoodDown(ICP, june)])
    assert moves[-1] == DateMove(
        DateName.PRESENTATION,
        june,
        date(2027, 12, 9),
        "the meeting on 2027-06-17 is stood down",
    )


def test_a_presentation_moves_when_the_board_now_meets_after_it() -> None:
    programme = planned(presentations=(date(2027, 4, 8), date(2027, 6, 17)))
    moves = redate(programme, DATES, SNAP, CALLED_ON, [StoodDown(BOARD, MEETINGS[0])])
    assert moves[-1] == DateMove(
        DateName.PRESENTATION,
        date(2027, 4, 8),
        date(2027, 6, 17),
        "the board now meets on 2027-05-25",
    )


@pytest.mark.parametrize("presentations", [(), (date(2027, 3, 31),)])
def test_a_presentation_that_is_not_to_come_does_not_move(presentations: tuple[date, ...]) -> None:
    gone = [StoodDown(ICP, day) for day in presentations]
    moves = redate(planned(presentations=presentations), DATES, SNAP, date(2027, 4, 1), gone)
    assert "presentation_on" not in moved(moves)


def test_a_programme_without_a_presentation_moves_none() -> None:
    moves = redate(planned(presentation=None), DATES, SNAP, CALLED_ON)
    assert set(moved(moves)) == {"public_signing_on", "ratification_due"}


def test_the_dates_in_force_after_the_moves_are_those_moved_and_those_left() -> None:
    moves = redate(planned(meetings=MEETINGS[:1]), DATES, SNAP, CALLED_ON)
    assert dates_after(DATES, moves) == Dates(MEETINGS[0], date(2027, 5, 21), date(2027, 10, 29))
    assert dates_after(DATES, ()) == DATES
    gone = DateMove(DateName.BOARD, MEETINGS[0], None, "stood down")
    assert dates_after(DATES, [gone]) == replace(DATES, board_on=None)


DAYS = st.dates(date(2027, 1, 1), date(2028, 6, 30))


@st.composite
def periods(draw: st.DrawFn) -> PreElectionPeriod:
    starts = draw(DAYS)
    return PreElectionPeriod(starts, starts + timedelta(draw(st.integers(0, 60))), "a poll")


@st.composite
def timetables(draw: st.DrawFn) -> tuple[Programme, Dates]:
    gaps = [draw(st.integers(1, 120)) for _ in range(4)]
    opens = draw(st.dates(date(2027, 1, 1), date(2027, 6, 30)))
    closes, board, signing, due = (opens + timedelta(sum(gaps[: n + 1])) for n in range(4))
    meetings = draw(st.sets(DAYS, max_size=5)) | {board}
    known = tuple(draw(st.lists(periods(), max_size=3)))
    programme = planned(
        tuple(sorted(meetings)), periods=known, window_opens=opens, window_closes=closes
    )
    return programme, Dates(board, signing, due)


@given(timetables(), periods(), DAYS, st.booleans())
def test_s29_no_date_moves_back_onto_a_held_back_day_or_before_an_earlier_stage(
    timetable: tuple[Programme, Dates], period: PreElectionPeriod, today: date, gone: bool
) -> None:
    programme, dates = timetable
    stood_down = {StoodDown(BOARD, dates.board_on)} if gone and dates.board_on else set()
    moves = redate(programme, dates, period, today, stood_down)
    known = replace(programme, pre_election_periods=(period, *programme.pre_election_periods))
    for move in moves:
        assert move.old >= today
        assert move.because
        if move.new is None:
            assert move.which in {DateName.BOARD, DateName.PRESENTATION}
            continue
        assert move.new > move.old
        if move.which == DateName.BOARD:
            assert move.new in programme.body(BOARD).meetings
        elif move.which != DateName.PRESENTATION:
            assert block_on(known, HeldBack.PUBLICITY, move.new) is None
            assert is_working_day(move.new, ENGLAND)
    after = dates_after(dates, moves)
    closes = {m.which: m.new for m in moves}.get(DateName.WINDOW_CLOSES)
    stages = [closes or programme.timeline.window_closes, after.board_on, after.public_signing_on]
    in_order = [day for day in (*stages, after.ratification_due) if day is not None]
    assert in_order == sorted(in_order)


@given(timetables(), periods(), DAYS)
def test_s29_once_the_moves_are_made_nothing_is_left_to_move(
    timetable: tuple[Programme, Dates], period: PreElectionPeriod, today: date
) -> None:
    programme, dates = timetable
    moves = redate(programme, dates, period, today)
    new = {m.which: m.new for m in moves}
    opens = new.get(DateName.WINDOW_OPENS) or programme.timeline.window_opens
    closes = new.get(DateName.WINDOW_CLOSES) or programme.timeline.window_closes
    timeline = replace(programme.timeline, window_opens=opens, window_closes=closes)
    settled = replace(
        programme,
        timeline=timeline,
        pre_election_periods=(*programme.pre_election_periods, period),
    )
    assert redate(settled, dates_after(dates, moves), period, today) == ()


def test_a_date_whose_stage_is_over_stays_even_on_its_day() -> None:
    dates = Dates(date(2027, 4, 12), date(2027, 4, 12), date(2027, 9, 30))
    today, stood_down = date(2027, 4, 12), [StoodDown(BOARD, date(2027, 4, 12))]
    programme = planned((date(2027, 4, 12), MEETINGS[1]))
    assert len(redate(programme, dates, SNAP, today, stood_down)) == 3
    over = [DateName.BOARD, DateName.PUBLIC_SIGNING]
    assert redate(programme, dates, SNAP, today, stood_down, over) == ()


def test_a_signing_whose_day_passed_before_the_board_met_follows_the_board_all_the_same() -> None:
    dates = Dates(MEETINGS[1], date(2027, 4, 22), date(2027, 9, 30))
    today, stood_down = date(2027, 5, 3), [StoodDown(BOARD, MEETINGS[1])]
    period = replace(SNAP, starts=date(2027, 5, 20), ends=date(2027, 6, 24))
    moves = redate(planned(), dates, period, today, stood_down)
    assert moved(moves)["public_signing_on"] == (date(2027, 4, 22), date(2027, 7, 28))
