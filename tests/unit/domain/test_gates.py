from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from concordat.domain.gates import (
    Gate,
    ReviewGate,
    ending,
    is_open,
    is_review_gate_open,
    is_under_way,
)
from concordat.domain.record import Review, Version, VersionRecord
from concordat.domain.signature import PUBLIC, Signing
from concordat.domain.states import SETTLED, PlaceStatus, ReviewState, VersionState
from tests.fakes import EAST, VERSION, WEST, a_programme

NOON = datetime(2027, 6, 24, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
BEFORE_APPROVAL = [
    VersionState.PLANNED,
    VersionState.IN_REVIEW,
    VersionState.AWAITING_APPROVAL,
    VersionState.APPROVAL_DEFERRED,
]


def a_record(
    state: VersionState = VersionState.IN_REVIEW,
    closes: date = date(2027, 2, 26),
    **statuses: PlaceStatus,
) -> VersionRecord:
    programme = a_programme(timeline={"window_closes": closes})
    version = Version(
        id=VERSION,
        agreement_id=programme.agreement_id,
        number=1,
        state=state,
        programme=programme,
        programme_sha256="",
        rehearsal=False,
        board_on=None,
        public_signing_on=programme.timeline.public_signing_on,
        ratification_due=programme.timeline.ratification_due,
    )
    return VersionRecord(version, statuses, {}, Signing(PUBLIC, ()))


@pytest.mark.parametrize(
    ("closes", "ends_at"),
    [
        pytest.param(date(2027, 2, 26), datetime(2027, 2, 27, tzinfo=UTC), id="winter"),
        pytest.param(date(2027, 6, 10), datetime(2027, 6, 10, 23, tzinfo=UTC), id="summer"),
        pytest.param(
            date(2027, 3, 28), datetime(2027, 3, 30, 23, tzinfo=UTC), id="easter-sunday-of-spring"
        ),
        pytest.param(date(2027, 10, 31), datetime(2027, 11, 2, tzinfo=UTC), id="sunday-of-autumn"),
    ],
)
def test_the_review_window_closes_at_midnight_in_london_and_not_a_moment_earlier(
    closes: date, ends_at: datetime
) -> None:
    record = a_record(closes=closes)
    assert not is_open(Gate.REVIEW_WINDOW, record, ends_at - MICROSECOND)
    assert is_open(Gate.REVIEW_WINDOW, record, ends_at)


def test_the_review_window_opens_when_its_first_day_begins_in_london() -> None:
    record = a_record(VersionState.PLANNED)
    begins_at = datetime(2026, 12, 1, tzinfo=UTC)
    assert not is_open(Gate.WINDOW_OPENS, record, begins_at - MICROSECOND)
    assert is_open(Gate.WINDOW_OPENS, record, begins_at)


@pytest.mark.parametrize("state", VersionState)
def test_the_board_gate_opens_only_by_a_decision_that_ends_the_wait(state: VersionState) -> None:
    assert is_open(Gate.BOARD_DECISION, a_record(state), NOON) == (state not in BEFORE_APPROVAL)


@pytest.mark.parametrize("state", VersionState)
def test_the_signing_gate_opens_only_when_the_agreement_is_sealed(state: VersionState) -> None:
    waits = [*BEFORE_APPROVAL, VersionState.SIGNING]
    assert is_open(Gate.PUBLIC_SIGNING, a_record(state), NOON) == (state not in waits)


@pytest.mark.parametrize("status", PlaceStatus)
def test_the_places_gate_waits_for_every_place_that_has_no_outcome(status: PlaceStatus) -> None:
    record = a_record(VersionState.RATIFYING, **{EAST: PlaceStatus.RATIFIED, WEST: status})
    assert is_open(Gate.PLACES_SETTLED, record, NOON) == (status in SETTLED)


def test_silence_keeps_the_places_gate_closed_for_ever() -> None:
    record = a_record(VersionState.RATIFYING, **{EAST: PlaceStatus.AWAITING_DECISION})
    assert not is_open(Gate.PLACES_SETTLED, record, NOON + timedelta(days=10_000))


def test_a_gate_takes_no_moment_without_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(Gate.REVIEW_WINDOW, a_record(), datetime(2027, 2, 27))  # noqa: DTZ001  # The fault.


DUE = Review(VERSION, 1, ReviewState.OPEN, date(2028, 6, 24), date(2028, 4, 25), date(2028, 5, 25))


def test_returns_are_taken_until_their_day_whoever_has_answered() -> None:
    assert not is_review_gate_open(ReviewGate.RETURNS_DUE, DUE, date(2028, 5, 24))
    assert is_review_gate_open(ReviewGate.RETURNS_DUE, DUE, date(2028, 5, 25))


@pytest.mark.parametrize("state", ReviewState)
def test_the_outcome_gate_opens_only_when_the_review_is_closed(state: ReviewState) -> None:
    review = Review(VERSION, 1, state, DUE.due_on, DUE.opens_on, DUE.returns_due_on)
    is_it = is_review_gate_open(ReviewGate.OUTCOME, review, date(2030, 1, 1))
    assert is_it == (state == ReviewState.CLOSED)


@pytest.mark.parametrize(
    ("state", "superseded_by", "said"),
    [
        (VersionState.REJECTED, None, "The board rejected version 1."),
        (
            VersionState.SUPERSEDED,
            None,
            "The board approved other words than those of version 1: launch `amend`.",
        ),
        (VersionState.SUPERSEDED, "v2", "Version 1 is superseded by v2."),
        (VersionState.ENDED, None, "The agreement has ended, and version 1 with it."),
        (VersionState.IN_EFFECT, "v2", ""),
        (VersionState.LAPSED, None, ""),
    ],
)
def test_a_version_that_is_over_says_how_it_ended(
    state: VersionState, superseded_by: str | None, said: str
) -> None:
    version = replace(a_record(state).version, superseded_by=superseded_by)
    assert ending(version) == said


@pytest.mark.parametrize(
    "state", [VersionState.REJECTED, VersionState.SUPERSEDED, VersionState.ENDED]
)
def test_a_version_that_is_over_passes_every_gate_and_needs_no_run(state: VersionState) -> None:
    record = a_record(state, east=PlaceStatus.AWAITING_DECISION)
    assert all(is_open(gate, record, NOON) for gate in Gate)
    assert not is_under_way(record.version)


def test_a_version_frozen_from_the_start_passes_the_gates_of_the_window() -> None:
    record = a_record(VersionState.AWAITING_APPROVAL, closes=date(2030, 1, 1))
    assert is_open(Gate.WINDOW_OPENS, record, datetime(2020, 1, 1, tzinfo=UTC))
    assert is_open(Gate.REVIEW_WINDOW, record, NOON)
    assert not is_open(Gate.BOARD_DECISION, record, NOON)
    assert is_under_way(record.version)
