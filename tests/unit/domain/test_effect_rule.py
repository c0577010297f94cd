from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.effect import Effect, changed_on, effect, recount_due
from concordat.domain.membership import Leaver, Succeeded, Succession, Withdrawal
from concordat.domain.programme import Programme, programme_sha256
from concordat.domain.record import Version, VersionRecord
from concordat.domain.rules import EffectRule, PlaceId
from concordat.domain.signature import PUBLIC, Signing
from concordat.domain.states import COUNTED, PlaceStatus, VersionState
from concordat.domain.term import EffectSpan
from tests.fakes import EAST, NORTH, VERSION, WEST, a_programme

RATIFIED, SUCCEEDED = PlaceStatus.RATIFIED, PlaceStatus.SUCCEEDED
JUNE = {EAST: date(2027, 6, 3), NORTH: date(2027, 6, 1), WEST: date(2027, 6, 9)}
ALL = dict.fromkeys(JUNE, RATIFIED)
LATER = date(2027, 12, 1)
TWO = EffectRule(at_least=2)
GONE = {PlaceStatus.WITHDRAWN, PlaceStatus.SUCCEEDED}


def a_record(
    rule: EffectRule,
    statuses: Mapping[PlaceId, PlaceStatus],
    dates: Mapping[PlaceId, date],
    *,
    programme: Programme | None = None,
    withdrawals: tuple[Withdrawal, ...] = (),
    successions: tuple[Succession, ...] = (),
    span: EffectSpan | None = None,
) -> VersionRecord:
    made = programme or a_programme()
    made = replace(made, timeline=replace(made.timeline, effect=rule))
    version = Version(
        id=VERSION,
        agreement_id=made.agreement_id,
        number=1,
        state=VersionState.RATIFYING,
        programme=made,
        programme_sha256=programme_sha256(made),
        rehearsal=False,
        board_on=None,
        public_signing_on=made.timeline.public_signing_on,
        ratification_due=made.timeline.ratification_due,
    )
    return VersionRecord(
        version,
        {str(p): s for p, s in statuses.items()},
        {str(p): d for p, d in dates.items()},
        Signing(PUBLIC, ()),
        withdrawals=withdrawals,
        successions=successions,
        span=span,
    )


def found_on(
    day: date,
    rule: EffectRule,
    statuses: Mapping[PlaceId, PlaceStatus],
    dates: Mapping[PlaceId, date] = JUNE,
) -> Effect:
    return effect(a_record(rule, statuses, dates), day)


def withdrawal(place: str, on: date, *, cancelled: bool = False) -> Withdrawal:
    return Withdrawal(
        VERSION, 1, Leaver.PLACE, place, on, on, "", cancelled_on=on if cancelled else None
    )


def succession(old: str, *new: str, on: date, number: int = 1) -> Succession:
    return Succession(VERSION, number, Succeeded.PLACE, old, new, on, "an order")


@pytest.mark.parametrize("status", [s for s in PlaceStatus if s not in COUNTED | GONE])
def test_a_place_that_has_not_ratified_does_not_count(status: PlaceStatus) -> None:
    found = found_on(LATER, TWO, {EAST: RATIFIED, WEST: status})
    assert found.counted == (EAST,)
    assert not found.met
    assert found.effective_on is None


@pytest.mark.parametrize("status", sorted(COUNTED))
def test_a_ratification_counts_with_or_without_a_reservation(status: PlaceStatus) -> None:
    found = found_on(LATER, TWO, {EAST: RATIFIED, WEST: status})
    assert found.met
    assert found.counted == (EAST, WEST)


@pytest.mark.parametrize(
    ("status", "why_not"),
    [
        (PlaceStatus.NOT_STARTED, "not asked yet"),
        (PlaceStatus.AWAITING_DECISION, "undecided"),
        (PlaceStatus.DEFERRED, "deferred"),
        (PlaceStatus.IN_CALL_IN, "in call-in"),
        (PlaceStatus.SIGNING, "its record is being signed"),
        (PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION, "its condition is not discharged"),
        (PlaceStatus.DECLINED, "declined"),
    ],
)
def test_each_place_that_does_not_count_has_its_reason(status: PlaceStatus, why_not: str) -> None:
    found = found_on(LATER, TWO, {EAST: RATIFIED, WEST: status}, {EAST: JUNE[EAST]})
    assert (found.places[WEST].since, found.places[WEST].why_not) == (None, why_not)
    assert (found.places[EAST].since, found.places[EAST].why_not) == (JUNE[EAST], None)


def test_a_place_counts_from_the_day_its_ratification_takes_effect() -> None:
    before = found_on(JUNE[WEST] - timedelta(days=1), TWO, ALL)
    assert before.counted == (EAST, NORTH)
    assert before.places[WEST].why_not == "counts from 9 June 2027"
    assert found_on(JUNE[WEST], TWO, ALL).counted == (EAST, NORTH, WEST)


