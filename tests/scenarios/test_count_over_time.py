"""S35, for places: a withdrawal is counted on its day; the agreement goes on, or is suspended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.errors import AlreadyDone, Conflict, NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.membership import Leaver
from concordat.domain.rules import BelowThreshold, EffectRule
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.term import EffectSpan
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.cancel_withdrawal import cancel_withdrawal
from concordat.services.leaving import leave_place
from concordat.services.office import Office
from concordat.services.recount import recount, suspend
from concordat.services.standing import standing
from concordat.services.version_steps import take_effect
from concordat.services.withdraw import LeavingNotice, withdraw_partner, withdraw_place
from concordat.status_table import status_table
from tests.databases import Databases
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    a_programme,
    advance,
    all_signed,
    an_office,
    call_in_over,
    engine_of,
    facts_of,
    go_to,
    place_asked,
    place_decided,
    place_of,
    ratified,
    rows_of,
    version_of,
)

NOTIFIED = date(2027, 7, 1)
NOTICE = LeavingNotice(NOTIFIED, date(2027, 9, 29), "The council has resolved so.")
LATER = replace(NOTICE, effective_on=date(2027, 10, 15))


@pytest.fixture
def office(both_ratified_office: Office) -> Office:
    """Begin every life here in the week after the agreement took effect; it goes on if it can."""
    go_to(both_ratified_office, NOTIFIED)
    return both_ratified_office


@pytest.fixture
def strict_office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Begin where North and East have ratified, West has deferred, and either's leaving suspends."""
    rule = EffectRule(at_least=2, when_below=BelowThreshold.SUSPENDED)
    office = an_office(tmp_path, a_programme(timeline={"effect": rule}), on=databases)
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    for place in (NORTH, EAST):
        ratified(office, place)
    place_decided(office, WEST, Outcome.DEFERRED)
    advance(office, WEST)
    advance(office)
    go_to(office, NOTIFIED)
    yield office
    engine_of(office).dispose()


def spans_of(office: Office) -> list[tuple[date, tuple[str, ...], date | None]]:
    with office.register.reading() as view:
        return [(s.began_on, s.counted, s.ceased_on) for s in view.records(EffectSpan, VERSION)]


def is_whole(office: Office) -> bool:
    with office.register.reading() as view, engine_of(office).connect() as connection:
        trail = view.trail()
        return not differences(connection, trail) and not chain_faults(
            [entry.as_line() for entry in trail]
        )


def test_s35_a_place_withdraws_on_its_day_and_its_record_stays(office: Office) -> None:
    before = place_of(office, WEST).ratification
    withdraw_place(office, VERSION, WEST, NOTICE)
    go_to(office, NOTICE.effective_on - timedelta(days=1), 23)
    assert advance(office) == ()
    go_to(office, NOTICE.effective_on, 1)
    assert advance(office) == ("LeavePlace",)
    after = place_of(office, WEST).ratification
    assert after == replace(before, status=PlaceStatus.WITHDRAWN, revision=after.revision)
    assert after.current_sha256 is not None
    assert office.store.get(after.current_sha256)
    assert facts_of(office, f"{VERSION}/{WEST}")[-2:] == [
        Fact.PLACE_WITHDRAWAL_NOTIFIED,
        Fact.PLACE_WITHDREW,
    ]
    with office.register.reading() as view:
        found = standing(view, VERSION)
    assert (found.counted, found.met) == (2, True)
    assert found.places[WEST].why_not == "withdrawn on 29 September 2027"
    assert is_whole(office)


def test_s35_an_agreement_that_goes_on_below_its_threshold_says_so_once_for_each_count(
    office: Office,
) -> None:
    withdraw_place(office, VERSION, WEST, NOTICE)
    withdraw_place(office, VERSION, EAST, LATER)
    go_to(office, LATER.effective_on)
    assert advance(office) == ("LeavePlace", "LeavePlace", "Recount")
    assert advance(office) == ()
    assert version_of(office).state == VersionState.IN_EFFECT
    june, october = date(2027, 6, 24), LATER.effective_on
    assert spans_of(office) == [
        (june, (EAST, NORTH, WEST), october),
        (october, (NORTH,), None),
    ]
    with office.register.reading() as view:
        entry = view.last_of(VERSION, Fact.EFFECT_RECOUNTED)
        letters = [n for n in view.unsent_notices() if "/count-2/" in f"{n.id}/"]
        table = status_table(standing(view, VERSION))
    assert entry is not None
    assert entry.said["counted"] == [NORTH]
    assert entry.said["mandatory_missing"] == [EAST]
    assert len(letters) == 4
    assert letters[0].params["what"] == (
        "From 15 October 2027 the places that count are fewer than the agreement asks for: 1 of "
        "the 2 needed. The agreement goes on."
    )
    assert letters[0].params["reason"] == (
        "East: withdrawn on 15 October 2027; West: withdrawn on 29 September 2027"
    )
    assert "Mandatory and missing: East" in table
    assert "In effect from 2027-06-24 to 2027-10-15: East: withdrawn" in table
    assert is_whole(office)


