from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import Review
from concordat.domain.rules import EffectRule, PlaceId
from concordat.domain.states import ReviewState, VersionState
from concordat.domain.term import EffectSpan, Term
from concordat.services.certify import issue_certificate
from concordat.services.discharge import discharge_condition
from concordat.services.office import Office
from concordat.services.register import WakeKind
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    a_programme,
    advance,
    an_office,
    clock_of,
    engine_of,
    everywhere_ratified,
    facts_of,
    go_to,
    marks,
    place_asked,
    place_decided,
    ratified,
    rows_of,
    version_of,
)


@pytest.fixture
def office(signed_office: Office) -> Office:
    """Begin every life here at the end of the public signing."""
    return signed_office


def settle_the_rest_by_decline(office: Office, *places: PlaceId) -> None:
    for place in places:
        place_decided(office, place, Outcome.DECLINED)
        advance(office, place)


def test_the_agreement_takes_effect_on_the_day_the_last_place_needed_ratified(
    office: Office,
) -> None:
    ratified(office, NORTH)
    assert advance(office) == ()
    ratified(office, EAST)
    assert advance(office) == ("TakeEffect",)
    version = version_of(office)
    assert (version.state, version.effective_on) == (VersionState.IN_EFFECT, date(2027, 6, 24))


def test_a_mandatory_place_is_waited_for_however_many_others_have_ratified(
    office: Office,
) -> None:
    ratified(office, NORTH)
    ratified(office, WEST)
    clock_of(office).advance(days=300)
    assert advance(office) == ()
    assert version_of(office).state == VersionState.RATIFYING


def test_the_days_after_are_waited_for(tmp_path: Path) -> None:
    rule = EffectRule(at_least=1, after_days=14)
    office = an_office(tmp_path, a_programme(timeline={"effect": rule}))
    ratified(office, EAST)
    assert advance(office) == ()
    clock_of(office).at(date(2027, 7, 7), 23, 59)
    assert advance(office) == ()
    clock_of(office).advance(minutes=1)
    assert advance(office) == ("TakeEffect",)
    assert version_of(office).effective_on == date(2027, 7, 8)
    engine_of(office).dispose()


def test_a_condition_counts_from_the_day_it_was_discharged(office: Office) -> None:
    ratified(office, NORTH)
    ratified(office, EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION)
    assert advance(office) == ()
    go_to(office, date(2027, 9, 23))
    discharge_condition(office, VERSION, EAST, date(2027, 9, 20), "Paper 7")
    assert advance(office) == ("TakeEffect",)
    assert version_of(office).effective_on == date(2027, 9, 20)


def test_a_place_that_ratifies_after_the_effect_does_not_move_it(office: Office) -> None:
    place_asked(office, WEST)
    ratified(office, NORTH)
    ratified(office, EAST)
    advance(office)
    before = version_of(office)
    clock_of(office).advance(days=10)
    ratified(office, WEST)
    assert advance(office) == ()
    assert version_of(office) == before


def test_the_first_review_is_scheduled_with_the_effect_and_its_run_asked_for(
    office: Office,
) -> None:
    everywhere_ratified(office)
    with office.register.reading() as view:
        review = view.review(VERSION, 1)
        wakes = [(w.kind, w.subject) for w in view.wakes()]
    assert review.state == ReviewState.SCHEDULED
    assert (review.due_on, review.opens_on) == (date(2028, 6, 24), date(2028, 4, 25))
    assert (WakeKind.SCHEDULE_REVIEW, "1") in wakes


def test_every_partner_is_told_of_the_effect(office: Office) -> None:
    everywhere_ratified(office)
    with office.register.reading() as view:
        told = [n for n in view.unsent_notices() if n.template == "effect-begun"]
    assert len(told) == 4
    assert told[0].params["effective_on"] == "2027-06-24"


def test_no_certificate_is_issued_before_every_place_has_its_outcome(office: Office) -> None:
    ratified(office, NORTH)
    ratified(office, EAST)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="Not every place"):
        issue_certificate(office, VERSION)
    assert rows_of(office) == before


def test_no_certificate_is_issued_while_a_condition_is_open(office: Office) -> None:
    settle_the_rest_by_decline(office, NORTH, WEST)
    ratified(office, EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION)
    with pytest.raises(NotAllowed, match="Not every place"):
        issue_certificate(office, VERSION)


def test_the_certificate_is_sealed_and_sent_to_every_partner(office: Office) -> None:
    everywhere_ratified(office)
    issue_certificate(office, VERSION)
    sha256 = version_of(office).certificate_sha256
    assert sha256 is not None
    made = office.store.get(sha256)
    assert marks(made) == ["seal"]
    assert b"East=ratified North=ratified West=ratified" in made
    with office.register.reading() as view:
        told = [n for n in view.unsent_notices() if n.template == "certificate-issued"]
        head = [e for e in view.trail() if e.fact == Fact.CERTIFICATE_ISSUED]
    assert {n.attachments[0][1] for n in told} == {sha256}
    assert len(told) == 4
    assert head[0].data["trail_entries"] == head[0].number - 1
    assert head[0].data["trail_head"] == head[0].previous_sha256


def test_the_certificate_shows_dissent_beside_consent(office: Office) -> None:
    settle_the_rest_by_decline(office, NORTH)
    ratified(office, WEST, Outcome.RATIFIED_WITH_RESERVATION)
    ratified(office, EAST)
    issue_certificate(office, VERSION)
    sha256 = version_of(office).certificate_sha256
    assert sha256 is not None
    says = b"East=ratified North=declined West=ratified with reservation"
    assert says in office.store.get(sha256)


def test_a_second_certificate_is_not_issued(office: Office) -> None:
    everywhere_ratified(office)
    issue_certificate(office, VERSION)
    before = rows_of(office)
    clock_of(office).advance(days=1)
    issue_certificate(office, VERSION)
    assert rows_of(office) == before


def test_a_place_whose_validity_ended_is_not_asked(tmp_path: Path) -> None:
    programme = a_programme()
    east, north, west = programme.places
    ended = replace(west, valid_to=date(2027, 3, 31))
    office = an_office(tmp_path, replace(programme, places=(east, north, ended)))
    with office.register.reading() as view:
        assert [r.place_id for r in view.ratifications(VERSION)] == [EAST, NORTH]
    assert facts_of(office) == [Fact.VERSION_REGISTERED]
    engine_of(office).dispose()


def test_effect_that_begins_again_is_a_span_of_its_own(ratified_office: Office) -> None:
    """A suspension is made here by hand: what matters is how the effect begins after it."""
    with ratified_office.register.writing() as tx:
        [span] = tx.records(EffectSpan, VERSION)
        tx.save(replace(span, ceased_on=date(2027, 8, 1), because="too few places"))
        tx.save(replace(tx.version(VERSION), state=VersionState.RATIFYING))
        tx.record(Fact.EFFECT_SUSPENDED, VERSION, {})
    go_to(ratified_office, date(2027, 9, 1))
    assert advance(ratified_office) == ("TakeEffect",)
    with ratified_office.register.reading() as view:
        spans = view.records(EffectSpan, VERSION)
        assert [(s.number, s.began_on) for s in spans] == [
            (1, date(2027, 6, 24)),
            (2, date(2027, 8, 1)),
        ]
        assert len(view.records(Term, VERSION)) == 1
        assert len(view.records(Review, VERSION)) == 1
        begun = [n for n in view.unsent_notices() if n.template == "effect-begun"]
    assert len(begun) == 2 * 4
    assert version_of(ratified_office).effective_on == date(2027, 8, 1)
