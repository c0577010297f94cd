"""A council calls in a cabinet's decision, waives the call-in, or lets it run out: S22."""

from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.facts import Fact
from concordat.domain.states import PlaceStatus
from concordat.services.call_in import CallInAct, call_in_decision, waive_call_in
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.decision_checks import HowDecided
from concordat.services.office import Office
from concordat.services.standing import standing
from tests.fakes import (
    NORTH,
    VERSION,
    advance,
    all_signed,
    clock_of,
    go_to,
    place_decided,
    place_of,
)
from tests.scenarios.deciding import (
    all_asked,
    check_sound,
    decisions_of,
    owed,
    refused,
    said_of,
    unchanged,
    with_body,
)

DECIDED, LAST_DAY, NEXT = date(2027, 6, 10), date(2027, 6, 17), date(2027, 9, 9)
WAIVER = CallInAct("the chair of scrutiny", date(2027, 6, 14), "OSC/27/3")
CALLED_IN = CallInAct("the scrutiny committee", date(2027, 6, 15), "OSC/27/4", "Ask the wards.")


def under_call_in(office: Office) -> Office:
    """Have North's cabinet ratify at its first meeting, which its council may call in."""
    all_asked(office, NORTH)
    return place_decided(office, NORTH)


def test_s22_a_call_in_that_nobody_uses_ends_by_itself_and_three_dates_differ(
    both_signed_office: Office,
) -> None:
    office = all_asked(both_signed_office, NORTH)
    go_to(office, date(2027, 6, 11), 9)
    decision = PlaceDecision(
        Outcome.RATIFIED, DECIDED, "NC/27/4", how=HowDecided(effective_from=date(2027, 7, 1))
    )
    decide_place(office, VERSION, NORTH, decision)
    clock_of(office).at(LAST_DAY, 23, 59)
    assert advance(office, NORTH) == ()
    clock_of(office).advance(minutes=1)
    assert advance(office, NORTH) == ("EndCallIn", "DrawRecord", "Invite")
    all_signed(office, NORTH)
    [known] = decisions_of(office, NORTH)
    dates = {
        known.decided_on,
        known.recorded_at.date(),
        place_of(office, NORTH).ratification.effective_on,
    }
    assert dates == {DECIDED, date(2027, 6, 11), date(2027, 7, 1)}
    check_sound(office)


def test_s22_a_waiver_ends_the_call_in_early(both_signed_office: Office) -> None:
    office = under_call_in(both_signed_office)
    go_to(office, date(2027, 6, 14))
    waive_call_in(office, VERSION, NORTH, WAIVER)
    unchanged(office, lambda: waive_call_in(office, VERSION, NORTH, replace(WAIVER, reason=" ")))
    assert place_of(office, NORTH).ratification.status == PlaceStatus.SIGNING
    assert said_of(office, Fact.CALL_IN_WAIVED) == [
        {
            "decision": 1,
            "by": "the chair of scrutiny",
            "on": "2027-06-14",
            "minute_reference": "OSC/27/3",
            "reason": "",
        }
    ]
    all_signed(office, NORTH)
    found = place_of(office, NORTH).ratification
    assert (found.status, found.effective_on) == (PlaceStatus.RATIFIED, date(2027, 6, 14))
    check_sound(office)


def test_s22_a_decision_called_in_is_kept_and_the_place_decides_again(
    both_signed_office: Office,
) -> None:
    office = under_call_in(both_signed_office)
    go_to(office, date(2027, 6, 16))
    call_in_decision(office, VERSION, NORTH, CALLED_IN)
    unchanged(office, lambda: call_in_decision(office, VERSION, NORTH, CALLED_IN))
    found = place_of(office, NORTH).ratification
    assert (found.status, found.call_in_until, found.expected_on) == (
        PlaceStatus.AWAITING_DECISION,
        None,
        NEXT,
    )
    with office.register.reading() as view:
        stands = standing(view, VERSION).places[NORTH]
    assert (stands.decided_on, stands.waiting_for) == (None, ("North Cabinet",))
    told = owed(office, "/called-in/north/1/")
    assert len(told) == 4
    assert "on 9 September 2027" in told[0].params["next"]
    go_to(office, NEXT, 17)
    place_decided(office, NORTH, decided_on=NEXT, minute="NC/27/9")
    clock_of(office).at(date(2027, 9, 17), 0)
    all_signed(office, NORTH)
    assert [d.minute_reference for d in decisions_of(office, NORTH)] == ["north/27/1", "NC/27/9"]
    assert place_of(office, NORTH).ratification.effective_on == date(2027, 9, 17)
    check_sound(office)