def test_the_result_says_who_counts_who_is_missing_and_what_is_needed() -> None:
    rule = EffectRule(at_least=2, including=(WEST,))
    found = found_on(LATER, rule, {EAST: RATIFIED, NORTH: RATIFIED, WEST: PlaceStatus.DEFERRED})
    assert (found.counted, found.mandatory_missing, found.threshold) == ((EAST, NORTH), (WEST,), 2)
    assert not found.met


def test_it_takes_effect_on_the_day_of_the_last_place_needed() -> None:
    assert found_on(LATER, TWO, ALL).effective_on == JUNE[EAST]


def test_a_place_beyond_the_threshold_does_not_move_the_day() -> None:
    two = found_on(LATER, TWO, dict.fromkeys([EAST, NORTH], RATIFIED))
    three = found_on(LATER, TWO, ALL)
    assert two.effective_on == three.effective_on


def test_a_mandatory_place_that_comes_last_sets_the_day() -> None:
    rule = EffectRule(at_least=2, including=(WEST,))
    assert found_on(LATER, rule, ALL).effective_on == JUNE[WEST]


def test_the_days_after_are_counted_from_there() -> None:
    rule = EffectRule(at_least=2, after_days=28)
    assert found_on(LATER, rule, ALL).effective_on == date(2027, 7, 1)


def test_a_withdrawn_place_counts_until_the_day_its_withdrawal_is_effective() -> None:
    day = date(2027, 9, 1)
    record = a_record(
        TWO, ALL | {WEST: PlaceStatus.WITHDRAWN}, JUNE, withdrawals=(withdrawal(WEST, day),)
    )
    assert effect(record, day - timedelta(days=1)).counted == (EAST, NORTH, WEST)
    found = effect(record, day)
    assert found.counted == (EAST, NORTH)
    assert found.places[WEST].why_not == "withdrawn on 1 September 2027"
    assert found.places[WEST].stopped_on == day


def test_a_place_that_ratified_again_after_its_withdrawal_counts_again() -> None:
    notice = withdrawal(WEST, date(2027, 5, 1))
    record = a_record(TWO, ALL, JUNE, withdrawals=(notice,))
    assert effect(record, LATER).counted == (EAST, NORTH, WEST)


def test_a_notice_that_was_taken_back_changes_no_count() -> None:
    notice = withdrawal(WEST, date(2027, 9, 1), cancelled=True)
    assert effect(a_record(TWO, ALL, JUNE, withdrawals=(notice,)), LATER).counted == tuple(
        sorted(JUNE)
    )


def test_a_partners_notice_says_nothing_about_a_place_of_the_same_name() -> None:
    notice = replace(withdrawal(WEST, date(2027, 9, 1)), kind=Leaver.PARTNER)
    body = replace(succession(EAST, NORTH, on=date(2027, 9, 1)), kind=Succeeded.BODY)
    record = a_record(TWO, ALL, JUNE, withdrawals=(notice,), successions=(body,))
    assert effect(record, LATER).counted == (EAST, NORTH, WEST)


def test_a_succeeded_place_counts_until_that_day_and_its_successor_once_it_has_ratified() -> None:
    south, day = PlaceId("south"), date(2027, 9, 1)
    record = a_record(
        TWO,
        ALL | {WEST: SUCCEEDED, south: RATIFIED},
        JUNE | {south: date(2027, 10, 5)},
        successions=(succession(WEST, south, on=day),),
    )
    assert effect(record, day - timedelta(days=1)).counted == (EAST, NORTH, WEST)
    assert effect(record, day).counted == (EAST, NORTH)
    assert effect(record, day).places[WEST].why_not == "succeeded by south on 1 September 2027"
    assert effect(record, date(2027, 10, 5)).counted == (EAST, NORTH, south)


def test_a_succeeded_place_that_had_not_ratified_never_counted() -> None:
    day = date(2027, 9, 1)
    record = a_record(TWO, {WEST: SUCCEEDED}, {}, successions=(succession(WEST, on=day),))
    before = effect(record, day - timedelta(days=1)).places[WEST]
    assert (before.counts, before.why_not) == (False, "had not ratified")
    assert effect(record, day).places[WEST].why_not == "abolished on 1 September 2027"


def test_a_place_does_not_count_after_its_last_day_whether_or_not_it_is_marked() -> None:
    programme = a_programme()
    places = tuple(
        replace(p, valid_to=date(2027, 8, 31)) if p.id == WEST else p for p in programme.places
    )
    record = a_record(TWO, ALL, JUNE, programme=replace(programme, places=places))
    assert effect(record, date(2027, 8, 31)).counted == (EAST, NORTH, WEST)
    found = effect(record, date(2027, 9, 1))
    assert found.counted == (EAST, NORTH)
    assert found.places[WEST].why_not == "no longer exists since 1 September 2027"


