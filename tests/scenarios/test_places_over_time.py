"""S25: places split, merge and end, each on its day; records stay, and successors confirm."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from concordat.domain.decision import BoardOutcome, Outcome
from concordat.domain.effect import effect
from concordat.domain.errors import ConcordatError, LinkRefused, NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.membership import Succession
from concordat.domain.parties import PartyId
from concordat.domain.programme import Body, BodyId, Place, Programme
from concordat.domain.rules import BelowThreshold, EffectRule, PlaceId
from concordat.domain.signature import RequestStatus
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.term import EffectSpan
from concordat.domain.trail import chain_faults
from concordat.programme.load import load_programme
from concordat.register.replay import differences
from concordat.services.decide_board import BoardDecision, board_answers, decide_board
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.office import Office
from concordat.services.place_succession import PlaceSuccession, succeed_place
from concordat.services.sign import open_link
from concordat.services.standing import standing
from concordat.services.withdraw import LeavingNotice, withdraw_place
from tests.databases import Databases
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    a_block,
    a_programme,
    a_signatory,
    advance,
    all_signed,
    an_office,
    call_in_over,
    clock_of,
    engine_of,
    facts_of,
    frozen,
    go_to,
    place_asked,
    place_decided,
    place_of,
    publicly_signed,
    ratified,
    rows_of,
    signing_of,
    version_of,
)

ROOT = Path(__file__).parents[2]
CUMBRIA, CUMBERLAND = PlaceId("cumbria"), PlaceId("cumberland")
WESTMORLAND = PlaceId("westmorland-and-furness")
BOARD, SIGNED = date(2023, 1, 24), date(2023, 2, 7)
LAST, FIRST = date(2023, 3, 31), date(2023, 4, 1)

MOOR, SHORE = PlaceId("moor"), PlaceId("shore")
SPLIT_ON = date(2028, 4, 1)
ORDER = "The Example (Structural Changes) Order 2027"
MERGER = PlaceSuccession(WEST, (MOOR,), SPLIT_ON, ORDER)


def in_2023(rule: EffectRule) -> Programme:
    """Return the shipped programme, its places as they are, on a timeline around 1 April 2023."""
    shipped = load_programme(ROOT / "config", date(2026, 11, 23))
    bodies = tuple(
        replace(body, meetings=(BOARD,) if body.id == shipped.timeline.board else (), quorum=None)
        for body in shipped.bodies
    )
    timeline = replace(
        shipped.timeline,
        window_opens=date(2022, 10, 3),
        window_closes=date(2022, 12, 30),
        events=(),
        public_signing_on=SIGNED,
        ratification_due=date(2023, 9, 29),
        effect=rule,
    )
    return replace(
        shipped,
        agreement_id="example-mou",
        bodies=bodies,
        timeline=timeline,
        pre_election_periods=(),
    )


@pytest.fixture
def cumbria_office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Return an office whose agreement was launched in 2022 and signed in public in February 2023."""
    rule = EffectRule(1, including=(CUMBRIA,), when_below=BelowThreshold.SUSPENDED)
    start = datetime(2022, 9, 1, 9, tzinfo=UTC)
    office = an_office(tmp_path, in_2023(rule), now=start, on=databases)
    frozen(office)
    go_to(office, BOARD, 16)
    decision = BoardDecision(BoardOutcome.APPROVED, BOARD, "ICB/23/7")
    decide_board(office, VERSION, board_answers(office, VERSION), decision)
    yield publicly_signed(office)
    engine_of(office).dispose()


def ratified_on(
    office: Office, place: PlaceId, day: date, outcome: Outcome = Outcome.RATIFIED
) -> None:
    place_decided(office, place, outcome, decided_on=day, minute=f"{place}/{day}")
    call_in_over(office, place)
    all_signed(office, place)


def counted_on(office: Office, day: date) -> tuple[str, ...]:
    with office.register.reading() as view:
        return effect(view.version_record(VERSION), day).counted


def status_of(office: Office, place: str) -> PlaceStatus:
    return place_of(office, place).ratification.status


def is_whole(office: Office) -> bool:
    with office.register.reading() as view, engine_of(office).connect() as connection:
        trail = view.trail()
        return not differences(connection, trail) and not chain_faults(
            [entry.as_line() for entry in trail]
        )


def refusal(
    office: Office, act: Callable[[], None], kind: type[ConcordatError], says: str
) -> ConcordatError:
    before = rows_of(office)
    with pytest.raises(kind, match=re.escape(says)) as found:
        act()
    assert rows_of(office) == before
    assert found.value.remedy
    assert found.value.attempted
    return found.value


