from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.domain.dates_in_force import (
    DATES,
    date_of,
    dates_of,
    programme_after,
    stages_over,
    version_after_moves,
    with_dates_in_force,
)
from concordat.domain.elections import HeldBack
from concordat.domain.errors import NotAllowed
from concordat.domain.postponement import PostponementReason, Stage
from concordat.domain.postponing import is_stale, postponed
from concordat.domain.programme import PreElectionPeriod
from concordat.domain.record import Version, VersionRecord
from concordat.domain.redating import DateMove, DateName
from concordat.domain.signature import PUBLIC, Signing
from concordat.domain.states import PlaceStatus, VersionState
from tests.fakes import BOARD_MET_ON, VERSION, a_programme

TODAY = date(2026, 11, 23)
SNAP = PreElectionPeriod(date(2027, 6, 1), date(2027, 6, 24), "a general election")


def a_record(
    state: VersionState = VersionState.PLANNED,
    *,
    periods: tuple[PreElectionPeriod, ...] = (),
    timeline: dict[str, Any] | None = None,
    status: PlaceStatus = PlaceStatus.NOT_STARTED,
    overridden: frozenset[HeldBack] = frozenset(),
    **changes: Any,
) -> VersionRecord:
    programme = a_programme(timeline=timeline, pre_election_periods=periods)
    version = Version(
        id=VERSION,
        agreement_id=programme.agreement_id,
        number=1,
        state=state,
        programme=programme,
        programme_sha256="",
        rehearsal=False,
        board_on=BOARD_MET_ON,
        public_signing_on=programme.timeline.public_signing_on,
        ratification_due=programme.timeline.ratification_due,
    )
    signing = Signing(PUBLIC, programme.timeline.public_signing)
    return VersionRecord(
        replace(version, **changes), {"east": status}, {}, signing, overridden=overridden
    )


def moved(moves: tuple[DateMove, ...]) -> dict[str, tuple[date | None, date | None]]:
    return {move.which: (move.old, move.new) for move in moves}


def test_the_window_s_opening_takes_every_later_date_along() -> None:
    moves = postponed(a_record(), Stage.WINDOW_OPENS, date(2027, 1, 4), TODAY)
    assert moved(moves) == {
        "window_opens": (date(2026, 12, 1), date(2027, 1, 4)),
        "window_closes": (date(2027, 2, 26), date(2027, 4, 1)),
        "board_on": (date(2027, 3, 30), date(2027, 5, 25)),
        "public_signing_on": (date(2027, 5, 20), date(2027, 7, 15)),
        "ratification_due": (date(2027, 9, 30), date(2027, 11, 25)),
    }
    assert moves[1].because == "it follows the opening of the review window, now on 2027-01-04"


def test_a_window_that_closes_later_moves_no_board_whose_papers_have_time() -> None:
    record = a_record(VersionState.IN_REVIEW)
    moves = postponed(record, Stage.WINDOW_CLOSES, date(2027, 3, 12), TODAY)
    assert moved(moves) == {"window_closes": (date(2027, 2, 26), date(2027, 3, 12))}


def test_a_board_that_meets_later_takes_the_signing_and_the_due_date_along() -> None:
    record = a_record(VersionState.AWAITING_APPROVAL)
    moves = postponed(record, Stage.BOARD, date(2027, 4, 13), date(2027, 3, 1))
    assert moved(moves) == {
        "board_on": (BOARD_MET_ON, date(2027, 4, 13)),
        "public_signing_on": (date(2027, 5, 20), date(2027, 6, 3)),
        "ratification_due": (date(2027, 9, 30), date(2027, 10, 14)),
    }


def test_a_board_without_a_date_gets_one_and_the_signing_comes_after_it() -> None:
    record = a_record(VersionState.APPROVAL_DEFERRED, board_on=None)
    moves = postponed(record, Stage.BOARD, date(2027, 5, 27), date(2027, 5, 24))
    assert moved(moves) == {
        "board_on": (None, date(2027, 5, 27)),
        "public_signing_on": (date(2027, 5, 20), date(2027, 5, 28)),
        "ratification_due": (date(2027, 9, 30), date(2027, 10, 8)),
    }
    assert moves[1].because == "the board now meets on 2027-05-27"


