"""S39: the agreement expires without renewal, or is renewed, before the end or after a gap."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.errors import Conflict, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.rules import AmendmentClass
from concordat.domain.states import VersionState
from concordat.domain.steps import WarnTerm
from concordat.domain.term import EffectSpan, Term
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.advance import advance_place, advance_version
from concordat.services.amend import amend
from concordat.services.amendment_checks import Amendment
from concordat.services.certify import issue_certificate
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.office import Office
from concordat.services.renew_term import Renewal, renew_term
from concordat.services.review_cycle import make_report, open_review
from concordat.services.review_outcome import ReviewOutcome, close_review, refuse_review_form
from concordat.services.standing import standing
from concordat.services.term_steps import lapse, warn_term
from tests.fakes import (
    EAST,
    VERSION,
    FakePublisher,
    a_programme,
    advance,
    engine_of,
    facts_of,
    go_to,
    rows_of,
    version_of,
)

BEGAN = date(2027, 6, 24)
ENDS = date(2028, 6, 23)
LAPSED_ON = date(2028, 6, 24)


def terms(office: Office, version_id: str = VERSION) -> tuple[Term, ...]:
    with office.register.reading() as view:
        return view.records(Term, version_id)


def spans(office: Office) -> list[tuple[date, date | None, str | None]]:
    with office.register.reading() as view:
        found = view.records(EffectSpan, VERSION)
    return [(s.began_on, s.ceased_on, s.because) for s in found]


def told(office: Office, change: str) -> list[dict[str, str]]:
    with office.register.reading() as view:
        owed = view.unsent_notices()
    return [n.params for n in owed if n.params.get("change") == change]


def lapsed(office: Office) -> Office:
    go_to(office, LAPSED_ON, 1)
    advance(office)
    return office


def renewed(office: Office, decided_on: date, starts_on: date | None = None) -> Term:
    go_to(office, decided_on, 17)
    return renew_term(office, VERSION, Renewal(decided_on, f"JC/{decided_on}", starts_on))


def refused(office: Office, renewal: Renewal) -> NotAllowed:
    before = rows_of(office)
    with pytest.raises(NotAllowed) as caught:
        renew_term(office, VERSION, renewal)
    assert rows_of(office) == before
    assert caught.value.state == version_of(office).state
    assert caught.value.remedy
    return caught.value


def assert_kept_whole(office: Office) -> None:
    with office.register.reading() as view:
        trail = view.trail()
    with engine_of(office).connect() as connection:
        assert differences(connection, trail) == []
    assert chain_faults([entry.as_line() for entry in trail]) == []


def test_s39_the_first_term_begins_with_the_effect(both_ratified_office: Office) -> None:
    assert terms(both_ratified_office) == (Term(VERSION, 1, BEGAN, ENDS),)
    assert version_of(both_ratified_office).term_ends_on == ENDS
    assert spans(both_ratified_office) == [(BEGAN, None, None)]
    with both_ratified_office.register.reading() as view:
        assert standing(view, VERSION).term_ends_on == ENDS


def test_s39_every_partner_is_warned_90_60_and_30_days_before_the_end(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    for days in (90, 60, 30):
        go_to(office, ENDS - timedelta(days=days + 1))
        assert advance(office) == ()
        go_to(office, ENDS - timedelta(days=days), 9)
        assert advance(office) == ("WarnTerm",)
        assert advance(office) == ()
        assert version_of(office).term_warned_days == days
    warned = told(office, "the term ends soon")
    assert len(warned) == 3 * 4
    assert warned[0]["what"] == "The term of the agreement ends on 23 June 2028."
    go_to(office, ENDS, 23)
    assert advance(office) == ()
    assert version_of(office).state == VersionState.IN_EFFECT
    assert_kept_whole(office)


def test_s39_of_several_warnings_overdue_only_the_nearest_is_sent(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    go_to(office, ENDS - timedelta(days=20))
    assert advance(office) == ("WarnTerm",)
    assert version_of(office).term_warned_days == 30
    assert len(told(office, "the term ends soon")) == 4


def test_s39_the_day_after_the_last_it_lapses(both_ratified_office: Office) -> None:
    office = both_ratified_office
    go_to(office, LAPSED_ON, 1)
    assert advance(office) == ("Lapse",)
    assert advance(office) == ()
    assert version_of(office).state == VersionState.LAPSED
    assert spans(office) == [(BEGAN, LAPSED_ON, "the term ended")]
    assert (
        "23 June 2028, and it was not renewed"
        in told(office, "the agreement has lapsed")[0]["what"]
    )
    with office.register.reading() as view:
        assert standing(view, VERSION).continuity == (
            "The agreement lapsed on 24 June 2028: it is read-only until it is renewed.",
        )
    assert_kept_whole(office)


def _amend(office: Office) -> None:
    assert isinstance(office.publisher, FakePublisher)
    office.publisher.words = "Other words."
    asked = Amendment(AmendmentClass.EDITORIAL, "A typing error.", consults=False)
    amend(office, VERSION, asked, a_programme())


def _decide(office: Office) -> None:
    decide_place(office, VERSION, EAST, PlaceDecision(Outcome.RATIFIED, LAPSED_ON, "SB/28/1"))


def _any_fact(office: Office) -> None:
    with office.register.writing() as tx:
        tx.save(replace(tx.version(VERSION), presented_on=LAPSED_ON))
        tx.record(Fact.PRESENTED, f"{VERSION}", {})


@pytest.mark.parametrize(
    ("act", "attempted"),
    [
        (_amend, "amend"),
        (_decide, "place:decision:adopted"),
        (_any_fact, "version:presentation:made"),
    ],
)
def test_s39_a_lapsed_agreement_is_read_only(
    both_ratified_office: Office, act: Any, attempted: str
) -> None:
    office = lapsed(both_ratified_office)
    before = rows_of(office)
    with pytest.raises(NotAllowed) as caught:
        act(office)
    assert rows_of(office) == before
    assert (caught.value.attempted, caught.value.state) in {
        (attempted, "lapsed"),
        (attempted, "ratified"),
    }


def test_s39_what_is_refused_says_to_renew(both_ratified_office: Office) -> None:
    office = lapsed(both_ratified_office)
    with pytest.raises(NotAllowed) as caught:
        _any_fact(office)
    assert "launch `renew-term`" in caught.value.remedy
    with pytest.raises(NotAllowed) as caught:
        _amend(office)
    assert "launch `renew-term`" in caught.value.remedy


def test_s39_a_lapsed_agreement_is_read_and_exported(both_ratified_office: Office) -> None:
    office = lapsed(both_ratified_office)
    with office.register.reading() as view:
        assert standing(view, VERSION).state == "lapsed"
        assert view.documents(VERSION)


def test_s39_a_review_under_way_is_finished_because_a_renewal_rests_on_it(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    with office.register.reading() as view:
        review = view.review(VERSION, 1)
    go_to(office, review.opens_on)
    open_review(office, VERSION, 1)
    go_to(office, review.returns_due_on)
    make_report(office, VERSION, 1)
    lapsed(office)
    refuse_review_form(office, VERSION, 1, 0, NotAllowed("No minute."))
    close_review(office, VERSION, 1, 1, ReviewOutcome("Renew it.", LAPSED_ON, "JC/28/1"))
    assert Fact.REVIEW_CLOSED in facts_of(office, f"{VERSION}/review/1")
    assert_kept_whole(office)


def test_s39_a_renewal_before_the_end_goes_on_without_a_gap(both_ratified_office: Office) -> None:
    office = both_ratified_office
    go_to(office, ENDS - timedelta(days=30))
    advance(office)
    term = renewed(office, date(2028, 6, 1))
    assert (term.number, term.starts_on, term.ends_on) == (2, LAPSED_ON, date(2029, 6, 23))
    stands = version_of(office)
    assert (stands.state, stands.term_ends_on) == (VersionState.IN_EFFECT, date(2029, 6, 23))
    go_to(office, LAPSED_ON)
    assert advance(office) == ()
    assert spans(office) == [(BEGAN, None, None)]
    with office.register.reading() as view:
        assert standing(view, VERSION).continuity == ()
    assert told(office, "the agreement is renewed")[0]["what"] == (
        "The agreement is renewed from 24 June 2028 to 23 June 2029 (minute JC/2028-06-01)."
    )
    go_to(office, date(2029, 6, 23) - timedelta(days=90))
    assert advance(office) == ("WarnTerm",)
    assert_kept_whole(office)


def test_s39_a_renewal_after_a_lapse_is_a_new_term_and_the_gap_is_shown(
    both_ratified_office: Office,
) -> None:
    office = lapsed(both_ratified_office)
    term = renewed(office, date(2028, 9, 1), date(2028, 9, 1))
    assert (term.starts_on, term.ends_on) == (date(2028, 9, 1), date(2029, 8, 31))
    assert version_of(office).state == VersionState.IN_EFFECT
    said = "From 24 June 2028 to 31 August 2028 the agreement had lapsed."
    with office.register.reading() as view:
        assert standing(view, VERSION).continuity == (said,)
    assert spans(office)[1] == (date(2028, 9, 1), None, None)
    assert (
        "Between 24 June 2028 and 31 August 2028 it had lapsed."
        in (told(office, "the agreement is renewed")[0]["what"])
    )
    issue_certificate(office, VERSION)
    certificate = office.store.get(version_of(office).certificate_sha256 or "").decode()
    assert said in certificate
    assert_kept_whole(office)


def test_s39_a_new_term_after_a_gap_starts_on_its_own_day(both_ratified_office: Office) -> None:
    office = lapsed(both_ratified_office)
    go_to(office, date(2028, 9, 10), 17)
    term = renew_term(office, VERSION, Renewal(date(2028, 9, 1), "JC/28/9", date(2028, 9, 5)))
    assert term.starts_on == date(2028, 9, 5)
    assert terms(office)[1] == term


def test_s39_a_renewal_decided_in_time_and_recorded_late_leaves_no_gap(
    both_ratified_office: Office,
) -> None:
    office = lapsed(both_ratified_office)
    go_to(office, date(2028, 7, 3))
    term = renew_term(office, VERSION, Renewal(date(2028, 6, 20), "JC/28/6"))
    assert term.starts_on == LAPSED_ON
    with office.register.reading() as view:
        assert standing(view, VERSION).continuity == ()
    assert Fact.TERM_LAPSED in facts_of(office, VERSION)
    assert spans(office)[1] == (LAPSED_ON, None, None)


def test_s39_the_same_renewal_again_changes_nothing(both_ratified_office: Office) -> None:
    office = both_ratified_office
    term = renewed(office, date(2028, 6, 1))
    before = rows_of(office)
    assert renewed(office, date(2028, 6, 1)) == term
    assert rows_of(office) == before


@pytest.mark.parametrize(
    ("renewal", "said", "remedy"),
    [
        (Renewal(date(2028, 6, 1), " "), "needs its minute", "reference of the minute"),
        (Renewal(date(2028, 6, 3), "JC/1"), "2028-06-03 is in the future", "once it is decided"),
        (Renewal(date(2027, 6, 23), "JC/1"), "begins on 2027-06-24", "not renewed twice"),
        (
            Renewal(date(2028, 6, 1), "JC/1", date(2028, 7, 1)),
            "decided by 2028-06-23 continues on 2028-06-24",
            "give 2028-06-24",
        ),
    ],
)
def test_s39_a_renewal_that_cannot_be_so_is_refused(
    both_ratified_office: Office, renewal: Renewal, said: str, remedy: str
) -> None:
    go_to(both_ratified_office, date(2028, 6, 2))
    found = refused(both_ratified_office, renewal)
    assert found.attempted == "renew the term"
    assert said in found.message
    assert remedy in found.remedy


@pytest.mark.parametrize("starts_on", [date(2028, 8, 31), date(2028, 9, 2), date(2028, 6, 24)])
def test_s39_a_gap_is_neither_hidden_nor_left_open(
    both_ratified_office: Office, starts_on: date
) -> None:
    office = lapsed(both_ratified_office)
    go_to(office, date(2028, 9, 1))
    found = refused(office, Renewal(date(2028, 9, 1), "JC/1", starts_on))
    assert found.message == f"A new term after a gap cannot start on {starts_on}."
    assert found.remedy == "Give a day from 2028-09-01 to today."


def test_s39_a_term_renewed_already_is_not_renewed_twice_ahead(
    both_ratified_office: Office,
) -> None:
    renewed(both_ratified_office, date(2028, 6, 1))
    found = refused(both_ratified_office, Renewal(date(2028, 6, 1), "JC/other"))
    assert "was renewed to already" in found.message


def test_s39_what_has_not_taken_effect_has_no_term_to_renew(both_office: Office) -> None:
    found = refused(both_office, Renewal(date(2026, 11, 1), "JC/1"))
    assert found.attempted == "version:term:renewed"


def test_s39_an_amended_version_that_takes_effect_after_a_lapse_begins_a_term_of_its_own(
    both_ratified_office: Office,
) -> None:
    office = both_ratified_office
    assert isinstance(office.publisher, FakePublisher)
    office.publisher.words = "Other words."
    programme = a_programme(
        timeline={"public_signing_on": date(2029, 1, 1), "ratification_due": date(2029, 6, 1)}
    )
    go_to(office, date(2028, 6, 1))
    asked = Amendment(AmendmentClass.EDITORIAL, "A typing error.", consults=False)
    v2 = amend(office, VERSION, asked, programme).id
    go_to(office, date(2028, 7, 1))
    advance(office)
    assert version_of(office).state == VersionState.LAPSED
    advance_version(office, v2)
    for place in ("east", "north", "west"):
        advance_place(office, v2, place)
    advance_version(office, v2)
    assert version_of(office).state == VersionState.SUPERSEDED
    [term] = terms(office, v2)
    assert (term.starts_on, term.number) == (date(2028, 7, 1), 1)
    with office.register.reading() as view:
        assert "From 24 June 2028 to 30 June 2028 the agreement had lapsed." in (
            standing(view, v2).continuity
        )
    assert_kept_whole(office)


@pytest.mark.parametrize("step", ["warn", "lapse"])
def test_s39_a_renewal_in_the_same_moment_is_neither_warned_of_nor_lapsed(
    both_ratified_office: Office, step: str
) -> None:
    office = both_ratified_office
    looked_at = version_of(office)
    go_to(office, LAPSED_ON)
    renew_term(office, VERSION, Renewal(date(2028, 6, 20), "JC/28/6"))
    before = rows_of(office)
    acts = {
        "warn": lambda: warn_term(office, looked_at, WarnTerm(30)),
        "lapse": lambda: lapse(office, looked_at),
    }
    with pytest.raises(Conflict):
        acts[step]()
    assert rows_of(office) == before
