"""What the rules a programme sets itself mean in the domain's terms, and what is usual without them."""

from datetime import date
from pathlib import Path

import pytest
from small_config import TODAY, Written

from concordat.domain.board_case import BoardCase, EqualityAssessment, Risk
from concordat.domain.parties import Contact, Mandate, Signatory
from concordat.domain.programme import Programme
from concordat.domain.rules import (
    AmendmentRule,
    AmendmentRules,
    BelowThreshold,
    ConflictRule,
    EscalationRule,
    InPersonRule,
    PlaceId,
    Quorum,
    ReminderRule,
    Reopens,
    RetentionRule,
    SigningRule,
    WithdrawalRule,
)
from concordat.programme.load import load_programme

ROOT = Path(__file__).parents[3]
A, WEST = "agreement.yaml", "places/west.yaml"
BOARD = "    name: ICB board\n"
SIGNED_ON = "    on: 2027-05-20\n"
IN_TIMELINE = "  term_months: 12\n"
AFTER_TIMELINE = "signing: {provider"


def load(written: Written) -> Programme:
    programme, faults = written.check()
    assert faults == ()
    assert programme is not None
    return programme


def with_rules(written: Written, rules: str) -> Programme:
    return load(written.change(A, AFTER_TIMELINE, f"{rules}\n{AFTER_TIMELINE}"))


def test_a_programme_that_sets_no_rules_has_the_usual_ones(written: Written) -> None:
    programme = load(written)
    assert programme.amendments == AmendmentRules()
    assert programme.withdrawal == WithdrawalRule()
    assert programme.escalation == EscalationRule()
    assert programme.signing == SigningRule()
    assert programme.board_case == BoardCase()
    assert programme.timeline.effect.when_below is BelowThreshold.CONTINUES
    assert programme.timeline.term_warnings == (90, 60, 30)
    assert programme.timeline.papers_warning_working_days == 5
    assert programme.body(programme.timeline.board).valid_to is None


@pytest.mark.parametrize("written_rule", list(ConflictRule))
def test_a_member_with_a_conflict_leaves_what_the_quorum_says(
    written: Written, written_rule: ConflictRule
) -> None:
    quorum = f"    quorum: {{members: 4, including: [chair], conflicts: {written_rule}}}\n"
    programme = load(written.change(A, BOARD, BOARD + quorum))
    assert programme.body(programme.timeline.board).quorum == Quorum(4, ("chair",), written_rule)


def test_a_member_with_a_conflict_leaves_the_quorum_unless_config_says_otherwise(
    written: Written,
) -> None:
    programme = load(written.change(A, BOARD, f"{BOARD}    quorum: {{members: 4}}\n"))
    assert programme.body(programme.timeline.board).quorum == Quorum(
        4, (), ConflictRule.LEAVES_QUORUM
    )


@pytest.mark.parametrize(
    ("said", "last"), [("2027-06-30", date(2027, 6, 30)), ("2027-06", date(2027, 6, 30))]
)
def test_a_body_is_valid_to_its_last_day_or_the_end_of_its_last_month(
    written: Written, said: str, last: date
) -> None:
    programme = load(written.change(A, BOARD, f"{BOARD}    valid_to: {said}\n"))
    assert programme.body(programme.timeline.board).valid_to == last


def test_a_body_may_meet_and_ratify_on_its_last_day(written: Written) -> None:
    written.change(WEST, "[2027-06-10, 2027-09-09]", "[2027-06-10]\n  valid_to: 2027-06-10")
    assert load(written).body("place:west").valid_to == date(2027, 6, 10)


@pytest.mark.parametrize("rule", list(BelowThreshold))
def test_an_agreement_with_too_few_places_goes_on_or_is_suspended_as_config_says(
    written: Written, rule: BelowThreshold
) -> None:
    written.change(A, "including: [east]}", f"including: [east], when_below: {rule}}}")
    assert load(written).timeline.effect.when_below is rule


@pytest.mark.parametrize(
    ("said", "meant"), [("[120, 14]", (120, 14)), ("[365]", (365,)), ("[]", ())]
)
def test_warnings_before_the_term_ends_come_when_config_says(
    written: Written, said: str, meant: tuple[int, ...]
) -> None:
    programme = load(written.change(A, IN_TIMELINE, f"{IN_TIMELINE}  term_warnings: {said}\n"))
    assert programme.timeline.term_warnings == meant


