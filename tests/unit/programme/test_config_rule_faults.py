"""Faults of the rules a programme sets itself: each row changes one line, and makes one fault."""

import pytest
from small_config import Written, the_fault

from concordat.domain.seating import provider_of

A, EAST, WEST = "agreement.yaml", "places/east.yaml", "places/west.yaml"
BOARD = "    meetings: [2027-03-30, 2027-05-25]\n"
AFTER_TIMELINE = "signing: {provider: inhouse"
IN_TIMELINE = "  term_months: 12\n"
SIGNING = "expires_days: 90}"
ALLIANCE = "{name: Alliance, contact"

ERRORS = {
    # Providers.
    "one of several through a provider that asks persons": (
        WEST,
        "signatories:",
        "signing: {provider: docusign}\nsignatories:",
        "any_of",
        (
            "1 of 2 sign here, which DocuSign cannot carry; write who signs, or 'signing: "
            "{provider: inhouse}'"
        ),
    ),
    "place with a provider that there is not": (
        WEST,
        "signatories:",
        "signing: {provider: pigeon}\nsignatories:",
        "pigeon",
        "'provider' is 'pigeon'; write one of 'inhouse' or 'docusign'",
    ),
    # Quorum and retirement.
    "unknown rule for conflicts": (
        A,
        BOARD,
        f"{BOARD}    quorum: {{members: 4, conflicts: leaves-room}}\n",
        "leaves-room",
        "'conflicts' is 'leaves-room'; write one of 'leaves-quorum' or 'leaves-vote'",
    ),
    "meeting after the body's last day": (
        A,
        "    meetings: [2027-03-30, 2027-05-25]",
        "    valid_to: 2027-04\n    meetings:\n      - 2027-03-30\n      - 2027-05-25",
        "- 2027-05-25",
        (
            "the meeting of 'ICB board' on 2027-05-25 is after its last day 2027-04-30; write an "
            "earlier one, or leave it out"
        ),
    ),
    "meeting of a place after its body's last day": (
        WEST,
        "  meetings: [2027-06-10, 2027-09-09]",
        "  meetings: [2027-06-10, 2027-09-09]\n  valid_to: 2027-09-08",
        "meetings",
        "the meeting of 'West board' on 2027-09-09 is after its last day 2027-09-08",
    ),
    "board retired when the window closes": (
        A,
        BOARD,
        "    meetings: [2027-02-02]\n    valid_to: 2027-02-26\n",
        "board_approval",
        (
            "'ICB board' is retired after 2027-02-26, and approval needs it on 2027-02-27 or later; "
            "write another body"
        ),
    ),
    "body of a place retired before the signing": (
        WEST,
        "  meetings: [2027-06-10, 2027-09-09]",
        "  meetings: [2027-05-13]\n  valid_to: 2027-05-19",
        "valid_to",
        (
            "'West board' is retired after 2027-05-19, and ratification needs it on 2027-05-20 or "
            "later; write another body"
        ),
    ),
    "body of the presentation retired before the approval": (
        A,
        "icp: {name: ICP, meetings: [2027-06-17]}",
        "icp: {name: ICP, meetings: [2027-03-01], valid_to: 2027-03-30}",
        "presentation: ",
        (
            "'ICP' is retired after 2027-03-30, and presentation needs it on 2027-03-31 or later; "
            "write another body"
        ),
    ),
    # Effect and term.
    "unknown rule for too few places": (
        A,
        "including: [east]}",
        "including: [east], when_below: ends}",
        "when_below",
        "'when_below' is 'ends'; write one of 'continues' or 'suspended'",
    ),
    "term warnings that rise": (
        A,
        IN_TIMELINE,
        f"{IN_TIMELINE}  term_warnings: [30, 90, 60]\n",
        "term_warnings",
        "term_warnings do not fall; write [90, 60, 30]",
    ),
    "a term warning twice": (
        A,
        IN_TIMELINE,
        f"{IN_TIMELINE}  term_warnings: [60, 60, 30]\n",
        "term_warnings",
        "term_warnings do not fall; write [60, 30]",
    ),
    "term warning before the term": (
        A,
        IN_TIMELINE,
        f"{IN_TIMELINE}  term_warnings: [366, 60]\n",
        "term_warnings",
        "a term warning comes 366 days before the end, and the term has 366 days; write fewer",
    ),
    "term warning on the last day": (
        A,
        IN_TIMELINE,
        f"{IN_TIMELINE}  term_warnings: [60, 0]\n",
        "term_warnings",
        "an item of 'term_warnings' is '0'; write 1 or more",
    ),
    "papers warning after they are due": (
        A,
        IN_TIMELINE,
        f"{IN_TIMELINE}  papers_warning_working_days: -1\n",
        "papers_warning",
        "'papers_warning_working_days' is '-1'; write 0 or more",
    ),
    # Amendments, withdrawal, escalation.
    "unknown class of amendment": (
        A,
        AFTER_TIMELINE,
        f"amendments: {{large: {{board: true}}}}\n{AFTER_TIMELINE}",
        "amendments",
        "unknown key 'large'; write one of editorial, minor, material",
    ),
    "unknown places that decide again": (
        A,
        AFTER_TIMELINE,
        f"amendments: {{minor: {{reopens: some}}}}\n{AFTER_TIMELINE}",
        "amendments",
        "'reopens' is 'some'; write one of 'none', 'concerned' or 'all'",
    ),
    "no notice": (
        A,
        AFTER_TIMELINE,
        f"withdrawal: {{notice_days: 0}}\n{AFTER_TIMELINE}",
        "withdrawal",
        "'notice_days' is '0'; write 1 or more",
    ),
    "more partners than there are": (
        A,
        f"      - {ALLIANCE}",
        (
            f"      - {{name: Forum, contact: {{role: Lead, email: lead@forum.example.org}}}}\n"
            f"      - {ALLIANCE}"
        ),
        None,
        "minimum_partners is 2, and party 'ics' has 1; write 1 or less",
    ),
    "escalation at once": (
        A,
        AFTER_TIMELINE,
        f"escalation: {{after_working_days: 0}}\n{AFTER_TIMELINE}",
        "escalation",
        "'after_working_days' is '0'; write 1 or more",
    ),
    # The paper for the board.
    "risk about which nothing is done": (
        A,
        AFTER_TIMELINE,
        f"board_paper: {{risks: [{{risk: Rain., owner: Lead}}]}}\n{AFTER_TIMELINE}",
        "board_paper",
        "key 'mitigation' is missing; write 'mitigation: …'",
    ),
    "equality assessed by nobody": (
        A,
        AFTER_TIMELINE,
        f"board_paper: {{equality: {{method: None., findings: None.}}}}\n{AFTER_TIMELINE}",
        "board_paper",
        "key 'assessed_by' is missing; write 'assessed_by: …'",
    ),
    # Signing and mandates.
    "word for a truth": (
        A,
        SIGNING,
        "expires_days: 90, deputies: yes}",
        "deputies",
        "'deputies' is 'yes'; write true or false",
    ),
    "tablet without an officer": (
        A,
        "    on: 2027-05-20\n",
        "    on: 2027-05-20\n    in_person: {witness: true}\n",
        "in_person",
        "key 'officer' is missing; write 'officer: …'",
    ),
    "mandate without its limits": (
        WEST,
        "    organisation: Place board\n",
        "    organisation: Place board\n    mandate: {appointed_by: its board, basis: a vote}\n",
        "mandate",
        "key 'limits' is missing; write 'limits: …'",
    ),
    "month for the day a role was taken": (
        WEST,
        "    organisation: Place board\n",
        "    organisation: Place board\n    since: 2026-04\n",
        "since",
        "'2026-04' is a month; write the day",
    ),
    "mandate beside any_of": (
        WEST,
        "    need: 1\n",
        "    need: 1\n    mandate: {appointed_by: its board, basis: a vote, limits: none}\n",
        "mandate",
        "'mandate' beside 'any_of'; write it inside 'any_of', for each candidate",
    ),
    "since beside any_of": (
        WEST,
        "    need: 1\n",
        "    need: 1\n    since: 2026-04-01\n",
        "since",
        "'since' beside 'any_of'; write it inside 'any_of', for each candidate",
    ),
}

