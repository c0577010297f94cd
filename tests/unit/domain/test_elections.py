from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.calendar import is_working_day
from concordat.domain.elections import (
    OVERRIDABLE,
    Block,
    HeldBack,
    block_on,
    cautions_on,
    check_not_held_back,
    concerns_all,
    local_pre_election_period,
    national_pre_election_period,
    next_free_day,
)
from concordat.domain.errors import NotAllowed
from concordat.domain.programme import (
    PreElectionPeriod,
    Programme,
)
from concordat.domain.rules import (
    PlaceId,
)
from tests.fakes import EAST, NORTH, WEST, a_programme

ENGLAND = "england-and-wales"
COUNCILS = PreElectionPeriod(date(2027, 3, 31), date(2027, 5, 6), "council elections")
IN_EAST = PreElectionPeriod(date(2027, 9, 9), date(2027, 10, 14), "a by-election", (EAST,))
EVERY_ACT = tuple(HeldBack)
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def with_periods(*periods: PreElectionPeriod) -> Programme:
    return a_programme(pre_election_periods=periods)


@pytest.mark.parametrize("act", EVERY_ACT)
@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2027, 3, 30), False),
        (date(2027, 3, 31), True),
        (date(2027, 5, 6), True),
        (date(2027, 5, 7), False),
    ],
)
def test_s28_a_period_holds_back_from_its_first_day_to_the_day_of_the_poll(
    act: HeldBack, day: date, held: bool
) -> None:
    found = block_on(with_periods(COUNCILS), act, day)
    assert found == (Block(COUNCILS, act, date(2027, 5, 7)) if held else None)


@pytest.mark.parametrize("act", EVERY_ACT)
def test_s28_a_period_of_all_places_holds_back_at_each_of_them(act: HeldBack) -> None:
    found = block_on(with_periods(COUNCILS), act, date(2027, 4, 22), EAST)
    assert found == Block(COUNCILS, act, date(2027, 5, 7), EAST)


def test_s28_a_period_of_one_place_holds_back_there_and_nowhere_else() -> None:
    programme, day = with_periods(IN_EAST), date(2027, 9, 20)
    blocked = block_on(programme, HeldBack.PUBLICITY, day, EAST)
    assert blocked == Block(IN_EAST, HeldBack.PUBLICITY, date(2027, 10, 15), EAST)
    assert block_on(programme, HeldBack.PUBLICITY, day, WEST) is None


def test_s28_a_period_of_one_place_cautions_what_reaches_the_whole_system() -> None:
    programme = with_periods(COUNCILS, IN_EAST)
    assert block_on(programme, HeldBack.LAUNCH, date(2027, 9, 20)) is None
    assert cautions_on(programme, date(2027, 9, 20)) == (IN_EAST,)
    assert cautions_on(programme, date(2027, 10, 15)) == ()
    assert cautions_on(programme, date(2027, 4, 22)) == ()


def test_s28_a_period_that_names_every_place_is_one_of_all_places() -> None:
    named = replace(IN_EAST, places=(WEST, NORTH, EAST))
    programme = with_periods(named)
    blocked = block_on(programme, HeldBack.PUBLIC_SIGNING, date(2027, 9, 20))
    assert blocked == Block(named, HeldBack.PUBLIC_SIGNING, date(2027, 10, 15))


def test_a_period_from_before_there_were_places_is_not_one_of_all_places() -> None:
    programme = with_periods(IN_EAST)
    later = tuple(replace(place, valid_from=date(2028, 4, 1)) for place in programme.places)
    assert not concerns_all(IN_EAST, replace(programme, places=later))


def test_s28_only_a_private_signing_may_be_overridden() -> None:
    programme, day = with_periods(COUNCILS), date(2027, 4, 22)
    passed = [act for act in EVERY_ACT if block_on(programme, act, day, None, EVERY_ACT) is None]
    assert passed == [HeldBack.PRIVATE_SIGNING]
    assert set(passed) == OVERRIDABLE


def test_s28_an_override_of_another_act_lets_nothing_through() -> None:
    programme, others = with_periods(COUNCILS), {HeldBack.PUBLICITY}
    blocked = block_on(programme, HeldBack.PRIVATE_SIGNING, date(2027, 4, 22), EAST, others)
    assert blocked == Block(COUNCILS, HeldBack.PRIVATE_SIGNING, date(2027, 5, 7), EAST)


def test_s28_the_refusal_names_the_period_and_the_day_to_choose_instead() -> None:
    with pytest.raises(NotAllowed) as refused:
        check_not_held_back(with_periods(COUNCILS), HeldBack.PUBLIC_SIGNING, date(2027, 4, 22))
    assert str(refused.value) == (
        "On 2027-04-22 the public signing waits: 2027-03-31 to 2027-05-06 is a pre-election period "
        "(council elections). Choose 2027-05-07 or a later day."
    )
    assert refused.value.attempted == "the public signing"
    assert refused.value.state == "pre-election period"


