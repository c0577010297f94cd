"""Each row changes one line of a good config; the one fault it makes names file, line and remedy."""

import pytest
from small_config import Written, the_fault

A, EAST, WEST = "agreement.yaml", "places/east.yaml", "places/west.yaml"

ERRORS = {
    # The form of the files.
    "unknown key": (A, "title: Talk", "titel: Talk", "titel", "unknown key 'titel'; write 'title'"),
    "unknown key in a place": (
        WEST,
        "signatories:",
        "signatorys:",
        "signatorys",
        "unknown key 'signatorys'; write 'signatories'",
    ),
    "missing key": (
        A,
        "  name: Example\n",
        "",
        "system:",
        "key 'name' is missing; write 'name: …'",
    ),
    "empty key": (A, "name: VCSE sector", "name:", "name:\n", "key 'name' is empty"),
    "number for text": (WEST, "name: West\n", "name: 7\n", "name: 7", "'name' is '7'; write text"),
    "text for number": (
        A,
        "term_months: 12",
        "term_months: a year",
        "term_months",
        "'term_months' is 'a year'; write a whole number",
    ),
    "number below its least": (
        A,
        "lead_days: 60",
        "lead_days: -1",
        "lead_days",
        "'lead_days' is '-1'; write 0 or more",
    ),
    "list for mapping": (
        A,
        "ratification: {due: 2027-09-30}",
        "ratification: [2027-09-30]",
        "ratification",
        "'ratification' is a list; write a mapping",
    ),
    "day for list": (
        A,
        "meetings: [2027-06-24]",
        "meetings: 2027-06-24",
        "2027-06-24",
        "'meetings' is '2027-06-24'; write a list",
    ),
    "unknown choice": (
        A,
        "provider: inhouse",
        "provider: pigeon",
        "pigeon",
        "'provider' is 'pigeon'; write one of 'inhouse' or 'docusign'",
    ),
    "no such day": (
        A,
        "due: 2027-09-30",
        "due: 2027-09-31",
        "due:",
        "there is no day '2027-09-31'",
    ),
    "not a date": (
        A,
        "due: 2027-09-30",
        "due: autumn",
        "due:",
        "'autumn' is not a date; write one",
    ),
    "month for a day": (A, "on: 2027-05-20", "on: 2027-05", "on: 2027", "'2027-05' is a month"),
    "no such moment": (
        A,
        "starts: 2027-01-18T15:00",
        "starts: 2027-01-18",
        "starts",
        "'2027-01-18' is not a date and time",
    ),
    "not an address": (
        WEST,
        "email: chair@west.example.org",
        "email: the chair",
        "the chair",
        "'the chair' is not an e-mail address",
    ),
    # References.
    "unknown body of a stage": (
        A,
        "board_approval: {body: icb-board}",
        "board_approval: {body: icb-bord}",
        "icb-bord",
        "unknown body 'icb-bord'; write 'icb-board'",
    ),
    "unknown ratifying body": (
        EAST,
        "ratifying_body: shared",
        "ratifying_body: shard",
        "shard",
        "unknown body 'shard'; write 'shared'",
    ),
    "unknown place in effective": (
        A,
        "including: [east]",
        "including: [eas]",
        "[eas]",
        "unknown place 'eas'; write 'east'",
    ),
    "former place in effective": (
        A,
        "including: [east]",
        "including: [old]",
        "[old]",
        "place 'old' is not current",
    ),
    "unknown place in a period": (
        A,
        "places: all",
        "places: [wst]",
        "wst",
        "unknown place 'wst'; write 'west'",
    ),
    "unknown predecessor": (
        EAST,
        "succeeds: old",
        "succeeds: odl",
        "odl",
        "unknown place 'odl'; write 'old'",
    ),
    "unknown time zone": (
        A,
        "timezone: Europe/London",
        "timezone: Europe/Durham",
        "Durham",
        "unknown time zone 'Europe/Durham'",
    ),
    "unknown region": (
        A,
        "region: england-and-wales",
        "region: england",
        "region:",
        "unknown region 'england'; write 'england-and-wales'",
    ),
    "party twice": (
        A,
        "  - id: ics",
        "  - id: vcse",
        None,
        ":12: party 'vcse' stands twice; write another id",
    ),
    "two places of one name": (
        WEST,
        "name: West\n",
        "name: East\n",
        "name: East",
        "name 'East' is that of place 'east' too",
    ),
    "two places of one code": (
        WEST,
        "ons_code: E2",
        "ons_code: E1",
        "E1",
        "ons_code 'E1' is that of place 'east' too",
    ),
    "body id": (
        A,
        "  icp: {",
        "  ICP_1: {name: Another}\n  icp: {",
        "ICP_1",
        "'ICP_1' is not an id",
    ),
    # Succession.
    "ends before it starts": (
        "places/old.yaml",
        "name: Old\n",
        "name: Old\nvalid_from: 2023-05-01\n",
        "valid_to",
        "valid_to 2023-03-31 is before valid_from 2023-05-01",
    ),
    "successor too early": (
        EAST,
        "valid_from: 2023-04-01",
        "valid_from: 2023-03-31",
        "valid_from",
        "is before the predecessor's end 2023-03-31; write 2023-04-01",
    ),
    "successor without a start": (
        EAST,
        "valid_from: 2023-04-01\n",
        "",
        "succeeds",
        "a successor without a start; write 'valid_from: 2023-04-01'",
    ),
    "predecessor without an end": (
        "places/old.yaml",
        "name: Old\nvalid_to: 2023-03-31",
        "name: Old",
        "name: Old\n",
        "place 'east' succeeds this one, which has no end; write 'valid_to: …'",
    ),
    # Signatories.
    "signatory without party": (
        WEST,
        "    party: ics\n",
        "",
        "role: Chair",
        "key 'party' is missing; write 'party: …'",
    ),
    "signatory of an unknown party": (
        WEST,
        "party: ics",
        "party: icb",
        "party: icb",
        "unknown party 'icb'; write 'ics'",
    ),
    "signatory without e-mail": (
        WEST,
        "    email: chair@west.example.org\n",
        "",
        "role: Chair",
        "signatory without 'email'; write 'email: …' or 'email: none' to ask on paper",
    ),
    "role beside any_of": (
        WEST,
        "    need: 1\n",
        "    need: 1\n    role: Officer\n",
        "    role: Officer",
        "'role' beside 'any_of'",
    ),
    "gap in the signing order": (
        WEST,
        "email: chair@west.example.org\n    order: 1",
        "email: chair@west.example.org\n    order: 3",
        "signatories:",
        "the signing order of place 'west' has no 2; write orders from 1 to 2 without a gap",
    ),
    "gap in the public signing's order": (
        A,
        "email: c@board.example.org, order: 2",
        "email: c@board.example.org, order: 4",
        "signatories:",
        "the signing order of the public signing has no 2",
    ),
    "need above the candidates": (
        WEST,
        "need: 1",
        "need: 3",
        "need: 3",
        "need is 3, and 2 candidates are named; write 2 or less",
    ),
    "need without any_of": (
        WEST,
        "    party: ics",
        "    need: 1\n    party: ics",
        "need: 1\n    party: ics",
        "'need' without 'any_of'",
    ),
    "one mailbox in two seats": (
        WEST,
        "email: deputy@west.example.org",
        "email: Officer@west.example.org",
        "Officer@",
        "Officer@west.example.org has two seats in the signing of place 'west'",
    ),
    # The timeline.
    "window closes before it opens": (
        A,
        "opens: 2026-12-01",
        "opens: 2027-03-01",
        None,
        "the review window closes on 2027-02-26, not after it opens on 2027-03-01",
    ),
    "event ends before it starts": (
        A,
        "ends: 2027-01-18T16:00",
        "ends: 2027-01-18T14:00",
        "ends:",
        "'Talk' ends before it starts; write a later time",
    ),
    "event before the window": (
        A,
        "starts: 2027-01-18T15:00",
        "starts: 2026-11-30T15:00",
        "starts:",
        "'Talk' starts before the review window opens on 2026-12-01",
    ),
    "event after the window": (
        A,
        "ends: 2027-01-18T16:00",
        "ends: 2027-02-27T00:30",
        "ends:",
        "'Talk' ends after the review window closes on 2027-02-26",
    ),
    "signing in the window": (
        A,
        "on: 2027-05-20",
        "on: 2027-02-20",
        "on: 2027",
        "the public signing on 2027-02-20 is not after the review window closes on 2027-02-26",
    ),
    "signing before the board": (
        A,
        "on: 2027-05-20",
        "on: 2027-03-29",
        "on: 2027",
        "is before the first meeting of 'ICB board' after the review window, on 2027-03-30",
    ),
    "ratification due before the signing": (
        A,
        "due: 2027-09-30",
        "due: 2027-05-19",
        "due:",
        "ratification is due on 2027-05-19, before the public signing on 2027-05-20",
    ),
    "more places than there are": (
        A,
        "at_least: 2",
        "at_least: 3",
        "at_least",
        "at_least is 3, and 2 places are current; write 2 or less",
    ),
    "no places needed": (A, "at_least: 2", "at_least: 0", "at_least", "at_least is 0; write 1"),
    "lead longer than the cycle": (
        A,
        "lead_days: 60",
        "lead_days: 366",
        "lead_days",
        "lead_days is 366, and a cycle has 366 days; write fewer",
    ),
    "unknown place in a poll": (
        A,
        "  pre_election_periods:",
        "  polls: [{on: 2027-10-14, because: a by-election, places: [wset]}]\n  pre_election_periods:",
        "polls",
        "unknown place 'wset'; write 'west'",
    ),
    "poll without a day": (
        A,
        "  pre_election_periods:",
        "  polls: [{because: a by-election}]\n  pre_election_periods:",
        "polls",
        "key 'on' is missing",
    ),
    "period ends before it starts": (
        A,
        "until: 2027-05-06",
        "until: 2027-03-06",
        "until",
        "the pre-election period ends on 2027-03-06, before it starts on 2027-03-31",
    ),
    # Meetings.
    "meeting twice": (
        WEST,
        "meetings: [2027-06-10, 2027-09-09]",
        "meetings: [2027-06-10, 2027-06-10]",
        "meetings",
        "meeting 2027-06-10 stands twice; write it once",
    ),
    "meeting before the window": (
        A,
        "meetings: [2027-03-30, 2027-05-25]",
        "meetings:\n      - 2027-03-30\n      - 2026-11-30",
        "2026-11-30",
        "the meeting of 'ICB board' on 2026-11-30 is before the review window opens on 2026-12-01",
    ),
    "place's meeting before the window": (
        WEST,
        "meetings: [2027-06-10, 2027-09-09]",
        "meetings: [2026-06-10, 2027-09-09]",
        "meetings",
        "the meeting of 'West board' on 2026-06-10 is before the review window opens",
    ),
    "no meeting of the board after the window": (
        A,
        "meetings: [2027-03-30, 2027-05-25]",
        "meetings: [2027-02-26]",
        "[2027-02-26]",
        "'ICB board' has no meeting after the review window closes on 2027-02-26",
    ),
    "no meeting of a place after the signing": (
        WEST,
        "meetings: [2027-06-10, 2027-09-09]",
        "meetings: [2027-05-19]",
        "meetings",
        "'West board' has no meeting on or after the public signing on 2027-05-20",
    ),
}