def confirm(office: Office, place: PlaceId, day: date, minute: str = "C/1") -> None:
    decide_place(office, VERSION, place, PlaceDecision(Outcome.CONFIRMED, day, minute))


def test_s25_cumbria_becomes_cumberland_and_westmorland_and_furness(
    cumbria_office: Office,
) -> None:
    office = cumbria_office
    with office.register.reading() as view:
        asked = {r.place_id for r in view.ratifications(VERSION)}
    assert CUMBRIA in asked
    assert not asked & {CUMBERLAND, WESTMORLAND}
    ratified_on(office, CUMBRIA, date(2023, 3, 2))
    assert advance(office) == ("TakeEffect",)
    record = place_of(office, CUMBRIA).ratification

    clock_of(office).at(LAST, 23, 59)
    assert advance(office, CUMBRIA) == advance(office) == ()
    clock_of(office).at(FIRST, 0)
    assert advance(office, CUMBRIA) == ("SucceedPlace",)
    after = place_of(office, CUMBRIA).ratification
    assert after.status == PlaceStatus.SUCCEEDED
    assert (after.current_sha256, after.effective_on) == (record.current_sha256, date(2023, 3, 2))
    assert place_of(office, CUMBRIA).place.name == "Cumbria"
    with office.register.reading() as view:
        [row] = view.records(Succession, VERSION)
    assert (row.old, set(row.new), row.on) == (CUMBRIA, {CUMBERLAND, WESTMORLAND}, FIRST)
    assert advance(office) == ("Suspend",)

    for place in (CUMBERLAND, WESTMORLAND):
        assert advance(office, place) == ("AskForDecision",)
        assert place_of(office, place).ratification.succeeds == CUMBRIA
    go_to(office, date(2023, 5, 10), 17)
    confirm(office, CUMBERLAND, date(2023, 5, 10))
    all_signed(office, CUMBERLAND)
    assert status_of(office, CUMBERLAND) == PlaceStatus.RATIFIED
    assert advance(office) == ()
    ratified_on(office, WESTMORLAND, date(2023, 7, 4), Outcome.RATIFIED_WITH_RESERVATION)
    assert advance(office) == ("TakeEffect",)

    assert counted_on(office, LAST) == (CUMBRIA,)
    assert counted_on(office, FIRST) == ()
    assert counted_on(office, date(2023, 5, 10)) == (CUMBERLAND,)
    assert counted_on(office, date(2023, 7, 4)) == (CUMBERLAND, WESTMORLAND)
    with office.register.reading() as view:
        spans = [(s.began_on, s.ceased_on) for s in view.records(EffectSpan, VERSION)]
        found = standing(view, VERSION)
    assert spans == [(date(2023, 3, 2), FIRST), (date(2023, 7, 4), None)]
    assert found.places[CUMBRIA].why_not == (
        "succeeded by Cumberland and Westmorland and Furness on 1 April 2023"
    )
    assert is_whole(office)


def test_s25_a_successors_record_names_its_predecessors_by_its_hash(
    cumbria_office: Office,
) -> None:
    office = cumbria_office
    ratified_on(office, CUMBRIA, date(2023, 3, 2))
    old = place_of(office, CUMBRIA).ratification.current_sha256
    clock_of(office).at(FIRST, 0)
    advance(office, CUMBRIA)
    advance(office, CUMBERLAND)
    go_to(office, date(2023, 5, 10), 17)
    confirm(office, CUMBERLAND, date(2023, 5, 10))
    all_signed(office, CUMBERLAND)
    made = place_of(office, CUMBERLAND).ratification.current_sha256
    assert made is not None
    assert f"|Cumberland|confirmed as successor|||Cumbria={old}|".encode() in office.store.get(made)
    with office.register.reading() as view:
        letters = {n.id: n for n in view.unsent_notices()}
    assert letters[f"{VERSION}/cumberland/decision-requested"].params["succeeds"] == "Cumbria"
    told = [n for n in letters.values() if "/succession-1/" in n.id]
    assert len(told) == sum(len(p.partners) for p in version_of(office).programme.parties)
    assert told[0].params["what"] == (
        "Cumbria is succeeded by Cumberland and Westmorland and Furness from 1 April 2023. "
        "Its record stays under its name."
    )