def test_s35_each_further_withdrawal_below_the_threshold_is_counted_again(office: Office) -> None:
    withdraw_place(office, VERSION, EAST, NOTICE)
    withdraw_place(office, VERSION, NORTH, LATER)
    go_to(office, NOTICE.effective_on)
    assert advance(office) == ("LeavePlace", "Recount")
    go_to(office, LATER.effective_on)
    assert advance(office) == ("LeavePlace", "Recount")
    assert [counted for _, counted, _ in spans_of(office)] == [
        (EAST, NORTH, WEST),
        (NORTH, WEST),
        (WEST,),
    ]


def test_s35_an_agreement_that_has_enough_places_again_says_so(
    strict_office: Office,
) -> None:
    office = strict_office
    change_rule(office, EffectRule(at_least=2, when_below=BelowThreshold.CONTINUES))
    withdraw_place(office, VERSION, NORTH, NOTICE)
    go_to(office, NOTICE.effective_on)
    assert advance(office) == ("LeavePlace", "Recount")
    west_ratifies(office, date(2027, 10, 20))
    assert advance(office) == ("Recount",)
    assert advance(office) == ()
    assert spans_of(office)[1:] == [
        (NOTICE.effective_on, (EAST,), date(2027, 10, 20)),
        (date(2027, 10, 20), (EAST, WEST), None),
    ]
    with office.register.reading() as view:
        letters = [n for n in view.unsent_notices() if "/count-3/" in f"{n.id}/"]
    assert "are enough again: 2 of the 2 needed" in letters[0].params["what"]
    assert letters[0].params["reason"] == "West: counts"


def change_rule(office: Office, rule: EffectRule) -> None:
    version = version_of(office)
    timeline = replace(version.programme.timeline, effect=rule)
    programme = replace(version.programme, timeline=timeline)
    with office.register.writing() as tx:
        sha256 = tx.add_programme(programme)
        tx.save(replace(version, programme=programme, programme_sha256=sha256))
        tx.record(Fact.DATES_MOVED, VERSION, {})


def west_ratifies(office: Office, day: date) -> None:
    place_decided(office, WEST, decided_on=day, minute="SB/27/20")
    call_in_over(office, WEST)
    all_signed(office, WEST)


def test_s35_an_agreement_that_is_suspended_takes_effect_again_in_a_new_span(
    strict_office: Office,
) -> None:
    office = strict_office
    withdraw_place(office, VERSION, NORTH, NOTICE)
    go_to(office, NOTICE.effective_on)
    assert advance(office) == ("LeavePlace", "Suspend")
    assert advance(office) == ()
    version = version_of(office)
    assert (version.state, version.effective_on) == (VersionState.RATIFYING, None)
    assert spans_of(office) == [(date(2027, 6, 24), (EAST, NORTH), NOTICE.effective_on)]
    with office.register.reading() as view:
        letters = [n for n in view.unsent_notices() if "/suspended-1/" in f"{n.id}/"]
    assert letters[0].params["what"] == (
        "From 29 September 2027 the agreement is not in effect: 1 of the 2 needed."
    )
    west_ratifies(office, date(2027, 10, 20))
    assert advance(office) == ("TakeEffect",)
    version = version_of(office)
    assert (version.state, version.effective_on) == (VersionState.IN_EFFECT, date(2027, 10, 20))
    assert spans_of(office)[1:] == [(date(2027, 10, 20), (EAST, WEST), None)]
    with office.register.reading() as view:
        begun = {n.id for n in view.unsent_notices() if n.template == "effect-begun"}
        assert view.review(VERSION, 1).due_on == date(2028, 6, 24)
    assert len(begun) == 8
    assert facts_of(office).count(Fact.REVIEW_SCHEDULED) == 1
    assert is_whole(office)