WARNINGS = {
    "signed and not approved": (
        A,
        AFTER_TIMELINE,
        f"amendments:\n  editorial:\n    signing: true\n{AFTER_TIMELINE}",
        "signing: true",
        (
            "an amendment of class 'editorial' is signed without the board's approval; write "
            "'board: true', or 'signing: false'"
        ),
    ),
    "approval taken away": (
        A,
        AFTER_TIMELINE,
        f"amendments:\n  material:\n    board: false\n{AFTER_TIMELINE}",
        "board: false",
        "an amendment of class 'material' is signed without the board's approval",
    ),
    "signatory for others without a mandate": (
        A,
        "{role: Chair, organisation: Alliance, party",
        "{since: 2026-04-01, role: Chair, organisation: Alliance, party",
        "since",
        (
            "written on behalf of every group, without a mandate; write 'mandate: {appointed_by: …, "
            "basis: …, limits: …}'"
        ),
    ),
}


def _prepared(written: Written, name: str) -> Written:
    """Bring the config to where one more line makes the fault of that name."""
    if name == "more partners than there are":
        return written.change(
            A, AFTER_TIMELINE, f"withdrawal: {{minimum_partners: 2}}\n{AFTER_TIMELINE}"
        )
    if name == "signatory for others without a mandate":
        written.change(A, ALLIANCE, "{name: Alliance, on_behalf_of: every group, contact")
        return _mandate_the_places(written)
    return written


def _mandate_the_places(written: Written) -> Written:
    """Give the candidates who sign for the whole sector a mandate."""
    said = "mandate: {appointed_by: its members, basis: a vote, limits: the place}"
    for place in ("east", "west"):
        written.change(
            f"places/{place}.yaml",
            f"{{role: Officer, email: officer@{place}.example.org}}",
            f"{{role: Officer, email: officer@{place}.example.org, {said}}}",
        )
    return written