def test_the_earliest_end_is_the_one_that_stops_a_count() -> None:
    record = a_record(
        TWO,
        ALL | {WEST: SUCCEEDED},
        JUNE,
        withdrawals=(withdrawal(WEST, date(2027, 8, 1)),),
        successions=(succession(WEST, on=date(2027, 9, 1)),),
    )
    assert effect(record, LATER).places[WEST].why_not == "withdrawn on 1 August 2027"


def test_every_successor_of_a_mandatory_place_is_mandatory_in_its_stead() -> None:
    rule = EffectRule(at_least=1, including=(WEST,))
    south, coast, inland = PlaceId("south"), PlaceId("coast"), PlaceId("inland")
    record = a_record(
        rule,
        {EAST: RATIFIED, WEST: SUCCEEDED, south: SUCCEEDED, coast: RATIFIED, inland: RATIFIED},
        {EAST: JUNE[EAST], coast: date(2027, 10, 1), inland: date(2027, 11, 1)},
        successions=(
            succession(WEST, south, on=date(2027, 8, 1)),
            succession(south, coast, inland, on=date(2027, 9, 1), number=2),
        ),
    )
    assert effect(record, date(2027, 7, 31)).mandatory == (WEST,)
    assert effect(record, date(2027, 8, 1)).mandatory == (south,)
    assert effect(record, date(2027, 10, 1)).mandatory_missing == (inland,)
    assert effect(record, date(2027, 11, 1)).met
    assert effect(record, date(2027, 11, 1)).effective_on == date(2027, 11, 1)


def test_a_mandatory_place_abolished_without_a_successor_stays_missing() -> None:
    rule = EffectRule(at_least=1, including=(WEST,))
    record = a_record(
        rule, ALL | {WEST: SUCCEEDED}, JUNE, successions=(succession(WEST, on=date(2027, 9, 1)),)
    )
    assert effect(record, LATER).mandatory_missing == (WEST,)


def a_span(*counted: PlaceId, began_on: date = date(2027, 6, 9)) -> EffectSpan:
    return EffectSpan(VERSION, 1, began_on, counted)


def left(*places: PlaceId, span: EffectSpan | None, rule: EffectRule = TWO) -> VersionRecord:
    gone = tuple(withdrawal(p, date(2027, 9, n + 1)) for n, p in enumerate(places))
    statuses = ALL | dict.fromkeys(places, PlaceStatus.WITHDRAWN)
    return a_record(rule, statuses, JUNE, withdrawals=gone, span=span)


@pytest.mark.parametrize(
    ("gone", "span", "due"),
    [
        pytest.param((), a_span(EAST, NORTH, WEST), False, id="nobody left"),
        pytest.param((WEST,), a_span(EAST, NORTH, WEST), False, id="still enough"),
        pytest.param((WEST, EAST), a_span(EAST, NORTH, WEST), True, id="too few"),
        pytest.param((WEST, EAST), a_span(NORTH), False, id="too few, and recorded"),
        pytest.param((WEST, EAST, NORTH), a_span(NORTH), True, id="fewer still"),
        pytest.param((WEST,), a_span(NORTH), True, id="enough again"),
        pytest.param((), None, False, id="enough, of which nothing is recorded"),
        pytest.param((WEST, EAST), None, True, id="too few, of whom nothing is recorded"),
    ],
)
def test_a_count_below_the_threshold_is_recorded_once_and_so_is_its_recovery(
    gone: tuple[PlaceId, ...], span: EffectSpan | None, due: bool
) -> None:
    record = left(*gone, span=span)
    assert recount_due(record, effect(record, LATER)) is due


def test_a_count_changed_on_the_day_it_became_what_it_is_however_late_it_is_noticed() -> None:
    record = left(WEST, EAST, span=a_span(EAST, NORTH, WEST))
    assert changed_on(record, effect(record, LATER), LATER) == date(2027, 9, 2)


def test_a_count_that_no_day_explains_is_todays() -> None:
    record = left(WEST, span=a_span(EAST, NORTH, WEST, began_on=date(2027, 10, 1)))
    assert changed_on(record, effect(record, LATER), LATER) == LATER
    record = left(WEST, span=None)
    assert changed_on(record, effect(record, LATER), LATER) == LATER


PLACES = st.dictionaries(
    st.sampled_from([PlaceId(name) for name in "abcdefgh"]),
    st.tuples(
        st.sampled_from(sorted(set(PlaceStatus) - GONE)),
        st.dates(date(2027, 1, 1), date(2028, 12, 31)),
    ),
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
    record = a_record(
        rule,
        {p: s for p, (s, _) in places.items()},
        {p: d for p, (_, d) in places.items()},
    )
    found = effect(record, date(2029, 1, 1))

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
    assert effect(record, day).met
