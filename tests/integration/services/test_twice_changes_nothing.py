"""Every use case that a retry, a redeploy or a second worker can repeat, repeated at every stage."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest

from concordat.domain.decision import BoardOutcome, Outcome
from concordat.domain.errors import ConcordatError
from concordat.domain.gates import Gate, ReviewGate
from concordat.services.advance import advance_place, advance_version
from concordat.services.catch_up import leave_wakes
from concordat.services.certify import issue_certificate
from concordat.services.decide_board import BoardDecision, decide_board
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.deliver import deliver_notices
from concordat.services.discharge import discharge_condition
from concordat.services.launch import claim_timeline, register_version, wait_at
from concordat.services.office import Office
from concordat.services.review_cycle import (
    make_report,
    note_review_run,
    open_review,
    wait_at_review_gate,
)
from concordat.services.review_outcome import ReviewOutcome, close_review
from concordat.services.review_return import submit_return
from concordat.services.review_window import freeze_version, open_review_window
from tests.fakes import (
    BOARD_MET_ON,
    EAST,
    NORTH,
    VERSION,
    WEST,
    a_programme,
    clock_of,
    postman_of,
    rows_of,
    signed_by_link,
    signing_of,
)

Act = Callable[[Office], object]


def board(outcome: BoardOutcome, answer: int, on: date) -> Act:
    decision = BoardDecision(outcome, on, f"ICB/{answer}", reason="Said so.")
    return lambda office: decide_board(office, VERSION, answer, decision)


def place(place_id: str, outcome: Outcome, on: date) -> Act:
    words = "" if outcome == Outcome.RATIFIED else "Said so."
    decision = PlaceDecision(outcome, on, f"{place_id}/{on}", words)
    return lambda office: decide_place(office, VERSION, place_id, decision)


def signed(scope: str, n: int) -> Act:
    def act(office: Office) -> None:
        request = signing_of(office, scope).requests[n]
        role = signing_of(office, scope).signatory(request.seat).role
        signed_by_link(office, office.links.token(request.id), role, request.document_sha256)

    return act


def returned(office: Office) -> None:
    with office.register.reading() as view:
        ask = view.asks(VERSION, 1)[0]
    submit_return(office, office.links.token(ask.id), ((True, "The hub works."),), {})


def of_version(office: Office) -> object:
    return advance_version(office, VERSION)


def of_place(place_id: str) -> Act:
    return lambda office: advance_place(office, VERSION, place_id)


LIFE: list[tuple[date, list[Act]]] = [
    (
        date(2026, 12, 1),
        [
            lambda office: register_version(office, a_programme(), 1),
            lambda office: claim_timeline(office, VERSION, "run", lambda _: True),
            lambda office: open_review_window(office, VERSION),
            lambda office: wait_at(office, VERSION, Gate.REVIEW_WINDOW),
        ],
    ),
    (date(2027, 2, 27), [lambda office: freeze_version(office, VERSION)]),
    (BOARD_MET_ON, [board(BoardOutcome.DEFERRED, 0, BOARD_MET_ON)]),
    (date(2027, 5, 25), [board(BoardOutcome.APPROVED, 1, date(2027, 5, 25))]),
    (
        date(2027, 7, 15),
        [of_version, signed("public", 0), of_version, signed("public", 1), of_version]
        + [of_place(p) for p in (EAST, NORTH, WEST)],
    ),
    (
        date(2027, 9, 9),
        [
            place(NORTH, Outcome.DECLINED, date(2027, 9, 9)),
            of_place(NORTH),
        ],
    ),
    (
        date(2027, 9, 23),
        [
            place(EAST, Outcome.DEFERRED, date(2027, 9, 22)),
            place(EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION, date(2027, 9, 23)),
            of_place(EAST),
            signed(EAST, 0),
            place(WEST, Outcome.RATIFIED_WITH_RESERVATION, date(2027, 9, 23)),
            of_place(WEST),
            signed(WEST, 1),
            of_place(WEST),
            of_place(EAST),
        ],
    ),
    (date(2027, 10, 1), [of_place(EAST), of_place(WEST)]),
    (
        date(2027, 10, 2),
        [
            signed(EAST, 1),
            of_place(EAST),
            signed(WEST, 2),
            of_place(WEST),
            lambda office: discharge_condition(office, VERSION, EAST, date(2027, 10, 2), "Paper"),
            of_version,
            lambda office: issue_certificate(office, VERSION),
            lambda office: note_review_run(office, VERSION, 1, "run", office.clock.now()),
        ],
    ),
    (
        date(2028, 8, 3),
        [
            of_version,
            lambda office: open_review(office, VERSION, 1),
            lambda office: wait_at_review_gate(office, VERSION, 1, ReviewGate.RETURNS_DUE),
            returned,
        ],
    ),
    (
        date(2028, 9, 30),
        [
            of_version,
            lambda office: make_report(office, VERSION, 1),
            lambda office: close_review(
                office, VERSION, 1, 0, ReviewOutcome("continue", date(2028, 9, 30), "ICB/28/9")
            ),
        ],
    ),
]


@pytest.fixture
def office(both_office: Office) -> Office:
    """Run every test of this module on both databases."""
    return both_office


def test_every_act_of_a_whole_life_done_twice_changes_nothing_the_second_time(
    office: Office,
) -> None:
    done = 0
    for day, acts in LIFE:
        clock_of(office).at(day)
        for act in acts:
            clock_of(office).advance(minutes=1)
            before = rows_of(office)
            act(office)
            after = rows_of(office)
            done += after != before
            # A refusal is an answer too, as long as nothing is changed by it.
            with suppress(ConcordatError):
                act(office)
            assert rows_of(office, "review") == {k: v for k, v in after.items() if k != "review"}
    assert done == sum(len(acts) for _, acts in LIFE) - 1
    with office.register.reading() as view:
        record = view.version_record(VERSION)
        assert view.review(VERSION, 2).due_on == date(2029, 10, 2)
    assert record.version.state == "in effect"
    assert sorted(record.statuses.values()) == ["declined", "ratified", "ratified with reservation"]


@pytest.mark.parametrize("days", [0, 1])
def test_a_whole_life_played_again_from_the_start_changes_nothing_and_sends_nothing(
    office: Office, days: int
) -> None:
    for day, acts in LIFE:
        clock_of(office).at(day)
        for act in acts:
            clock_of(office).advance(minutes=1)
            act(office)
    deliver_notices(office)
    leave_wakes(office)
    clock_of(office).advance(days=days)
    kept, letters = rows_of(office, "review"), len(postman_of(office).letters)
    for _, acts in LIFE:
        for act in acts:
            with suppress(ConcordatError):
                act(office)
    leave_wakes(office)
    assert deliver_notices(office) == 0
    assert rows_of(office, "review") == kept
    assert len(postman_of(office).letters) == letters