def test_s35_an_agreement_that_ends_while_suspended_keeps_the_day_it_ceased(
    strict_office: Office,
) -> None:
    office = strict_office
    withdraw_place(office, VERSION, NORTH, NOTICE)
    for name in ("ICB", "Councils Together"):
        withdraw_partner(office, VERSION, name, LATER)
    go_to(office, NOTICE.effective_on)
    advance(office)
    go_to(office, LATER.effective_on)
    assert advance(office) == ("LeavePartner", "LeavePartner")
    assert version_of(office).state == VersionState.ENDED
    assert spans_of(office) == [(date(2027, 6, 24), (EAST, NORTH), NOTICE.effective_on)]
    assert is_whole(office)


def test_s35_a_late_count_does_not_begin_before_the_suspension_it_ends(
    strict_office: Office,
) -> None:
    office = strict_office
    west_ratifies(office, date(2027, 7, 5))
    change_rule(
        office, EffectRule(at_least=2, including=(NORTH,), when_below=BelowThreshold.SUSPENDED)
    )
    withdraw_place(office, VERSION, NORTH, NOTICE)
    go_to(office, NOTICE.effective_on)
    advance(office)
    change_rule(office, EffectRule(at_least=2, when_below=BelowThreshold.SUSPENDED))
    assert advance(office) == ("TakeEffect",)
    assert spans_of(office)[1:] == [(NOTICE.effective_on, (EAST, WEST), None)]


def test_s35_who_comes_second_to_a_count_does_nothing(strict_office: Office) -> None:
    office = strict_office
    withdraw_place(office, VERSION, NORTH, NOTICE)
    version = version_of(office)
    before = rows_of(office)
    for step in (recount, suspend, take_effect):
        with pytest.raises(Conflict):
            step(office, version)
    assert rows_of(office) == before
    go_to(office, NOTICE.effective_on)
    with office.register.reading() as view:
        [withdrawal] = view.version_record(VERSION).withdrawals
    advance(office)
    before = rows_of(office)
    with pytest.raises(AlreadyDone):
        suspend(office, version)
    with pytest.raises(AlreadyDone):
        leave_place(office, version, withdrawal)
    assert rows_of(office) == before


@pytest.mark.parametrize("kind", [Outcome.RATIFIED_WITH_RESERVATION, Outcome.RATIFIED])
def test_s35_a_place_takes_its_notice_back_and_counts_on(
    strict_office: Office, kind: Outcome
) -> None:
    office = strict_office
    place_decided(office, WEST, kind, decided_on=NOTIFIED, minute="SB/27/15")
    all_signed(office, WEST)
    withdraw_place(office, VERSION, WEST, NOTICE)
    before = rows_of(office)
    withdraw_place(office, VERSION, WEST, NOTICE)
    assert rows_of(office) == before
    cancel_withdrawal(office, VERSION, Leaver.PLACE, WEST, "A new resolution.")
    go_to(office, NOTICE.effective_on)
    assert advance(office) == ()
    assert facts_of(office, f"{VERSION}/{WEST}")[-1] == Fact.PLACE_WITHDRAWAL_CANCELLED
    withdraw_place(office, VERSION, WEST, LeavingNotice(NOTICE.effective_on, date(2028, 2, 1)))
    assert facts_of(office, f"{VERSION}/{WEST}")[-1] == Fact.PLACE_WITHDRAWAL_NOTIFIED


def test_s35_only_a_place_that_has_adopted_the_agreement_can_withdraw(
    strict_office: Office,
) -> None:
    office = strict_office
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="West is 'deferred'") as refused:
        withdraw_place(office, VERSION, WEST, NOTICE)
    found = refused.value
    assert (found.place, found.state, found.attempted) == (WEST, "deferred", "withdraw")
    assert found.remedy == "Record what its ratifying body decides instead."
    with pytest.raises(NotFound, match="east, north, west"):
        withdraw_place(office, VERSION, "nowhere", NOTICE)
    early = replace(NOTICE, effective_on=date(2027, 9, 28))
    with pytest.raises(NotAllowed, match="The first possible day is 2027-09-29"):
        withdraw_place(office, VERSION, EAST, early)
    assert rows_of(office) == before


def test_s35_another_notice_of_a_place_is_refused_by_its_name(office: Office) -> None:
    withdraw_place(office, VERSION, WEST, NOTICE)
    with pytest.raises(NotAllowed, match="West has given notice") as refused:
        withdraw_place(office, VERSION, WEST, LATER)
    assert refused.value.remedy.startswith("Cancel that withdrawal first")
