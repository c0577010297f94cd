from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from concordat.domain.ageing import Age, age, escalation_due
from concordat.domain.decision import Decision, Outcome
from concordat.domain.record import PlaceRecord, Ratification, Version
from concordat.domain.signature import Signing
from concordat.domain.states import UNDECIDED, PlaceStatus, VersionState
from tests.fakes import EAST, VERSION, a_programme

ASKED_AT = datetime(2027, 5, 20, 9, tzinfo=UTC)
MEETING = date(2027, 6, 24)
DUE = date(2027, 9, 30)


def a_version(state: VersionState = VersionState.RATIFYING) -> Version:
    return Version(
        id=VERSION,
        agreement_id="example-mou",
        number=1,
        state=state,
        programme=a_programme(),
        programme_sha256="",
        rehearsal=False,
        board_on=None,
        public_signing_on=date(2027, 5, 20),
        ratification_due=DUE,
    )


def a_place(decision: Decision | None = None, **changes: object) -> PlaceRecord:
    ratification = Ratification(
        VERSION, EAST, PlaceStatus.AWAITING_DECISION, requested_at=ASKED_AT, expected_on=MEETING
    )
    place = a_programme().place(EAST)
    changed = replace(ratification, **changes)  # type: ignore[arg-type]  # By name.
    return PlaceRecord(place, changed, decision, Signing(EAST, place.signatories))


def a_deferral(on: date) -> Decision:
    return Decision(VERSION, EAST, 1, Outcome.DEFERRED, on, "1", ASKED_AT, "director")


def test_a_place_ages_from_its_asking_past_its_meeting_and_past_the_due_date() -> None:
    found = age(a_place(), a_version(), date(2027, 10, 2))
    assert found == Age(date(2027, 5, 20), 135, MEETING, 100, 2)
    assert found.in_words == "waiting 135 days, 100 past its meeting, 2 past the due date"


def test_what_is_not_overdue_is_not_said() -> None:
    found = age(a_place(), a_version(), date(2027, 5, 21))
    assert found is not None
    assert (found.past_expected, found.past_due, found.in_words) == (0, 0, "waiting 1 day")


def test_a_deferral_begins_the_age_anew() -> None:
    deferred = a_place(a_deferral(MEETING), status=PlaceStatus.DEFERRED, expected_on=None)
    found = age(deferred, a_version(), date(2027, 7, 1))
    assert found is not None
    assert (found.since, found.waiting, found.past_expected) == (MEETING, 7, None)
    assert found.counts_from == MEETING


@pytest.mark.parametrize("status", [s for s in PlaceStatus if s not in UNDECIDED])
def test_a_place_that_has_nothing_to_decide_has_no_age(status: PlaceStatus) -> None:
    settled = a_place(status=status)
    assert age(settled, a_version(), DUE) is None
    assert not escalation_due(settled, a_version(), DUE)


@pytest.mark.parametrize(
    "state", [VersionState.LAPSED, VersionState.SUPERSEDED, VersionState.ENDED]
)
def test_nothing_ages_once_the_version_asks_no_more(state: VersionState) -> None:
    assert age(a_place(), a_version(state), DUE) is None


def test_a_place_never_asked_has_no_age() -> None:
    assert age(a_place(requested_at=None), a_version(), DUE) is None


@pytest.mark.parametrize(
    ("today", "escalations", "escalated_on", "due"),
    [
        (date(2027, 7, 7), 0, None, False),
        (date(2027, 7, 8), 0, None, True),
        (date(2027, 7, 21), 1, date(2027, 7, 8), False),
        (date(2027, 7, 22), 1, date(2027, 7, 8), True),
        (date(2028, 7, 22), 2, date(2027, 7, 22), False),
    ],
)
def test_an_escalation_is_due_after_so_many_working_days_and_never_more_than_so_often(
    today: date, escalations: int, escalated_on: date | None, due: bool
) -> None:
    record = a_place(escalations=escalations, escalated_on=escalated_on)
    assert escalation_due(record, a_version(), today) == due


def test_a_meeting_later_than_the_last_escalation_is_waited_for() -> None:
    record = a_place(escalations=1, escalated_on=date(2027, 7, 8), expected_on=date(2027, 9, 23))
    assert not escalation_due(record, a_version(), date(2027, 10, 6))
    assert escalation_due(record, a_version(), date(2027, 10, 7))
