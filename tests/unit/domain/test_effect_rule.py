from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.effect import effect
from concordat.domain.rules import EffectRule, PlaceId
from concordat.domain.states import COUNTED, PlaceStatus
from tests.fakes import EAST, NORTH, WEST

RATIFIED = PlaceStatus.RATIFIED
JUNE = {EAST: date(2027, 6, 3), NORTH: date(2027, 6, 1), WEST: date(2027, 6, 9)}
TWO = EffectRule(at_least=2)


@pytest.mark.parametrize("status", [s for s in PlaceStatus if s not in COUNTED])
def test_a_place_that_has_not_ratified_does_not_count(status: PlaceStatus) -> None:
    found = effect(TWO, {EAST: RATIFIED, WEST: status}, {EAST: JUNE[EAST], WEST: JUNE[WEST]})
    assert found.counted == (EAST,)
    assert not found.met
    assert found.effective_on is None


@pytest.mark.parametrize("status", sorted(COUNTED))
def test_a_ratification_counts_with_or_without_a_reservation(status: PlaceStatus) -> None:
    found = effect(TWO, {EAST: RATIFIED, WEST: status}, JUNE)
    assert found.met
    assert found.counted == (EAST, WEST)


def test_the_result_says_who_counts_who_is_missing_and_what_is_needed() -> None:
    rule = EffectRule(at_least=2, including=(WEST,))
    found = effect(rule, {EAST: RATIFIED, NORTH: RATIFIED, WEST: PlaceStatus.DEFERRED}, JUNE)
    assert (found.counted, found.mandatory_missing, found.threshold) == ((EAST, NORTH), (WEST,), 2)
    assert not found.met


def test_it_takes_effect_on_the_day_of_the_last_place_needed() -> None:
    assert effect(TWO, dict.fromkeys(JUNE, RATIFIED), JUNE).effective_on == JUNE[EAST]


def test_a_place_beyond_the_threshold_does_not_move_the_day() -> None:
    two = effect(TWO, dict.fromkeys([EAST, NORTH], RATIFIED), JUNE)
    three = effect(TWO, dict.fromkeys(JUNE, RATIFIED), JUNE)
    assert two.effective_on == three.effective_on


def test_a_mandatory_place_that_comes_last_sets_the_day() -> None:
    rule = EffectRule(at_least=2, including=(WEST,))
    assert effect(rule, dict.fromkeys(JUNE, RATIFIED), JUNE).effective_on == JUNE[WEST]


def test_the_days_after_are_counted_from_there() -> None:
    rule = EffectRule(at_least=2, after_days=28)
    assert effect(rule, dict.fromkeys(JUNE, RATIFIED), JUNE).effective_on == date(2027, 7, 1)


PLACES = st.dictionaries(
    st.sampled_from([PlaceId(name) for name in "abcdefgh"]),
    st.tuples(st.sampled_from(PlaceStatus), st.dates(date(2027, 1, 1), date(2028, 12, 31))),
)


@given(PLACES, st.integers(1, 8), st.integers(0, 30), st.data())
def test_the_day_is_the_first_on_which_enough_places_and_every_mandatory_one_count(
    places: dict[PlaceId, tuple[PlaceStatus, date]],
    at_least: int,
    after_days: int,
    data: st.DataObject,
) -> None:
    including = tuple(data.draw(st.sets(st.sampled_from(sorted(places))))) if places else ()
    rule = EffectRule(at_least, including, after_days)
    found = effect(
        rule, {p: s for p, (s, _) in places.items()}, {p: d for p, (_, d) in places.items()}
    )

    def met_by(day: date) -> bool:
        there = {p for p, (s, d) in places.items() if s in COUNTED and d <= day}
        return len(there) >= at_least and there.issuperset(including)

    assert found.met == met_by(date.max)
    if found.effective_on is None:
        assert not found.met
        return
    day = found.effective_on - timedelta(days=after_days)
    assert met_by(day)
    assert not met_by(day - timedelta(days=1))