def test_papers_are_warned_about_when_config_says(written: Written) -> None:
    written.change(A, IN_TIMELINE, f"{IN_TIMELINE}  papers_warning_working_days: 10\n")
    assert load(written).timeline.papers_warning_working_days == 10


def test_what_an_amendment_needs_is_usual_where_its_class_says_nothing(written: Written) -> None:
    rules = with_rules(
        written, "amendments: {editorial: {board: true}, material: {signing: false, reopens: all}}"
    ).amendments
    assert rules.editorial == AmendmentRule(board=True, signing=False, reopens=Reopens.NONE)
    assert rules.minor == AmendmentRules().minor
    assert rules.material == AmendmentRule(board=True, signing=False, reopens=Reopens.ALL)


def test_a_class_of_amendment_may_say_all_three(written: Written) -> None:
    rules = with_rules(
        written, "amendments: {minor: {board: true, signing: true, reopens: concerned}}"
    ).amendments
    assert rules.minor == AmendmentRule(board=True, signing=True, reopens=Reopens.CONCERNED)
    assert (rules.editorial, rules.material) == (
        AmendmentRules().editorial,
        AmendmentRules().material,
    )


def test_no_place_decides_again_on_a_material_amendment_when_config_says_none(
    written: Written,
) -> None:
    rules = with_rules(written, "amendments: {material: {reopens: none}}").amendments
    assert rules.material.reopens is Reopens.NONE


def test_notice_and_the_fewest_partners_are_what_config_says(written: Written) -> None:
    partner = "      - {name: The Board, contact"
    other = "{name: The Trust, contact: {role: Chair, email: chair@trust.example.org}}"
    written.change(A, partner, f"      - {other}\n{partner}")
    assert with_rules(written, "withdrawal: {notice_days: 30}").withdrawal == WithdrawalRule(30, 1)
    written.change(
        A,
        "    partners:\n      - {name: Alliance",
        "    partners:\n      - {name: Forum, "
        "contact: {role: Lead, email: lead@forum.example.org}}\n      - {name: Alliance",
    )
    written.change(A, "{notice_days: 30}", "{minimum_partners: 2}")
    assert load(written).withdrawal == WithdrawalRule(90, 2)


def test_the_paper_for_the_board_says_what_config_does(written: Written) -> None:
    said = """\
board_paper:
  reasons: [The guidance asks for it.]
  risks: [{risk: Too few ratify., mitigation: Each is asked., owner: Lead}]
  equality: {assessed_by: the lead, assessed_on: 2026-11, method: A screening., findings: None.}
  financial: No new spending.
  legal: Not a contract."""
    assert with_rules(written, said).board_case == BoardCase(
        reasons=("The guidance asks for it.",),
        risks=(Risk("Too few ratify.", "Each is asked.", "Lead"),),
        equality=EqualityAssessment("the lead", "A screening.", "None.", date(2026, 11, 30)),
        financial="No new spending.",
        legal="Not a contract.",
    )
    written.change(A, "assessed_on: 2026-11, ", "")
    case = load(written).board_case
    assert case.equality == EqualityAssessment("the lead", "A screening.", "None.")


def test_a_paper_of_which_config_says_little_has_little(written: Written) -> None:
    said = "board_paper: {legal: Not a contract.}"
    assert with_rules(written, said).board_case == BoardCase(legal="Not a contract.")


def test_a_place_is_escalated_when_config_says(written: Written) -> None:
    assert with_rules(
        written, "escalation: {after_working_days: 20, at_most: 0}"
    ).escalation == EscalationRule(20, 0)


def test_signing_is_carried_as_config_says(written: Written) -> None:
    written.change(
        A,
        "expires_days: 90}",
        "one_act_for_two_roles: true, deputies: false, format_working_days: 0}",
    )
    assert load(written).signing == SigningRule(
        one_act_for_two_roles=True, deputies=False, format_working_days=0
    )


def test_a_body_lets_nobody_be_deputised_when_it_says_so(written: Written) -> None:
    written.change(A, BOARD, f"{BOARD}    deputies: false\n")
    bodies = load(written).bodies
    assert {body.id for body in bodies if not body.deputies} == {"icb-board"}


@pytest.mark.parametrize(("said", "witness"), [("", False), (", witness: true", True)])
def test_the_officer_of_the_public_signing_may_vouch_when_config_says(
    written: Written, said: str, witness: bool
) -> None:
    officer = "officer: {role: Event officer, email: officer@f.example.org}"
    written.change(A, SIGNED_ON, f"{SIGNED_ON}    in_person: {{{officer}{said}}}\n")
    contact = Contact("Event officer", "officer@f.example.org")
    assert load(written).timeline.in_person == InPersonRule(contact, witness)


