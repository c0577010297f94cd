from collections.abc import Callable
from datetime import date

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.gates import Gate, ReviewGate
from concordat.services.advance import advance_place
from concordat.services.catch_up import leave_wakes, places_with_something_due
from concordat.services.deliver import deliver_notices
from concordat.services.launch import wait_at
from concordat.services.office import Office
from concordat.services.papers import PapersSent, record_papers
from concordat.services.register import WakeKind
from concordat.services.review_cycle import (
    make_report,
    note_review_run,
    open_review,
    wait_at_review_gate,
)
from concordat.services.review_outcome import ReviewOutcome, close_review
from tests.fakes import (
    DECIDED_ON,
    EAST,
    NORTH,
    VERSION,
    WEST,
    advance,
    approved,
    clock_of,
    frozen,
    in_review,
    place_asked,
    place_decided,
    ratified,
    sign_request,
    signing_of,
)

Wakes = list[tuple[WakeKind, str]]


def lose_every_wake(office: Office) -> None:
    """Deliver what is owed and take every wake off, as a relay does that then crashes."""
    deliver_notices(office)
    with office.register.writing() as tx:
        for wake in tx.wakes():
            tx.delivered(wake.id)


def lying(office: Office) -> Wakes:
    with office.register.reading() as view:
        return [(wake.kind, wake.subject) for wake in view.wakes()]


def found(office: Office) -> Wakes:
    """Lose every wake and return what catching up finds; the second time it leaves no second one."""
    lose_every_wake(office)
    due = leave_wakes(office)
    left = lying(office)
    assert leave_wakes(office) == due
    assert lying(office) == left == [(kind, subject) for kind, _, subject in due]
    return left


def test_nothing_is_found_when_nothing_is_due(office: Office) -> None:
    assert found(office) == []
    assert found(in_review(office)) == []


def test_a_timeline_is_woken_when_its_gate_is_open(office: Office) -> None:
    in_review(office)
    wait_at(office, VERSION, Gate.REVIEW_WINDOW)
    assert found(office) == []
    clock_of(office).at(date(2027, 2, 27), 0)
    assert found(office) == [(WakeKind.TIMELINE, "")]
    wait_at(office, VERSION, None)
    assert found(office) == []


def test_a_timeline_waits_for_the_board_without_being_woken(office: Office) -> None:
    frozen(office)
    wait_at(office, VERSION, Gate.BOARD_DECISION)
    assert found(office) == []
    approved(office)
    assert found(office) == [(WakeKind.TIMELINE, "")]


def test_the_public_signing_is_found_on_its_day(office: Office) -> None:
    approved(office)
    assert found(office) == []
    clock_of(office).at(date(2027, 5, 20), 0)
    assert found(office) == [(WakeKind.VERSION, "")]
    advance(office)
    assert found(office) == []


def test_a_signature_whose_wake_was_lost_is_found(office: Office) -> None:
    approved(office)
    clock_of(office).at(date(2027, 5, 20), 10)
    advance(office)
    sign_request(office, signing_of(office).open_requests[0])
    assert found(office) == [(WakeKind.VERSION, "")]


def test_places_not_yet_asked_are_found(signed_office: Office) -> None:
    everywhere = [(WakeKind.PLACE, place) for place in (EAST, NORTH, WEST)]
    assert found(signed_office) == everywhere
    assert places_with_something_due(signed_office, VERSION) == (EAST, NORTH, WEST)
    place_asked(signed_office, NORTH)
    assert places_with_something_due(signed_office, VERSION) == (EAST, WEST)


@pytest.fixture
def all_asked(signed_office: Office) -> Office:
    """Return the office when every place has been asked, and its papers have gone out."""
    today = date(2027, 5, 20)
    for place in (EAST, NORTH, WEST):
        place_asked(signed_office, place)
        record_papers(signed_office, VERSION, place, PapersSent(DECIDED_ON[place], today))
    return signed_office


def test_a_decision_whose_wake_was_lost_is_found(all_asked: Office) -> None:
    assert found(all_asked) == []
    place_decided(all_asked, EAST)
    advance(all_asked, NORTH)
    assert found(all_asked) == [(WakeKind.PLACE, EAST)]


def test_a_place_that_is_long_awaited_is_found(all_asked: Office) -> None:
    clock_of(all_asked).at(date(2027, 6, 23), 23)
    assert found(all_asked) == []
    clock_of(all_asked).at(date(2027, 6, 24), 0)
    assert found(all_asked) == [(WakeKind.PLACE, NORTH)]
    assert advance(all_asked, NORTH) == ("Escalate",)