def test_the_signing_takes_the_due_date_along_and_leaves_what_came_before() -> None:
    record = a_record(VersionState.SIGNING)
    moves = postponed(record, Stage.PUBLIC_SIGNING, date(2027, 6, 3), date(2027, 5, 1))
    assert list(moved(moves)) == ["public_signing_on", "ratification_due"]


def test_a_date_may_come_forward_and_nothing_follows_it() -> None:
    record = a_record(VersionState.SIGNING)
    moves = postponed(record, Stage.PUBLIC_SIGNING, date(2027, 5, 4), date(2027, 4, 5))
    assert moved(moves) == {"public_signing_on": (date(2027, 5, 20), date(2027, 5, 4))}


@pytest.mark.parametrize(
    ("stage", "new", "says", "choose"),
    [
        (Stage.WINDOW_OPENS, date(2026, 11, 20), "2026-11-20 is in the past", "2026-11-23"),
        (Stage.WINDOW_OPENS, date(2027, 1, 3), "2027-01-03 is not a working day", "2027-01-04"),
        (Stage.WINDOW_OPENS, date(2027, 6, 2), "2027-06-02 will not do", "2027-06-25"),
        (Stage.WINDOW_CLOSES, date(2026, 12, 1), "too early", "2026-12-02"),
        (Stage.WINDOW_CLOSES, date(2027, 6, 7), "2027-06-07 will not do", "2027-06-25"),
        (Stage.BOARD, date(2027, 3, 8), "its papers go out after the review window", "2027-03-09"),
        (Stage.BOARD, date(2027, 4, 17), "not a working day", "2027-04-19"),
        (Stage.PUBLIC_SIGNING, date(2027, 3, 30), "too early", "2027-03-31"),
        (Stage.PUBLIC_SIGNING, date(2027, 5, 31), "not a working day", "2027-06-25"),
        (Stage.PUBLIC_SIGNING, date(2027, 6, 7), "2027-06-07 will not do", "2027-06-25"),
        (Stage.RATIFICATION_DUE, date(2027, 5, 20), "too early", "2027-05-21"),
        (Stage.RATIFICATION_DUE, date(2027, 6, 7), "2027-06-07 will not do", "2027-06-25"),
    ],
)
def test_a_day_that_will_not_do_is_refused_with_one_that_will(
    stage: Stage, new: date, says: str, choose: str
) -> None:
    record = a_record(periods=(SNAP,))
    with pytest.raises(NotAllowed, match=says) as refusal:
        postponed(record, stage, new, TODAY)
    assert refusal.value.remedy.startswith(f"Choose {choose} or a later day")
    assert (refusal.value.state, refusal.value.attempted) == ("planned", f"postpone: {stage}")
    assert postponed(record, stage, date.fromisoformat(choose), TODAY)


def test_a_board_may_meet_in_a_pre_election_period() -> None:
    record = a_record(VersionState.AWAITING_APPROVAL, periods=(SNAP,))
    board, signing, _ = postponed(record, Stage.BOARD, date(2027, 6, 8), TODAY)
    assert (board.new, signing.new) == (date(2027, 6, 8), date(2027, 7, 29))


def test_a_private_signing_that_is_overridden_may_be_put_into_the_period() -> None:
    record = a_record(VersionState.SIGNING, periods=(SNAP,))
    with pytest.raises(NotAllowed, match="will not do") as refusal:
        postponed(record, Stage.PUBLIC_SIGNING, date(2027, 6, 8), TODAY)
    assert refusal.value.remedy.endswith("override the calendar for a private signing and say why.")
    private = replace(record, overridden=frozenset({HeldBack.PRIVATE_SIGNING}))
    assert postponed(private, Stage.PUBLIC_SIGNING, date(2027, 6, 8), TODAY)


def test_a_stage_is_not_postponed_to_the_day_on_which_it_is() -> None:
    with pytest.raises(NotAllowed, match="The public signing is on 2027-05-20 already") as refusal:
        postponed(a_record(), Stage.PUBLIC_SIGNING, date(2027, 5, 20), TODAY)
    assert refusal.value.remedy == "Give another day."


def test_the_presentation_is_not_postponed_by_itself() -> None:
    with pytest.raises(NotAllowed, match="next meeting after the board's") as refusal:
        postponed(a_record(), Stage.PRESENTATION, date(2027, 7, 1), TODAY)
    assert "`re-date`" in refusal.value.remedy