def test_without_an_officer_nobody_signs_on_a_tablet(written: Written) -> None:
    assert load(written).timeline.in_person is None


def test_a_signatory_and_a_candidate_have_their_mandate_and_the_day_they_took_the_role(
    written: Written,
) -> None:
    said = "since: 2026-04-01, mandate: {appointed_by: members, basis: a vote, limits: the place}"
    written.change(
        A,
        "{role: Chair, organisation: Alliance, party: vcse,",
        f"{{{said}, role: Chair, organisation: Alliance, party: vcse,",
    )
    written.change(
        WEST, "email: officer@west.example.org}", f"email: officer@west.example.org, {said}}}"
    )
    programme = load(written)
    mandate = Mandate("members", "a vote", "the place")
    since = date(2026, 4, 1)
    (signatory,) = programme.timeline.public_signing[0].candidates
    assert signatory == Signatory("Chair", "Alliance", "c@alliance.example.org", since, mandate)
    officer, deputy = programme.place("west").signatories[0].candidates
    assert (officer.since, officer.mandate) == (since, mandate)
    assert (deputy.since, deputy.mandate) == (None, None)


def test_several_places_may_follow_one_that_was_divided(written: Written) -> None:
    written.change(WEST, "name: West\n", "name: West\nvalid_from: 2023-04-01\nsucceeds: old\n")
    programme = load(written)
    assert [place.id for place in programme.places if place.succeeds == "old"] == ["east", "west"]


@pytest.mark.parametrize("folder", ["config", "examples/one-gloucestershire"])
def test_shipped_signatories_of_partners_who_speak_for_others_have_mandates(folder: str) -> None:
    programme = load_programme(ROOT / folder, TODAY)
    for_others = {p.name for party in programme.parties for p in party.partners if p.on_behalf_of}
    orders = [programme.timeline.public_signing]
    orders += [place.signatories for place in programme.places_on(date(2027, 5, 20))]
    seats = [seat for order in orders for block in order for seat in block.candidates]
    speaking = [seat for seat in seats if seat.organisation in for_others]
    assert speaking
    assert all(seat.mandate for seat in speaking)


def test_the_two_shipped_programmes_choose_differently() -> None:
    north_east = load_programme(ROOT / "config", TODAY)
    gloucestershire = load_programme(ROOT / "examples/one-gloucestershire", TODAY)
    assert north_east.timeline.effect.when_below is BelowThreshold.CONTINUES
    assert gloucestershire.timeline.effect.when_below is BelowThreshold.SUSPENDED
    quorum = gloucestershire.body(gloucestershire.timeline.board).quorum
    assert quorum is not None
    assert quorum.conflicts is ConflictRule.LEAVES_VOTE
    assert gloucestershire.withdrawal.notice_days != north_east.withdrawal.notice_days
    assert (north_east.amendments, north_east.escalation) == (AmendmentRules(), EscalationRule())
    assert gloucestershire.amendments.material.reopens is Reopens.ALL
    assert gloucestershire.signing.one_act_for_two_roles
    holders = [
        candidate.email
        for block in gloucestershire.timeline.public_signing
        for candidate in block.candidates
    ]
    assert len(set(holders)) == len(holders) - 1


def test_a_place_may_have_reminders_of_its_own(written: Written) -> None:
    own = "reminders: {every_working_days: 10}\n"
    programme = load(written.change(WEST, "ons_code: E2\n", f"ons_code: E2\n{own}"))
    assert programme.place(PlaceId("west")).reminders == ReminderRule(10, 4)
    assert programme.place(PlaceId("east")).reminders is None


def test_how_long_personal_data_is_kept_is_usual_where_config_says_nothing(
    written: Written,
) -> None:
    assert load(written).retention == RetentionRule()
    said = "retention: {contacts_months: 60, comment_names_months: 0, staff_sessions_days: 7}"
    assert with_rules(written, said).retention == RetentionRule(
        contacts_months=60, names_months=0, sessions_days=7
    )


def test_dissent_is_kept_apart_only_where_config_says_so(written: Written) -> None:
    assert not load(written).dissent_apart
    assert with_rules(written, "dissent: {kept_apart: true}").dissent_apart