def test_the_end_of_a_call_in_is_found_without_anyone_having_to_tell(all_asked: Office) -> None:
    place_decided(all_asked, NORTH)
    assert found(all_asked) == []
    clock_of(all_asked).at(date(2027, 6, 18), 0)
    assert found(all_asked) == [(WakeKind.PLACE, NORTH)]


def test_a_reminder_and_an_expiry_are_found_on_their_days(all_asked: Office) -> None:
    place_decided(all_asked, EAST)
    advance(all_asked, EAST)
    advance(all_asked, NORTH)
    assert found(all_asked) == []
    clock_of(all_asked).at(date(2027, 7, 1), 0)
    assert found(all_asked) == [(WakeKind.PLACE, EAST)]
    advance(all_asked, EAST)
    assert found(all_asked) == []


def test_the_effect_is_found(all_asked: Office) -> None:
    ratified(all_asked, NORTH)
    ratified(all_asked, EAST)
    assert found(all_asked) == [(WakeKind.VERSION, "")]


def test_settled_places_wake_a_timeline_that_waits_for_them(all_asked: Office) -> None:
    wait_at(all_asked, VERSION, Gate.PLACES_SETTLED)
    for place in (NORTH, EAST):
        place_decided(all_asked, place, Outcome.DECLINED)
        advance(all_asked, place)
    assert found(all_asked) == []
    ratified(all_asked, WEST)
    assert found(all_asked) == [(WakeKind.TIMELINE, "")]


def test_an_owed_notice_is_found(office: Office) -> None:
    in_review(office)
    with office.register.writing() as tx:
        for wake in tx.wakes():
            tx.delivered(wake.id)
    assert leave_wakes(office) == ((WakeKind.NOTICES, VERSION, ""),)
    deliver_notices(office)
    assert leave_wakes(office) == ()


def test_a_review_without_a_scheduled_run_is_found_until_it_has_one(
    ratified_office: Office,
) -> None:
    assert found(ratified_office) == [(WakeKind.SCHEDULE_REVIEW, "1")]
    note_review_run(ratified_office, VERSION, 1, "run", clock_of(ratified_office).now())
    assert found(ratified_office) == []


def test_a_review_is_woken_when_returns_are_due_and_when_it_is_closed(
    ratified_office: Office,
) -> None:
    office = ratified_office
    note_review_run(office, VERSION, 1, "run", clock_of(office).now())
    clock_of(office).at(date(2028, 4, 25))
    assert advance(office) == ("WarnTerm",)
    open_review(office, VERSION, 1)
    wait_at_review_gate(office, VERSION, 1, ReviewGate.RETURNS_DUE)
    assert found(office) == []
    clock_of(office).at(date(2028, 5, 25), 0)
    assert found(office) == [(WakeKind.VERSION, ""), (WakeKind.REVIEW, "1")]
    assert advance(office) == ("WarnTerm",)
    make_report(office, VERSION, 1)
    wait_at_review_gate(office, VERSION, 1, ReviewGate.OUTCOME)
    assert found(office) == []
    close_review(office, VERSION, 1, 0, ReviewOutcome("continue", date(2028, 5, 25), "ICB/28/40"))
    assert found(office) == [(WakeKind.SCHEDULE_REVIEW, "2")]


def test_the_programme_goes_on_to_its_end_when_every_single_wake_is_lost(
    office: Office,
) -> None:
    steps: dict[WakeKind, Callable[[str], object]] = {
        WakeKind.PLACE: lambda place: advance_place(office, VERSION, place),
        WakeKind.VERSION: lambda _: advance(office),
        WakeKind.NOTICES: lambda _: deliver_notices(office),
    }

    def catch_up() -> None:
        lose_every_wake(office)
        while due := [d for d in leave_wakes(office) if d[0] in steps]:
            for kind, _, subject in due:
                steps[kind](subject)

    approved(office)
    clock_of(office).at(date(2027, 5, 20), 10)
    catch_up()
    for scope in ("public", "public", EAST, EAST, NORTH, NORTH, WEST, WEST):
        if scope != "public" and not signing_of(office, scope).requests:
            place_decided(office, scope)  # type: ignore[arg-type]  # A place's id.
            clock_of(office).advance(days=8)
            catch_up()
        sign_request(office, signing_of(office, scope).open_requests[0])
        catch_up()
    with office.register.reading() as view:
        record = view.version_record(VERSION)
    assert record.version.state == "in effect"
    assert set(record.statuses.values()) == {"ratified"}