def test_s22_what_was_called_in_is_not_recorded_a_second_time(signed_office: Office) -> None:
    office = under_call_in(signed_office)
    go_to(office, date(2027, 6, 16))
    call_in_decision(office, VERSION, NORTH, CALLED_IN)
    unchanged(office, lambda: place_decided(office, NORTH) and None)
    assert place_of(office, NORTH).ratification.status == PlaceStatus.AWAITING_DECISION


def test_s22_each_decision_may_be_called_in(signed_office: Office) -> None:
    office = with_body(under_call_in(signed_office), "north-cabinet", meetings=())
    go_to(office, date(2027, 6, 16))
    call_in_decision(office, VERSION, NORTH, CALLED_IN)
    assert "at a meeting not yet named" in owed(office, "/called-in/north/1/")[0].params["next"]
    place_decided(office, NORTH, decided_on=date(2027, 7, 1), minute="NC/27/6")
    go_to(office, date(2027, 7, 2))
    call_in_decision(office, VERSION, NORTH, replace(CALLED_IN, on=date(2027, 7, 2)))
    assert len(owed(office, "/called-in/north/")) == 8


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"by": " "}, "it is not said who did so"),
        ({"minute_reference": ""}, "where it is minuted"),
        ({"on": date(2027, 6, 9)}, "2027-06-09 is not a day of it"),
        ({"on": date(2027, 6, 17)}, "2027-06-17 is not a day of it"),
    ],
)
def test_s22_neither_a_waiver_nor_a_call_in_can_be_otherwise(
    signed_office: Office, change: dict[str, object], says: str
) -> None:
    office = under_call_in(signed_office)
    go_to(office, date(2027, 6, 16))
    waiver, called_in = replace(WAIVER, **change), replace(CALLED_IN, **change)  # type: ignore[arg-type]  # By name.
    refusal = refused(office, lambda: waive_call_in(office, VERSION, NORTH, waiver), says)
    assert (refusal.place, refusal.state) == (NORTH, "in call-in")
    assert refusal.attempted == "waive the call-in"
    refusal = refused(office, lambda: call_in_decision(office, VERSION, NORTH, called_in), says)
    assert refusal.attempted == "call the decision in"


def test_s22_a_call_in_recorded_late_counts_by_its_own_day(signed_office: Office) -> None:
    office = under_call_in(signed_office)
    clock_of(office).at(date(2027, 6, 21))
    after = replace(CALLED_IN, on=date(2027, 6, 18))
    refused(office, lambda: call_in_decision(office, VERSION, NORTH, after), "to 2027-06-17")
    call_in_decision(office, VERSION, NORTH, CALLED_IN)
    assert place_of(office, NORTH).ratification.status == PlaceStatus.AWAITING_DECISION


def test_s22_a_call_in_has_its_reasons_and_needs_a_decision_under_it(signed_office: Office) -> None:
    office = under_call_in(signed_office)
    go_to(office, date(2027, 6, 16))
    silent = replace(CALLED_IN, reason=" ")
    refused(office, lambda: call_in_decision(office, VERSION, NORTH, silent), "has its reasons")
    waive_call_in(office, VERSION, NORTH, WAIVER)
    refused(
        office, lambda: call_in_decision(office, VERSION, NORTH, CALLED_IN), "cannot happen now"
    )
    other = replace(WAIVER, minute_reference="OSC/27/9")
    refused(office, lambda: waive_call_in(office, VERSION, NORTH, other), "cannot happen now")