def test_s25_a_reservation_is_carried_to_whoever_confirms(cumbria_office: Office) -> None:
    office = cumbria_office
    ratified_on(office, CUMBRIA, date(2023, 3, 2), Outcome.RATIFIED_WITH_RESERVATION)
    clock_of(office).at(FIRST, 0)
    advance(office, CUMBRIA)
    advance(office, CUMBERLAND)
    go_to(office, date(2023, 5, 10), 17)
    confirm(office, CUMBERLAND, date(2023, 5, 10))
    before = rows_of(office)
    confirm(office, CUMBERLAND, date(2023, 5, 10))
    assert rows_of(office) == before
    all_signed(office, CUMBERLAND)
    record = place_of(office, CUMBERLAND)
    assert record.ratification.status == PlaceStatus.RATIFIED_WITH_RESERVATION
    assert record.decision is not None
    assert record.decision.reservation == "Cumbria: The words of cumbria."
    assert counted_on(office, date(2023, 5, 10)) == (CUMBERLAND,)


def test_s25_where_cumbria_had_not_ratified_its_successors_decide_afresh(
    cumbria_office: Office,
) -> None:
    office = cumbria_office
    place_asked(office, CUMBRIA)
    clock_of(office).at(FIRST, 0)
    assert advance(office, CUMBRIA) == ("SucceedPlace",)
    for place in (CUMBERLAND, WESTMORLAND):
        advance(office, place)
    day = date(2023, 5, 10)
    go_to(office, day, 17)
    found = refusal(
        office,
        lambda: confirm(office, CUMBERLAND, day),
        NotAllowed,
        "Cumberland: there is no predecessor whose ratification it can confirm.",
    )
    assert (found.place, found.state) == (CUMBERLAND, PlaceStatus.AWAITING_DECISION)
    ratified_on(office, CUMBERLAND, day)
    place_decided(office, WESTMORLAND, Outcome.DECLINED, decided_on=day, minute="W/1")
    assert status_of(office, CUMBERLAND) == PlaceStatus.RATIFIED
    assert counted_on(office, LAST) == ()
    assert counted_on(office, day) == (CUMBERLAND,)
    assert is_whole(office)


def test_s25_a_record_that_is_being_signed_when_the_place_ends_is_signed_no_more(
    cumbria_office: Office,
) -> None:
    office = cumbria_office
    place_decided(office, CUMBRIA, decided_on=date(2023, 3, 30), minute="C/23/9")
    advance(office, CUMBRIA)
    [request, *_] = signing_of(office, CUMBRIA).open_requests
    clock_of(office).at(FIRST, 0)
    assert advance(office, CUMBRIA) == ("SucceedPlace",)
    assert {r.status for r in signing_of(office, CUMBRIA).requests} == {RequestStatus.CANCELLED}
    with pytest.raises(LinkRefused):
        open_link(office, office.links.token(request.id))
    advance(office, CUMBERLAND)
    refusal(office, lambda: confirm(office, CUMBERLAND, FIRST), NotAllowed, "no predecessor")


def test_s25_a_place_that_ends_before_the_signing_is_succeeded_and_its_heirs_asked_after_it(
    databases: Databases, tmp_path: Path
) -> None:
    start = datetime(2022, 9, 1, 9, tzinfo=UTC)
    office = an_office(tmp_path, in_2023(EffectRule(1)), now=start, on=databases)
    clock_of(office).at(FIRST, 0)
    assert advance(office, CUMBRIA) == ("SucceedPlace",)
    assert facts_of(office, f"{VERSION}/{CUMBERLAND}") == [Fact.PLACE_ADDED]
    assert status_of(office, CUMBERLAND) == PlaceStatus.NOT_STARTED
    assert advance(office, CUMBERLAND) == ()
    engine_of(office).dispose()


def configured() -> Programme:
    """Return today's config of the small programme: Moor and Shore are to begin in 2028."""
    programme = a_programme()
    body = Body(BodyId("place:moor"), "Moor Board", (date(2028, 5, 4),))

    def place(place_id: PlaceId, succeeds: PlaceId, body_id: BodyId) -> Place:
        return Place(
            place_id,
            place_id.capitalize(),
            body_id,
            (a_block(1, PartyId("ics"), a_signatory("chair", place_id)),),
            valid_from=SPLIT_ON,
            succeeds=succeeds,
        )

    shared = BodyId("shared-board")
    later = replace(place(PlaceId("later"), WEST, shared), valid_from=date(2029, 4, 1))
    unrelated = replace(place(PlaceId("unrelated"), WEST, shared), succeeds=None)
    added = (place(MOOR, WEST, body.id), place(SHORE, WEST, shared), later, unrelated)
    return replace(programme, places=(*programme.places, *added), bodies=(*programme.bodies, body))


@pytest.fixture
def office(both_ratified_office: Office) -> Office:
    """Begin every life here a month before the order comes into force."""
    go_to(both_ratified_office, date(2028, 3, 1))
    return both_ratified_office