WARNINGS = {
    "unequal signing": (
        WEST,
        "    organisation: Place board\n    party: ics",
        "    organisation: Place board\n    party: vcse",
        "signatories:",
        "place 'west' has no signatory of party 'ics'",
    ),
    "gap between place and successor": (
        EAST,
        "valid_from: 2023-04-01",
        "valid_from: 2023-05-01",
        "valid_from",
        "nobody stands for the place from 2023-04-01 until 2023-05-01",
    ),
    "body without meetings": (
        WEST,
        "  meetings: [2027-06-10, 2027-09-09]\n",
        "",
        "ratifying_body",
        "'West board' lists no meetings",
    ),
    "presentation before the approval": (
        A,
        "meetings: [2027-06-17]",
        "meetings: [2027-03-01]",
        "icp: {",
        "'ICP' has no meeting after the board's on 2027-03-30",
    ),
    "decision after it is due": (
        WEST,
        "meetings: [2027-06-10, 2027-09-09]",
        "meetings: [2027-09-29]\n  call_in_working_days: 5",
        "meetings",
        "'West board' that can ratify is on 2027-09-29, with call-in until 2027-10-06, after",
    ),
    "signing in a pre-election period": (
        A,
        "on: 2027-05-20",
        "on: 2027-05-06",
        "on: 2027",
        (
            "the public signing on 2027-05-06 falls in the pre-election period 2027-03-31 to 2027-05-06 "
            "(council elections); write a day outside it, such as 2027-05-07"
        ),
    ),
    "board in a pre-election period": (
        A,
        "meetings: [2027-03-30, 2027-05-25]",
        "meetings: [2027-03-30, 2027-04-27]",
        "2027-04-27",
        "the meeting of 'ICB board' on 2027-04-27 falls in the pre-election period",
    ),
    "window opens in a pre-election period": (
        A,
        "from: 2027-03-31, until: 2027-05-06",
        "from: 2026-11-25, until: 2026-12-10",
        "opens:",
        "the opening of the review window on 2026-12-01 falls in the pre-election period",
    ),
    "event in a pre-election period of one place": (
        A,
        "from: 2027-03-31, until: 2027-05-06, places: all",
        "from: 2027-01, until: 2027-01, places: [west]",
        "starts:",
        "'Talk' on 2027-01-18 falls in the pre-election period 2027-01-01 to 2027-01-31",
    ),
    "place's meeting in its pre-election period": (
        A,
        "from: 2027-03-31, until: 2027-05-06, places: all",
        "from: 2027-06-20, until: 2027-06-30, places: [east]",
        "meetings: [2027-06-24]",
        "the meeting of 'Shared board' on 2027-06-24 falls in the pre-election period",
    ),
    "poll without a period": (
        A,
        "  pre_election_periods:",
        "  polls: [{on: 2027-10-14, because: a by-election, places: [west]}]\n  pre_election_periods:",
        "polls",
        (
            "the poll on 2027-10-14 has no pre-election period in all its places; write one with "
            "'from: 2027-09-09, until: 2027-10-14' (national bodies keep theirs from 2027-09-23)"
        ),
    ),
    "poll whose period is of another place": (
        A,
        "    - {from: 2027-03-31, until: 2027-05-06, places: all, because: council elections}",
        (
            "    - {from: 2027-03-31, until: 2027-05-06, places: [east], because: council elections}\n"
            "  polls: [{on: 2027-05-06, because: council elections}]"
        ),
        "polls",
        "the poll on 2027-05-06 has no pre-election period in all its places",
    ),
    "period that begins after the notice of election": (
        A,
        "    - {from: 2027-03-31, until: 2027-05-06, places: all, because: council elections}",
        (
            "    - {from: 2027-04-01, until: 2027-05-06, places: all, because: council elections}\n"
            "  polls: [{on: 2027-05-06, because: council elections}]"
        ),
        "polls",
        "begins after the latest day for the notice of election; write 'from: 2027-03-31'",
    ),
    "window that closes on a Sunday": (
        A,
        "closes: 2027-02-26",
        "closes: 2027-02-28",
        "closes",
        (
            "closes on 2027-02-28, which is not a working day, and responses are taken until "
            "2027-03-01; write 2027-03-01"
        ),
    ),
    "ratification due on a Saturday": (
        A,
        "due: 2027-09-30",
        "due: 2027-10-02",
        "due",
        (
            "ratification is due on 2027-10-02, which is not a working day, and responses are taken "
            "until 2027-10-04"
        ),
    ),
    "ratification due in August": (
        A,
        "due: 2027-09-30",
        "due: 2027-08-20",
        "due",
        (
            "ratification is due on 2027-08-20, in August, when few people are there to answer; "
            "write 2027-09-01 or later"
        ),
    ),
    "ratification due in a month that ends in the Christmas fortnight": (
        A,
        "due: 2027-09-30",
        "due: 2027-12",
        "due",
        (
            "ratification is due on 2027-12-31, in the Christmas fortnight, when few people are there "
            "to answer; write 2028-01-04 or later"
        ),
    ),
    "board papers before the window has closed": (
        A,
        "meetings: [2027-03-30, 2027-05-25]",
        "meetings: [2027-03-08]",
        "[2027-03-08]",
        "papers for 'ICB board' on 2027-03-08 go out on 2027-02-26, before the review window",
    ),
    "place's papers before the signing": (
        WEST,
        "meetings: [2027-06-10, 2027-09-09]",
        "meetings: [2027-05-27]",
        "meetings",
        "papers for 'West board' on 2027-05-27 go out on 2027-05-19, before the public signing",
    ),
    "window shorter than twelve weeks": (
        A,
        "closes: 2027-02-26",
        "closes: 2027-02-19",
        "closes",
        "open for 81 days, less than twelve weeks; write 2027-02-22 or later",
    ),
    "partner without contact": (
        A,
        "{name: Alliance, contact: {role: Chair, email: chair@alliance.example.org}}",
        "{name: Alliance}",
        "{name: Alliance}",
        "'Alliance' has no contact and is told through the facilitator",
    ),
    "review after the term": (
        A,
        "term_months: 12",
        "term_months: 6",
        "every_months",
        "the first review comes after 12 months, when the term of 6 months is over",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_the_fault_is_an_error_with_file_line_and_remedy(written: Written, name: str) -> None:
    fault = the_fault(written, ERRORS[name])
    assert ": warning: " not in fault
    assert "; write" in fault
    assert written.check()[0] is None


@pytest.mark.parametrize("name", WARNINGS)
def test_what_is_unwise_is_a_warning_and_the_programme_still_loads(
    written: Written, name: str
) -> None:
    fault = the_fault(written, WARNINGS[name])
    assert ": warning: " in fault
    assert "; write" in fault
    assert written.check()[0] is not None