def test_s28_the_refusal_of_a_private_signing_offers_the_override() -> None:
    programme, act, day = with_periods(COUNCILS), HeldBack.PRIVATE_SIGNING, date(2027, 4, 22)
    with pytest.raises(NotAllowed) as refused:
        check_not_held_back(programme, act, day, EAST)
    assert refused.value.place == EAST
    assert refused.value.remedy == (
        "Choose 2027-05-07 or a later day, or override the calendar and say why."
    )
    check_not_held_back(programme, act, day, EAST, {act})


def test_the_proposed_day_passes_over_the_weekend_and_a_bank_holiday() -> None:
    until_friday = replace(COUNCILS, ends=date(2027, 4, 30))
    blocked = block_on(with_periods(until_friday), HeldBack.LAUNCH, date(2027, 4, 22))
    assert blocked is not None
    assert blocked.next_free_on == date(2027, 5, 4)


def test_the_proposed_day_passes_over_a_second_period_that_touches_the_first() -> None:
    by_election = PreElectionPeriod(date(2027, 5, 4), date(2027, 6, 17), "a mayoral election")
    blocked = block_on(
        with_periods(COUNCILS, by_election), HeldBack.PUBLIC_SIGNING, date(2027, 5, 5)
    )
    assert blocked == Block(COUNCILS, HeldBack.PUBLIC_SIGNING, date(2027, 6, 18))


def test_the_proposed_day_at_a_place_heeds_the_periods_of_that_place_only() -> None:
    in_east = replace(IN_EAST, starts=date(2027, 5, 7), ends=date(2027, 5, 14))
    programme, day = with_periods(COUNCILS, in_east), date(2027, 4, 22)
    at_east = block_on(programme, HeldBack.PUBLICITY, day, EAST)
    at_west = block_on(programme, HeldBack.PUBLICITY, day, WEST)
    assert at_east is not None
    assert at_west is not None
    assert (at_east.next_free_on, at_west.next_free_on) == (date(2027, 5, 17), date(2027, 5, 7))


@pytest.mark.parametrize(
    ("poll", "starts"),
    [
        (date(2022, 5, 5), date(2022, 3, 28)),
        (date(2023, 5, 4), date(2023, 3, 27)),
        (date(2024, 5, 2), date(2024, 3, 26)),
        (date(2025, 5, 1), date(2025, 3, 25)),
        (date(2027, 5, 6), date(2027, 3, 31)),
    ],
)
def test_a_local_period_begins_twenty_five_working_days_before_the_poll(
    poll: date, starts: date
) -> None:
    assert local_pre_election_period(poll, ENGLAND) == (starts, poll)


def test_national_bodies_keep_the_three_weeks_before_a_local_poll() -> None:
    poll = date(2024, 5, 2)
    assert national_pre_election_period(poll) == (date(2024, 4, 11), poll)


@st.composite
def periods(draw: st.DrawFn) -> PreElectionPeriod:
    starts = draw(DAYS)
    named = draw(st.none() | st.sets(st.sampled_from([EAST, NORTH, WEST]), min_size=1))
    places = None if named is None else tuple(sorted(named))
    return PreElectionPeriod(starts, starts + timedelta(draw(st.integers(0, 60))), "a poll", places)


@given(
    st.lists(periods(), max_size=6),
    st.sampled_from(EVERY_ACT),
    st.none() | st.sampled_from([EAST, NORTH, WEST]),
    st.data(),
)
def test_the_proposed_day_is_a_later_working_day_on_which_nothing_is_held_back(
    several: list[PreElectionPeriod], act: HeldBack, place: PlaceId | None, data: st.DataObject
) -> None:
    programme = with_periods(*several)
    near = [p.starts for p in several] + [p.ends for p in several]
    day = data.draw(st.sampled_from(near) if near else DAYS)
    block = block_on(programme, act, day, place)
    if block is not None:
        assert block.next_free_on > block.period.ends
        assert is_working_day(block.next_free_on, ENGLAND)
        assert block_on(programme, act, block.next_free_on, place) is None


@given(st.lists(periods(), max_size=6), DAYS)
def test_there_is_no_earlier_free_day_than_the_next(
    several: list[PreElectionPeriod], day: date
) -> None:
    free = next_free_day(day, several, ENGLAND)
    between = (day + timedelta(n) for n in range((free - day).days))
    assert not any(
        is_working_day(other, ENGLAND) and not any(p.starts <= other <= p.ends for p in several)
        for other in between
    )
