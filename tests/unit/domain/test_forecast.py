"""When the agreement is to take effect, and what would bring that forward."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from concordat.domain.bringing_forward import Sooner, bringing_forward
from concordat.domain.decision import Decision, Outcome
from concordat.domain.forecast import forecast, ready_on
from concordat.domain.membership import Leaver, Withdrawal
from concordat.domain.pace import Pace
from concordat.domain.place_forecast import Assumed, Outlook, PlaceForecast
from concordat.domain.programme import PreElectionPeriod, Programme, programme_sha256
from concordat.domain.record import PlaceRecord, Ratification, Version, VersionRecord
from concordat.domain.rules import AmendmentClass, EffectRule, PlaceId, SigningRule, UrgentDecision
from concordat.domain.signature import PUBLIC, Signing
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.term import EffectSpan
from tests.fakes import EAST, NORTH, VERSION, WEST, a_programme

ALL = (EAST, NORTH, WEST)
SEALED_AT = datetime(2027, 5, 20, 15, tzinfo=UTC)
TODAY = date(2027, 5, 21)
SHARED_MEETS, NORTH_MEETS = date(2027, 6, 24), date(2027, 6, 10)
NORTH_SIGNS = date(2027, 6, 18)
AWAITING = PlaceStatus.AWAITING_DECISION


def a_version(programme: Programme | None = None, **changes: object) -> Version:
    made = programme or a_programme()
    version = Version(
        id=VERSION,
        agreement_id=made.agreement_id,
        number=1,
        state=VersionState.RATIFYING,
        programme=made,
        programme_sha256=programme_sha256(made),
        rehearsal=False,
        board_on=date(2027, 3, 30),
        public_signing_on=date(2027, 5, 20),
        ratification_due=date(2027, 9, 30),
        sealed_at=SEALED_AT,
    )
    return replace(version, **changes)  # type: ignore[arg-type]  # By name.


def a_decision(place: PlaceId, outcome: Outcome, **changes: object) -> Decision:
    made = Decision(VERSION, place, 1, outcome.value, TODAY, "1", SEALED_AT, "director")
    return replace(made, **changes)  # type: ignore[arg-type]  # By name.


def an_outlook(
    version: Version | None = None,
    ratifications: Mapping[PlaceId, Ratification] | None = None,
    *,
    today: date = TODAY,
    pace: Pace | None = None,
    decisions: Sequence[Decision] = (),
    predecessors: Mapping[PlaceId, Ratification] | None = None,
    papers: Mapping[str, set[date]] | None = None,
    record: Mapping[str, object] | None = None,
) -> Outlook:
    made = version or a_version()
    found = {p: Ratification(VERSION, p, AWAITING, expected_on=None) for p in ALL}
    found |= ratifications or {}
    of = {d.place_id: d for d in decisions}
    places = tuple(
        PlaceRecord(
            made.programme.place(p),
            r,
            of.get(p),
            Signing(p, made.programme.place(p).signatories),
            predecessor=(predecessors or {}).get(p),
        )
        for p, r in found.items()
    )
    statuses = {str(p): r.status for p, r in found.items()}
    dates = {str(p): r.effective_on for p, r in found.items() if r.effective_on}
    whole = VersionRecord(made, statuses, dates, Signing(PUBLIC, ()))
    whole = replace(whole, **(record or {}))  # type: ignore[arg-type]  # By name.
    return Outlook(whole, places, today, pace or Pace(), papers or {})


def at(place: PlaceId, status: PlaceStatus, **changes: object) -> dict[PlaceId, Ratification]:
    made = Ratification(VERSION, place, status)
    return {place: replace(made, **changes)}  # type: ignore[arg-type]  # By name.


def earliest(outlook: Outlook) -> date | None:
    return forecast(outlook, Assumed()).on


def of(outlook: Outlook, place: PlaceId, assumed: Assumed | None = None) -> PlaceForecast:
    return forecast(outlook, assumed or Assumed()).places[place]


def meeting_in(programme: Programme, body: str, *meetings: date, **changes: object) -> Programme:
    bodies = tuple(
        replace(b, meetings=meetings or b.meetings, **changes) if b.id == body else b  # type: ignore[arg-type]
        for b in programme.bodies
    )
    return replace(programme, bodies=bodies)


def test_at_the_earliest_every_body_decides_at_its_next_meeting() -> None:
    found = forecast(an_outlook(), Assumed())
    assert found.places[EAST] == PlaceForecast(SHARED_MEETS, SHARED_MEETS)
    assert found.places[NORTH] == PlaceForecast(NORTH_SIGNS, NORTH_MEETS)
    assert found.on == SHARED_MEETS
    assert found.lacks == ()


def test_the_days_after_the_threshold_are_added() -> None:
    programme = a_programme(timeline={"effect": EffectRule(at_least=1, after_days=10)})
    assert earliest(an_outlook(a_version(programme))) == date(2027, 6, 28)


def test_a_mandatory_place_is_waited_for() -> None:
    programme = a_programme(timeline={"effect": EffectRule(at_least=1, including=(WEST,))})
    assert earliest(an_outlook(a_version(programme))) == SHARED_MEETS


def test_signing_takes_the_working_days_that_are_assumed() -> None:
    found = of(an_outlook(), NORTH, Assumed(signing_days=5))
    assert found.counts_on == date(2027, 6, 25)


def test_a_body_that_is_likely_to_put_it_off_decides_at_a_later_meeting() -> None:
    assert of(an_outlook(), EAST, Assumed(meetings=2)).meeting_on == date(2027, 9, 23)
    never = of(an_outlook(), EAST, Assumed(meetings=3))
    assert (never.counts_on, never.why_not) == (None, "Shared Board lists no meeting in time")


def test_a_meeting_whose_papers_are_late_is_passed_over_unless_they_were_sent() -> None:
    late = date(2027, 6, 17)
    assert of(an_outlook(today=late), EAST).meeting_on == date(2027, 9, 23)
    sent = an_outlook(today=late, papers={EAST: {SHARED_MEETS}})
    assert of(sent, EAST).meeting_on == SHARED_MEETS
    assert of(sent, WEST).meeting_on == date(2027, 9, 23)


def test_a_deferred_place_decides_at_the_meeting_it_is_expected_at() -> None:
    deferred = at(EAST, PlaceStatus.DEFERRED, expected_on=date(2027, 9, 23))
    assert of(an_outlook(ratifications=deferred), EAST).meeting_on == date(2027, 9, 23)


def test_a_body_decides_nothing_after_it_is_retired() -> None:
    programme = meeting_in(a_programme(), "shared-board", valid_to=date(2027, 6, 30))
    outlook = an_outlook(a_version(programme), today=date(2027, 6, 25))
    assert of(outlook, EAST).counts_on is None


def test_a_place_is_not_asked_before_it_exists_nor_in_a_pre_election_period() -> None:
    programme = a_programme()
    places = tuple(replace(p, valid_from=date(2027, 7, 1)) for p in programme.places)
    asked = at(EAST, PlaceStatus.NOT_STARTED)
    later = an_outlook(a_version(replace(programme, places=places)), asked)
    assert of(later, EAST).meeting_on == date(2027, 9, 23)
    period = PreElectionPeriod(date(2027, 6, 1), date(2027, 6, 30), "a poll", (EAST,))
    held = a_version(replace(programme, pre_election_periods=(period,)))
    today = date(2027, 6, 2)
    assert of(an_outlook(held, asked, today=today), EAST).meeting_on == date(2027, 9, 23)


def test_a_record_is_not_signed_in_a_pre_election_period() -> None:
    period = PreElectionPeriod(date(2027, 6, 1), date(2027, 6, 30), "a poll", (EAST,))
    held = a_version(a_programme(pre_election_periods=(period,)))
    assert of(an_outlook(held), EAST).counts_on == date(2027, 7, 1)


def test_what_has_happened_counts_as_it_happened() -> None:
    done = at(EAST, PlaceStatus.RATIFIED, effective_on=date(2027, 5, 21))
    called = at(NORTH, PlaceStatus.IN_CALL_IN, call_in_until=date(2027, 5, 25))
    signing = at(WEST, PlaceStatus.SIGNING)
    decision = a_decision(WEST, Outcome.RATIFIED, effective_from=date(2027, 7, 1))
    found = an_outlook(ratifications={**done, **called, **signing}, decisions=[decision])
    assert of(found, EAST).counts_on == date(2027, 5, 21)
    assert of(found, NORTH).counts_on == date(2027, 5, 26)
    assert of(found, WEST).counts_on == date(2027, 7, 1)
    assert earliest(found) == date(2027, 5, 26)


def test_a_place_that_declined_or_is_subject_to_a_condition_is_not_expected_to_count() -> None:
    states = {
        **at(EAST, PlaceStatus.DECLINED),
        **at(NORTH, PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION),
        **at(WEST, PlaceStatus.WITHDRAWN),
    }
    found = forecast(an_outlook(ratifications=states), Assumed())
    assert found.on is None
    assert found.lacks == (
        "East: declined.",
        "North: its condition is not discharged.",
        "West: withdrawn.",
    )


def test_a_place_that_leaves_before_that_day_is_not_counted_on_it() -> None:
    leaves = Withdrawal(VERSION, 1, Leaver.PLACE, NORTH, TODAY, date(2027, 6, 20), "")
    programme = a_programme(timeline={"effect": EffectRule(at_least=3)})
    outlook = an_outlook(a_version(programme), record={"withdrawals": (leaves,)})
    assert earliest(outlook) is None


def test_a_place_takes_over_what_it_ratified_before() -> None:
    earlier = Ratification(
        "example-mou-v0", EAST, PlaceStatus.RATIFIED, effective_on=date(2026, 1, 5)
    )
    outlook = an_outlook(
        ratifications=at(EAST, PlaceStatus.NOT_STARTED), predecessors={EAST: earlier}
    )
    assert of(outlook, EAST).counts_on == date(2026, 1, 5)


def test_before_the_public_signing_the_places_are_asked_on_its_day() -> None:
    signing = a_version(state=VersionState.SIGNING, sealed_at=None)
    assert ready_on(an_outlook(signing, today=date(2027, 4, 1)), Assumed()) == date(2027, 5, 20)
    assert ready_on(an_outlook(signing, today=date(2027, 5, 28)), Assumed()) == date(2027, 5, 28)
    period = PreElectionPeriod(date(2027, 5, 1), date(2027, 6, 30), "a general election")
    held = a_version(
        a_programme(pre_election_periods=(period,)), state=VersionState.SIGNING, sealed_at=None
    )
    assert ready_on(an_outlook(held), Assumed()) == date(2027, 7, 1)


def test_a_board_whose_day_has_passed_decides_at_its_next_meeting_and_the_rest_moves_with_it() -> (
    None
):
    waits = a_version(state=VersionState.AWAITING_APPROVAL, sealed_at=None)
    on_time = an_outlook(waits, today=date(2027, 3, 1))
    assert ready_on(on_time, Assumed()) == date(2027, 5, 20)
    passed = an_outlook(waits, today=date(2027, 4, 1))
    assert ready_on(passed, Assumed()) == date(2027, 7, 15)
    slow = Assumed(meetings=2)
    assert ready_on(on_time, slow) == date(2027, 7, 15)
    nowhere = an_outlook(waits, today=date(2027, 6, 1))
    assert ready_on(nowhere, Assumed()) is None
    found = forecast(nowhere, Assumed())
    assert (found.on, found.lacks) == (
        None,
        ("ICB board lists no meeting at which it is to decide.",),
    )
    assert found.places[EAST].why_not == "it cannot be asked yet"


def test_a_board_that_has_no_day_yet_decides_at_its_next_meeting() -> None:
    waits = a_version(state=VersionState.APPROVAL_DEFERRED, sealed_at=None, board_on=None)
    assert ready_on(an_outlook(waits, today=date(2027, 4, 1)), Assumed()) == date(2027, 5, 20)


def test_an_amendment_that_no_board_decides_and_nobody_signs_waits_for_neither() -> None:
    programme = a_programme(timeline={"public_signing": ()})
    editorial = a_version(
        programme,
        state=VersionState.AWAITING_APPROVAL,
        sealed_at=None,
        board_on=None,
        amendment=AmendmentClass.EDITORIAL,
        public_signing_on=TODAY,
    )
    assert ready_on(an_outlook(editorial, today=date(2027, 12, 1)), Assumed()) == date(2027, 12, 1)


def test_an_agreement_in_effect_is_so_since_its_day_and_one_that_is_over_has_none() -> None:
    since = date(2027, 6, 24)
    in_effect = a_version(state=VersionState.IN_EFFECT, effective_on=since)
    assert earliest(an_outlook(in_effect)) == since
    over = forecast(an_outlook(a_version(state=VersionState.LAPSED)), Assumed())
    assert (over.on, over.lacks) == (None, ("Version 1 is lapsed.",))


def test_a_suspended_agreement_takes_effect_again_after_its_span() -> None:
    span = EffectSpan(VERSION, 1, date(2027, 5, 20), (EAST, WEST), date(2028, 1, 1), "")
    assert earliest(an_outlook(record={"span": span})) == date(2028, 1, 1)


def test_the_pace_is_that_of_half_of_the_records_once_there_are_enough() -> None:
    rule = SigningRule(reminder_every_working_days=5)
    assert Pace(signing=(1, 2)).signing_days(rule) == 5
    assert Pace(signing=(1, 2, 9)).signing_days(rule) == 2
    assert Pace(signing=(1, 2, 3, 9)).signing_days(rule) == 3


@pytest.mark.parametrize(
    ("put_off", "decisions", "meeting"), [(0, 0, 1), (1, 2, 1), (2, 3, 2), (9, 10, 6)]
)
def test_a_body_decides_when_it_has_more_likely_than_not(
    put_off: int, decisions: int, meeting: int
) -> None:
    assert Pace(decisions, put_off).meetings == meeting


def test_the_pace_says_what_it_rests_on() -> None:
    assert Pace().in_words.startswith("Nothing has been decided yet")
    assert "too few records" in Pace(4, 1, (2,)).in_words
    assert Pace(4, 1, (2, 2, 3)).in_words == (
        "1 of 4 decisions so far were put off; half of the records were signed within 2 working days."
    )


def sooner(outlook: Outlook) -> tuple[Sooner, ...]:
    return bringing_forward(outlook, forecast(outlook, outlook.likely))


def urgent(programme: Programme, body: str) -> Programme:
    return meeting_in(
        programme, body, urgent_decision=UrgentDecision("the chair", report_back=True)
    )


def needing(at_least: int) -> Programme:
    return a_programme(timeline={"effect": EffectRule(at_least=at_least)})


def test_a_decision_between_meetings_brings_it_forward_where_the_body_allows_one() -> None:
    outlook = an_outlook(a_version(urgent(needing(1), "shared-board")))
    found = sooner(outlook)
    assert [s.places for s in found] == [(EAST,), (WEST,)]
    assert found[0].acts == ("East: the chair decides between the meetings",)
    assert (found[0].on, found[0].days) == (date(2027, 5, 28), 28)


def test_late_papers_bring_it_forward_with_the_chairs_consent() -> None:
    found = sooner(an_outlook(a_version(needing(1)), today=date(2027, 6, 8)))
    assert found[0].acts == (
        "North: North Cabinet takes late papers, with its chair's consent, on 10 June 2027",
    )
    assert found[0].on == date(2027, 6, 25)


def test_a_waived_call_in_a_signature_and_a_discharge_each_bring_it_forward() -> None:
    states = {
        **at(EAST, PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION),
        **at(NORTH, PlaceStatus.IN_CALL_IN, call_in_until=date(2027, 5, 28)),
        **at(WEST, PlaceStatus.SIGNING),
    }
    decision = a_decision(EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION, condition="If funded.")
    outlook = an_outlook(a_version(needing(2)), states, decisions=[decision])
    assert {s.acts[0]: s.days for s in sooner(outlook)} == {
        "East: its condition is discharged": 10,
        "North: the call-in is waived": 10,
    }
    one = an_outlook(a_version(needing(1)), states, decisions=[decision])
    assert {s.acts[0]: s.days for s in sooner(one)} == {
        "East: its condition is discharged": 7,
        "West: its record is signed today": 7,
    }


def test_places_that_are_equally_late_bring_it_forward_together() -> None:
    outlook = an_outlook(a_version(urgent(needing(3), "shared-board")))
    (found,) = sooner(outlook)
    assert found.places == (EAST, WEST)
    assert found.on == date(2027, 6, 25)


def test_of_a_places_own_ways_the_soonest_stands_in_for_it() -> None:
    programme = urgent(needing(3), "shared-board")
    outlook = an_outlook(a_version(programme), today=date(2027, 6, 22))
    (found,) = sooner(outlook)
    assert [act.partition(": ")[2] for act in found.acts if act.startswith("East")] == [
        "the chair decides between the meetings"
    ]


def test_an_act_that_the_day_does_not_need_is_left_out() -> None:
    timeline = {"effect": EffectRule(at_least=3, including=(NORTH,))}
    programme = urgent(a_programme(timeline=timeline), "shared-board")
    outlook = an_outlook(a_version(programme), at(NORTH, PlaceStatus.SIGNING))
    (found,) = sooner(outlook)
    assert (found.places, found.on) == ((EAST, WEST), date(2027, 5, 28))


def test_what_would_give_a_day_where_there_is_none_is_named() -> None:
    programme = needing(3)
    states = at(EAST, PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION)
    decision = a_decision(EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION, condition="If funded.")
    (found,) = sooner(an_outlook(a_version(programme), states, decisions=[decision]))
    assert (found.acts, found.days) == (("East: its condition is discharged",), None)


def test_nothing_is_named_where_nothing_would_help() -> None:
    assert sooner(an_outlook()) == ()
    declined = {**at(EAST, PlaceStatus.DECLINED), **at(WEST, PlaceStatus.DECLINED)}
    assert sooner(an_outlook(ratifications=declined)) == ()
    assert sooner(an_outlook(a_version(state=VersionState.IN_EFFECT))) == ()