def succeed(office: Office, told: PlaceSuccession) -> None:
    succeed_place(office, VERSION, configured(), told)


def test_s25_an_act_announces_a_split_and_the_step_does_it_on_its_day(office: Office) -> None:
    before = version_of(office)
    succeed(office, replace(MERGER, new=(MOOR, SHORE)))
    version = version_of(office)
    assert version.programme_sha256 != before.programme_sha256
    assert version.programme.place(WEST).valid_to == SPLIT_ON - timedelta(days=1)
    assert version.programme.body(BodyId("place:moor")).name == "Moor Board"
    assert [b.id for b in version.programme.bodies] == sorted(
        b.id for b in version.programme.bodies
    )
    assert status_of(office, WEST) == PlaceStatus.RATIFIED
    go_to(office, SPLIT_ON - timedelta(days=1), 23)
    assert advance(office, WEST) == ()
    go_to(office, SPLIT_ON, 1)
    assert advance(office, WEST) == ("SucceedPlace",)
    assert advance(office, MOOR) == advance(office, SHORE) == ("AskForDecision",)
    with office.register.reading() as view:
        [row] = view.records(Succession, VERSION)
        told = [n for n in view.unsent_notices() if "/succession-1/" in n.id]
    assert (row.new, row.instrument) == ((MOOR, SHORE), ORDER)
    assert told[0].params["reason"] == ORDER
    assert told[0].params["next"] == (
        "from that day West does not count. Moor and Shore may confirm what West ratified, or "
        "decide afresh."
    )
    assert is_whole(office)


def merged(office: Office) -> Office:
    succeed(office, MERGER)
    succeed(office, replace(MERGER, old=NORTH))
    go_to(office, SPLIT_ON, 1)
    assert advance(office, WEST) == advance(office, NORTH) == ("SucceedPlace",)
    assert advance(office, MOOR) == ("AskForDecision",)
    go_to(office, date(2028, 5, 4), 17)
    return office


def test_s25_two_places_merge_into_one_which_confirms_both(office: Office) -> None:
    records = [place_of(office, p).ratification.current_sha256 for p in (WEST, NORTH)]
    merged(office)
    confirm(office, MOOR, date(2028, 5, 4))
    all_signed(office, MOOR)
    assert status_of(office, MOOR) == PlaceStatus.RATIFIED
    made = place_of(office, MOOR).ratification.current_sha256
    assert made is not None
    assert f"|West={records[0]} North={records[1]}|".encode() in office.store.get(made)
    with office.register.reading() as view:
        assert [r.place_id for r in view.ratifications(VERSION)] == [EAST, MOOR, NORTH, WEST]
        [asked] = [n for n in view.unsent_notices() if n.id.endswith("moor/decision-requested")]
    assert asked.params["succeeds"] == "West and North"
    assert counted_on(office, date(2028, 5, 4)) == (EAST, MOOR)
    assert is_whole(office)


def test_s25_what_one_of_them_had_not_ratified_cannot_be_confirmed(office: Office) -> None:
    withdraw_place(office, VERSION, NORTH, LeavingNotice(date(2027, 12, 1), SPLIT_ON))
    succeed(office, MERGER)
    succeed(office, replace(MERGER, old=NORTH))
    go_to(office, SPLIT_ON, 1)
    advance(office)
    assert status_of(office, NORTH) == PlaceStatus.WITHDRAWN
    merged_day = date(2028, 5, 4)
    for place in (WEST, NORTH, MOOR):
        advance(office, place)
    go_to(office, merged_day, 17)
    refusal(office, lambda: confirm(office, MOOR, merged_day), NotAllowed, "every predecessor")


def test_s25_a_notice_of_a_place_that_was_succeeded_first_has_nothing_to_withdraw(
    office: Office,
) -> None:
    withdraw_place(office, VERSION, WEST, LeavingNotice(date(2028, 2, 1), date(2028, 5, 1)))
    succeed(office, MERGER)
    go_to(office, SPLIT_ON, 1)
    advance(office, WEST)
    go_to(office, date(2028, 5, 4))
    assert "LeavePlace" not in advance(office)
    assert status_of(office, WEST) == PlaceStatus.SUCCEEDED


def test_s25_a_place_that_takes_on_another_keeps_its_own_ratification(office: Office) -> None:
    before = place_of(office, NORTH).ratification
    succeed(office, replace(MERGER, new=(NORTH,)))
    go_to(office, SPLIT_ON, 1)
    advance(office, WEST)
    assert place_of(office, NORTH).ratification == before
    assert counted_on(office, SPLIT_ON) == (EAST, NORTH)


