"""A place never meets: its waiting ages, is escalated, and is never taken as consent: S20."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.domain.decision import Outcome
from concordat.domain.facts import Fact
from concordat.domain.rules import EscalationRule
from concordat.domain.states import COUNTED, PlaceStatus, VersionState
from concordat.services.office import Office
from concordat.services.papers import PapersSent, record_papers
from concordat.services.standing import standing
from concordat.status_table import status_table
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    advance,
    clock_of,
    place_decided,
    place_of,
    version_of,
)
from tests.scenarios.deciding import (
    TODAY,
    all_asked,
    check_sound,
    owed,
    reconfigured,
    said_of,
    with_body,
)

FIRST = date(2027, 7, 8)
"""Ten working days after the meeting of 24 June at which East was expected."""
SECOND = date(2027, 7, 22)


def silent_at(office: Office, *places: str) -> Office:
    """Ask places, with papers for their first meeting, at which nothing is decided."""
    all_asked(office, *places)
    for place in places:
        meeting = place_of(office, place).ratification.expected_on
        assert meeting is not None
        record_papers(office, VERSION, place, PapersSent(meeting, TODAY))
    return office


def test_s20_a_silent_place_is_escalated_to_itself_then_to_the_facilitator_and_no_further(
    both_signed_office: Office,
) -> None:
    office = silent_at(both_signed_office, EAST)
    clock_of(office).at(FIRST - timedelta(days=1), 23, 59)
    assert advance(office, EAST) == ()
    clock_of(office).at(FIRST, 0)
    assert advance(office, EAST) == ("Escalate",)
    clock_of(office).at(SECOND, 9)
    assert advance(office, EAST) == ("Escalate",)
    clock_of(office).at(date(2028, 6, 1))
    assert advance(office, EAST) == ()
    first, second = sorted(owed(office, "decision-escalated"), key=lambda n: n.id)
    assert first.to == (
        "chair@east.example.org",
        "vcse-lead@east.example.org",
        "clerk@east.example.org",
    )
    assert second.to == ("lead@facilitator.example.org",)
    assert [said["to"] for said in said_of(office, Fact.DECISION_ESCALATED)] == [
        "the place",
        "the facilitator",
    ]
    assert "waiting 49 days, 14 past its meeting" in first.params["what"]
    check_sound(office)


@pytest.mark.parametrize("at_most", [0, 1])
def test_s20_config_says_how_often_and_after_how_long(
    both_signed_office: Office, at_most: int
) -> None:
    office = silent_at(both_signed_office, EAST)
    rule = EscalationRule(after_working_days=3, at_most=at_most)
    reconfigured(office, replace(version_of(office).programme, escalation=rule))
    clock_of(office).at(date(2027, 6, 29))
    assert advance(office, EAST) == ("Escalate",) * at_most
    clock_of(office).at(date(2028, 1, 1))
    assert advance(office, EAST) == ()
    assert len(owed(office, "decision-escalated")) == at_most


def test_s20_where_no_meeting_is_known_the_waiting_counts_from_the_asking(
    both_signed_office: Office,
) -> None:
    office = with_body(both_signed_office, "shared-board", meetings=())
    all_asked(office, EAST)
    assert place_of(office, EAST).ratification.expected_on is None
    clock_of(office).at(date(2027, 6, 3))
    assert advance(office, EAST) == ()
    clock_of(office).at(date(2027, 6, 4))
    assert advance(office, EAST) == ("Escalate",)
    [told] = owed(office, "decision-escalated")
    assert "waiting 15 days" in told.params["what"]


def test_s20_a_deferral_begins_the_waiting_anew(both_signed_office: Office) -> None:
    office = silent_at(both_signed_office, EAST)
    clock_of(office).at(FIRST)
    advance(office, EAST)
    place_decided(office, EAST, Outcome.DEFERRED, decided_on=FIRST)
    found = place_of(office, EAST).ratification
    assert (found.escalations, found.escalated_on) == (0, None)
    clock_of(office).at(date(2027, 10, 7))
    assert advance(office, EAST) == ("Escalate",)
    assert len(owed(office, "decision-escalated")) == 2
    check_sound(office)


def test_s20_the_standing_and_the_status_show_the_age(both_signed_office: Office) -> None:
    office = silent_at(both_signed_office, EAST, NORTH)
    place_decided(office, NORTH)
    clock_of(office).at(date(2027, 10, 1))
    with office.register.reading() as view:
        found = standing(view, VERSION)
    east = found.places[EAST]
    assert east.age is not None
    assert (east.age.since, east.age.waiting) == (TODAY, 134)
    assert (east.age.past_expected, east.age.past_due) == (99, 1)
    assert found.as_json()["places"][EAST]["age"]["waiting"] == 134
    assert found.places[NORTH].age is None
    assert found.places[WEST].age is None
    shown = " ".join(status_table(found).split())
    assert "past its meeting" in shown


@given(days=st.lists(st.integers(min_value=0, max_value=400), max_size=6))
@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_s20_silence_is_never_consent_however_long_it_lasts(
    signed_office: Office, days: list[int]
) -> None:
    office = all_asked(signed_office, EAST, NORTH, WEST)
    for step in days:
        clock_of(office).advance(days=step)
        for place in (EAST, NORTH, WEST):
            advance(office, place)
        advance(office)
    for place in (EAST, NORTH, WEST):
        found = place_of(office, place).ratification
        assert found.status == PlaceStatus.AWAITING_DECISION
        assert found.status not in COUNTED
        assert (found.effective_on, found.record_sha256) == (None, None)
        assert found.escalations <= EscalationRule().at_most
    assert version_of(office).state == VersionState.RATIFYING
    assert version_of(office).effective_on is None