@pytest.mark.parametrize("name", ERRORS)
def test_the_fault_is_an_error_with_file_line_and_remedy(written: Written, name: str) -> None:
    fault = the_fault(_prepared(written, name), ERRORS[name])
    assert ": warning: " not in fault
    assert "; write" in fault
    assert written.check()[0] is None


@pytest.mark.parametrize("name", WARNINGS)
def test_what_is_unwise_is_a_warning_and_the_programme_still_loads(
    written: Written, name: str
) -> None:
    fault = the_fault(_prepared(written, name), WARNINGS[name])
    assert ": warning: " in fault
    assert "; write" in fault
    assert written.check()[0] is not None


def test_where_docusign_writes_everyone_has_an_address(written: Written) -> None:
    written.change(A, AFTER_TIMELINE, "signing: {provider: docusign")
    written.change(A, "email: c@alliance.example.org", "email: none")
    for place in (EAST, WEST):
        written.change(place, "signatories:", "signing: {provider: inhouse}\nsignatories:")
    [fault] = written.faults()
    assert "without an address, which DocuSign cannot reach; write one" in fault
    assert fault.startswith(f"{A}:")


def test_a_place_is_carried_as_the_programme_says_unless_it_says_otherwise(
    written: Written,
) -> None:
    written.change(A, AFTER_TIMELINE, "signing: {provider: docusign")
    assert len(written.faults()) == 2
    for place in (EAST, WEST):
        written.change(place, "signatories:", "signing: {provider: inhouse}\nsignatories:")
    programme = written.check()[0]
    assert programme is not None
    assert provider_of(programme, "public") == "docusign"
    assert provider_of(programme, "west") == "inhouse"


def test_a_shared_body_retired_before_the_signing_is_a_fault_of_each_place_that_names_it(
    written: Written,
) -> None:
    written.change(A, "meetings: [2027-06-24]", "meetings: [2027-05-13]\n    valid_to: 2027-05-19")
    assert written.faults() == [
        (
            f"{EAST}:5: 'Shared board' is retired after 2027-05-19, and ratification needs it on "
            "2027-05-20 or later; write another body"
        ),
    ]


def test_the_presentation_needs_its_body_after_the_window_when_no_approval_is_set(
    written: Written,
) -> None:
    written.change(A, BOARD, "")
    written.change(A, "icp: {name: ICP,", "icp: {name: ICP, valid_to: 2027-02-26,")
    written.change(A, "[2027-06-17]", "[2027-02-01]")
    assert any(
        "'ICP' is retired after 2027-02-26, and presentation needs it on 2027-02-27" in fault
        for fault in written.faults()
    )


def test_a_candidate_without_an_organisation_signs_for_a_whole_party_of_others(
    written: Written,
) -> None:
    written.change(A, ALLIANCE, "{name: Alliance, on_behalf_of: every group, contact")
    found = [fault for fault in written.faults() if fault.startswith("places/")]
    assert len(found) == 2
    assert all("written on behalf of VCSE sector, without a mandate" in fault for fault in found)


def test_with_one_act_for_two_roles_an_address_may_stand_in_several_lines(
    written: Written,
) -> None:
    written.change(A, SIGNING, "expires_days: 90, one_act_for_two_roles: true}")
    written.change(WEST, "chair@west.example.org", "officer@west.example.org")
    assert written.faults() == []


def test_with_one_act_for_two_roles_an_address_stands_once_among_the_candidates_of_a_line(
    written: Written,
) -> None:
    written.change(A, SIGNING, "expires_days: 90, one_act_for_two_roles: true}")
    written.change(WEST, "email: deputy@west.example.org", "email: officer@west.example.org")
    assert written.faults() == [
        (
            f"{WEST}:9: officer@west.example.org has two seats in one line of the signing of place "
            "'west'; write each its own"
        )
    ]


def test_what_docusign_carries_is_not_signed_on_a_tablet(written: Written) -> None:
    officer = "{role: Event officer, email: officer@f.example.org}"
    on = "    on: 2027-05-20\n"
    written.change(A, on, f"{on}    in_person: {{officer: {officer}}}\n")
    assert written.faults() == []
    written.change(A, "signing: {provider: inhouse", "signing: {provider: docusign")
    found = [fault for fault in written.faults() if "tablet" in fault]
    assert len(found) == 1
    assert "leave 'in_person' out, or write 'signing: {provider: inhouse}'" in found[0]


def test_parties_that_could_not_be_read_are_not_held_to_their_minimum(written: Written) -> None:
    written.change(A, AFTER_TIMELINE, f"withdrawal: {{minimum_partners: 9}}\n{AFTER_TIMELINE}")
    written.change(A, "parties:\n", "parties: none\nx:\n")
    found = "\n".join(written.faults())
    assert "'parties' is 'none'; write a list" in found
    assert "minimum_partners" not in found


def test_term_warnings_are_not_held_to_a_term_that_could_not_be_read(written: Written) -> None:
    written.change(A, IN_TIMELINE, "  term_months: long\n  term_warnings: [4000]\n")
    assert len(written.faults()) == 1
    assert "'term_months' is 'long'" in written.faults()[0]