def test_s25_a_place_with_its_own_decision_to_make_confirms_no_other(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    ratified(office, WEST)
    on = date(2027, 7, 1)
    succeed_place(
        office, VERSION, configured(), PlaceSuccession(WEST, (NORTH,), on, "A resolution")
    )
    go_to(office, on, 17)
    advance(office, WEST)
    refusal(office, lambda: confirm(office, NORTH, on), NotAllowed, "no predecessor")


def test_s25_a_place_is_abolished_without_a_successor(office: Office) -> None:
    succeed(office, replace(MERGER, new=()))
    go_to(office, SPLIT_ON, 1)
    assert advance(office, WEST) == ("SucceedPlace",)
    assert status_of(office, WEST) == PlaceStatus.SUCCEEDED
    assert counted_on(office, SPLIT_ON) == (EAST, NORTH)
    with office.register.reading() as view:
        found = standing(view, VERSION)
        told = [n for n in view.unsent_notices() if "/succession-1/" in n.id]
    assert found.places[WEST].why_not == "abolished on 1 April 2028"
    assert told[0].params["what"] == (
        "West is abolished, without a successor, from 1 April 2028. Its record stays under its "
        "name."
    )
    assert told[0].params["next"] == "from that day West does not count."


def test_s25_a_succession_recorded_late_is_done_at_once(office: Office) -> None:
    go_to(office, date(2028, 4, 20))
    succeed(office, MERGER)
    assert advance(office, WEST) == ("SucceedPlace",)
    assert counted_on(office, SPLIT_ON - timedelta(days=1)) == (EAST, NORTH, WEST)
    assert counted_on(office, SPLIT_ON) == (EAST, NORTH)


def test_s25_the_same_succession_again_changes_nothing_and_another_is_refused(
    office: Office,
) -> None:
    succeed(office, replace(MERGER, new=(MOOR, SHORE)))
    before = rows_of(office)
    succeed(office, replace(MERGER, new=(SHORE, MOOR), instrument=f" {ORDER} "))
    assert rows_of(office) == before
    found = refusal(
        office, lambda: succeed(office, MERGER), NotAllowed, f"is on record, by {ORDER}"
    )
    assert (found.place, found.state) == (WEST, VersionState.IN_EFFECT)


@pytest.mark.parametrize(
    ("told", "kind", "says"),
    [
        (replace(MERGER, old="nowhere"), NotFound, "'nowhere' is not a place"),
        (replace(MERGER, new=("nowhere",)), NotFound, "no file for a place 'nowhere'"),
        (replace(MERGER, new=("later",)), NotAllowed, "Later does not begin on 2028-04-01"),
        (replace(MERGER, new=("unrelated",)), NotAllowed, "'valid_from: 2028-04-01' and 'succ"),
        (replace(MERGER, on=date(2028, 5, 1)), NotAllowed, "Moor does not begin on 2028-05-01"),
        (replace(MERGER, instrument=" "), NotAllowed, "Nothing says by what it is succeeded."),
        (replace(MERGER, new=(MOOR, MOOR)), NotAllowed, "A place is named twice."),
        (replace(MERGER, new=(WEST,)), NotAllowed, "A place is named twice."),
    ],
)
def test_s25_a_succession_that_cannot_be_as_written_is_refused(
    office: Office, told: PlaceSuccession, kind: type[ConcordatError], says: str
) -> None:
    assert refusal(office, lambda: succeed(office, told), kind, says).place == told.old


def test_s25_a_place_whose_end_the_programme_knows_ends_then(cumbria_office: Office) -> None:
    told = PlaceSuccession(CUMBRIA, (), date(2023, 5, 1), "An order")
    found = refusal(
        cumbria_office,
        lambda: succeed_place(cumbria_office, VERSION, version_of(cumbria_office).programme, told),
        NotAllowed,
        "Cumbria: It exists until 2023-03-31.",
    )
    assert found.remedy == "Write 2023-04-01."


def test_s25_a_succession_the_programme_knows_gets_its_instrument_from_the_act(
    cumbria_office: Office,
) -> None:
    office = cumbria_office
    told = PlaceSuccession(
        CUMBRIA,
        (CUMBERLAND, WESTMORLAND),
        FIRST,
        "The Cumbria (Structural Changes) Order 2022",
    )
    before = version_of(office)
    succeed_place(office, VERSION, before.programme, told)
    assert version_of(office).programme_sha256 == before.programme_sha256
    clock_of(office).at(FIRST, 0)
    advance(office, CUMBRIA)
    with office.register.reading() as view:
        [row] = view.records(Succession, VERSION)
    assert row.instrument == told.instrument