V = VersionState
UNTIL_SIGNED = {V.PLANNED, V.IN_REVIEW, V.AWAITING_APPROVAL, V.APPROVAL_DEFERRED}
MOVABLE = {
    Stage.WINDOW_OPENS: {V.PLANNED},
    Stage.WINDOW_CLOSES: {V.PLANNED, V.IN_REVIEW},
    Stage.BOARD: UNTIL_SIGNED,
    Stage.PUBLIC_SIGNING: UNTIL_SIGNED | {V.SIGNING},
    Stage.RATIFICATION_DUE: UNTIL_SIGNED | {V.SIGNING, V.RATIFYING, V.IN_EFFECT},
}


@pytest.mark.parametrize("state", VersionState)
@pytest.mark.parametrize("stage", MOVABLE)
def test_a_stage_that_is_over_keeps_its_date(stage: Stage, state: VersionState) -> None:
    record = a_record(state)
    over = state not in MOVABLE[stage]
    assert (stage in stages_over(record, TODAY)) == over
    if over:
        with pytest.raises(NotAllowed, match="is over") as refusal:
            postponed(record, stage, date(2027, 12, 6), TODAY)
        assert "Its date stays" in refusal.value.remedy
    else:
        assert postponed(record, stage, date(2027, 12, 6), TODAY)


def test_a_window_that_has_closed_is_over_before_the_text_is_frozen() -> None:
    closed_on = date(2027, 2, 27)
    assert Stage.WINDOW_CLOSES in stages_over(a_record(VersionState.IN_REVIEW), closed_on)
    assert Stage.WINDOW_CLOSES not in stages_over(a_record(), closed_on)


def test_the_due_date_stays_once_every_place_has_its_outcome() -> None:
    settled = a_record(VersionState.IN_EFFECT, status=PlaceStatus.DECLINED)
    assert Stage.RATIFICATION_DUE in stages_over(settled, TODAY)


def test_the_dates_in_force_are_the_version_s_and_those_of_the_window_the_programme_s() -> None:
    version = a_record(timeline={"window_closes": date(2027, 2, 28)}).version
    assert [date_of(version, which) for which in DATES.values()] == [
        date(2026, 12, 1),
        date(2027, 3, 1),
        BOARD_MET_ON,
        date(2027, 5, 20),
        date(2027, 9, 30),
        None,
    ]


def test_moves_are_made_in_the_version_and_in_its_programme() -> None:
    record = a_record()
    moves = postponed(record, Stage.WINDOW_OPENS, date(2027, 1, 4), TODAY)
    changed = version_after_moves(record.version, moves)
    assert changed.programme == record.version.programme
    assert dates_of(changed).board_on == date(2027, 5, 25)
    programme = programme_after(changed.programme, moves)
    assert programme.timeline.window_opens == date(2027, 1, 4)
    assert programme.timeline.window_closes == date(2027, 4, 1)
    assert programme.timeline.public_signing_on == date(2027, 5, 20)
    shown = with_dates_in_force(changed).timeline
    assert (shown.public_signing_on, shown.ratification_due) == (
        date(2027, 7, 15),
        date(2027, 11, 25),
    )


def test_a_board_s_new_day_is_listed_among_its_meetings_once() -> None:
    programme = a_programme()
    extra = DateMove(DateName.BOARD, BOARD_MET_ON, date(2027, 4, 13), "")
    once = programme_after(programme, [extra])
    assert once.body(programme.timeline.board).meetings == (
        BOARD_MET_ON,
        date(2027, 4, 13),
        date(2027, 5, 25),
    )
    assert programme_after(once, [extra]) == once
    nowhere = replace(extra, new=None)
    assert programme_after(programme, [nowhere]) == programme


@pytest.mark.parametrize(
    ("reason", "changed", "frozen", "stale"),
    [
        (PostponementReason.NATIONAL_GUIDANCE, False, True, True),
        (PostponementReason.ELECTION, True, True, True),
        (PostponementReason.ELECTION, False, True, False),
        (PostponementReason.NATIONAL_GUIDANCE, True, False, False),
    ],
)
def test_changed_guidance_makes_a_frozen_text_stale_and_an_open_one_not(
    reason: PostponementReason, *, changed: bool, frozen: bool, stale: bool
) -> None:
    version = a_record(text_sha256="a" if frozen else None).version
    assert is_stale(version, [reason], changed) == stale
