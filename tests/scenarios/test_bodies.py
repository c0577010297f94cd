"""A body is retired by statute, and a member declares a conflict of interest: S27, S34."""

from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.meetings import Attendance
from concordat.domain.programme import Body, BodyId
from concordat.domain.rules import ConflictRule
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.decide_board import decide_board
from concordat.services.decide_place import decide_place
from concordat.services.decision_checks import HowDecided
from concordat.services.office import Office
from concordat.services.present import record_presentation
from concordat.services.retire_body import retire
from concordat.services.standing import standing
from tests.fakes import (
    BOARD_MET_ON,
    DECIDED_ON,
    EAST,
    NORTH,
    VERSION,
    WEST,
    frozen,
    go_to,
    place_decided,
    place_of,
    rows_of,
    version_of,
)
from tests.scenarios.deciding import (
    ADOPT,
    APPROVE,
    QUORUM,
    all_asked,
    check_sound,
    decisions_of,
    owed,
    reconfigured,
    refused,
    said_of,
    unchanged,
    with_body,
)

ABOLISHED = date(2027, 5, 31)
STATUTE = "the Health Bill, section 12"
NEW = Body(BodyId("assembly"), "The Assembly", (date(2027, 4, 20), date(2027, 7, 1)))
PLAIN = replace(ADOPT, how=HowDecided())


def with_the_assembly(office: Office) -> Office:
    programme = version_of(office).programme
    bodies = tuple(sorted((*programme.bodies, NEW), key=lambda b: b.id))
    return reconfigured(office, replace(programme, bodies=bodies))


def test_s27_the_presentation_is_tracked_and_never_a_gate(both_signed_office: Office) -> None:
    office = both_signed_office
    go_to(office, date(2027, 6, 17))
    record_presentation(office, VERSION, date(2027, 6, 17), "ICP/27/2")
    unchanged(office, lambda: record_presentation(office, VERSION, date(2027, 6, 17), " ICP/27/2"))
    assert version_of(office).presented_on == date(2027, 6, 17)
    with office.register.reading() as view:
        assert standing(view, VERSION).presented_on == date(2027, 6, 17)
    refused(
        office,
        lambda: record_presentation(office, VERSION, date(2027, 6, 16), "ICP/27/1"),
        "presented on 2027-06-17 already",
    )
    check_sound(office)


def test_s27_a_retired_partnership_is_presented_nothing_after_its_day(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    retire(office, VERSION, "icp", ABOLISHED, STATUTE)
    unchanged(office, lambda: retire(office, VERSION, "icp", ABOLISHED, "other words"))
    go_to(office, date(2027, 6, 17))
    refusal = refused(
        office,
        lambda: record_presentation(office, VERSION, date(2027, 6, 17), "ICP/27/2"),
        "was retired on 2027-05-31",
    )
    assert "alternative" in refusal.remedy
    place_decided(office, EAST)
    assert place_of(office, EAST).ratification.status == PlaceStatus.SIGNING
    record_presentation(office, VERSION, ABOLISHED, "ICP/27/1")
    check_sound(office)


def test_s27_an_alternative_takes_over_and_history_is_untouched(both_signed_office: Office) -> None:
    office = with_the_assembly(both_signed_office)
    before = version_of(office)
    retire(office, VERSION, "icp", ABOLISHED, STATUTE)
    retire(office, VERSION, "icp", ABOLISHED, STATUTE, "assembly")
    go_to(office, date(2027, 7, 1))
    record_presentation(office, VERSION, date(2027, 7, 1), "A/1")
    assert said_of(office, Fact.PRESENTED)[0]["body"] == "assembly"
    first, second = said_of(office, Fact.BODY_RETIRED)
    assert (first["programme_was"], first["alternative"]) == (before.programme_sha256, None)
    assert second["programme_was"] == first["programme_sha256"]
    assert second["programme_sha256"] == version_of(office).programme_sha256
    with office.register.reading() as view:
        earlier = view.programmes()[before.programme_sha256]
    assert '"id":"icp"' in earlier
    assert '"valid_to":"2027-05-31"' not in earlier
    assert len(owed(office, "/retired/icp/")) == 8
    check_sound(office)


def test_s27_a_retired_ratifying_body_hands_on_only_what_is_still_open(
    both_signed_office: Office,
) -> None:
    office = with_the_assembly(all_asked(both_signed_office, EAST, WEST))
    place_decided(office, EAST)
    retire(office, VERSION, "shared-board", DECIDED_ON[EAST], STATUTE, "assembly")
    programme = version_of(office).programme
    assert (programme.place(EAST).body, programme.place(WEST).body) == ("shared-board", "assembly")
    assert place_of(office, WEST).ratification.expected_on == date(2027, 7, 1)
    assert place_of(office, NORTH).ratification.expected_on is None
    go_to(office, date(2027, 7, 1), 17)
    decided = replace(PLAIN, decided_on=date(2027, 7, 1), minute_reference="A/2")
    decide_place(office, VERSION, WEST, decided)
    assert place_of(office, WEST).ratification.status == PlaceStatus.SIGNING
    check_sound(office)


def test_s27_a_retired_body_without_an_alternative_decides_no_more(signed_office: Office) -> None:
    office = all_asked(signed_office, EAST)
    retire(office, VERSION, "shared-board", date(2027, 6, 23), STATUTE)
    go_to(office, DECIDED_ON[EAST], 17)
    refusal = refused(
        office, lambda: decide_place(office, VERSION, EAST, PLAIN), "was retired on 2027-06-23"
    )
    assert (refusal.place, refusal.state) == (EAST, "awaiting decision")


def test_s27_a_board_retired_before_it_decides_is_followed_by_its_alternative(
    both_office: Office,
) -> None:
    office = with_the_assembly(frozen(both_office))
    retire(office, VERSION, "icb-board", date(2027, 3, 31), STATUTE, "assembly")
    version = version_of(office)
    assert (version.programme.timeline.board, version.board_on) == ("assembly", date(2027, 4, 20))
    go_to(office, date(2027, 4, 20), 17)
    decide_board(
        office, VERSION, 0, replace(APPROVE, meeting_on=date(2027, 4, 20), how=HowDecided())
    )
    assert version_of(office).state == VersionState.SIGNING
    check_sound(office)


def test_s27_a_board_that_has_decided_keeps_its_name_on_the_decision(signed_office: Office) -> None:
    office = with_the_assembly(signed_office)
    retire(office, VERSION, "icb-board", ABOLISHED, STATUTE, "assembly")
    assert version_of(office).programme.timeline.board == "icb-board"


@pytest.mark.parametrize(
    ("body", "alternative"), [("nobody", None), ("icp", "nobody")], ids=["body", "alternative"]
)
def test_s27_a_body_that_the_programme_does_not_have_is_not_found(
    signed_office: Office, body: str, alternative: str | None
) -> None:
    before = rows_of(signed_office)
    with pytest.raises(NotFound, match="no body 'nobody'") as refusal:
        retire(signed_office, VERSION, body, ABOLISHED, STATUTE, alternative)
    assert "icb-board, icp, north-cabinet, shared-board" in refusal.value.remedy
    assert rows_of(signed_office) == before


@pytest.mark.parametrize(
    ("on", "alternative", "says"),
    [
        (date(2027, 6, 30), None, "was retired on 2027-05-31 already"),
        (ABOLISHED, "icp", "does not outlast 2027-05-31 either"),
    ],
)
def test_s27_a_body_is_retired_once_and_never_followed_by_itself(
    signed_office: Office, on: date, alternative: str | None, says: str
) -> None:
    office = signed_office
    retire(office, VERSION, "icp", ABOLISHED, STATUTE)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match=says) as refusal:
        retire(office, VERSION, "icp", on, STATUTE, alternative)
    assert (bool(refusal.value.remedy), refusal.value.attempted) == (True, "retire a body")
    assert rows_of(office) == before


def test_s27_a_retirement_names_its_instrument(signed_office: Office) -> None:
    refused(
        signed_office,
        lambda: retire(signed_office, VERSION, "icp", ABOLISHED, " "),
        "not said by what",
    )


@pytest.mark.parametrize(
    ("day", "minute", "says"),
    [
        (date(2027, 3, 29), "ICP/1", "cannot have been presented on 2027-03-29"),
        (date(2027, 5, 21), "ICP/1", "cannot have been presented on 2027-05-21"),
        (date(2027, 5, 20), " ", "needs its minute reference"),
    ],
)
def test_s27_a_presentation_that_cannot_be_is_refused(
    signed_office: Office, day: date, minute: str, says: str
) -> None:
    refused(signed_office, lambda: record_presentation(signed_office, VERSION, day, minute), says)


def test_s27_there_is_nothing_to_present_before_the_approval_or_without_the_stage(
    office: Office,
) -> None:
    refused(
        office,
        lambda: record_presentation(office, VERSION, date(2026, 11, 1), "1"),
        "there is nothing to present",
    )
    programme = version_of(office).programme
    timeline = replace(programme.timeline, presentation=None)
    reconfigured(office, replace(programme, timeline=timeline))
    refused(
        office,
        lambda: record_presentation(office, VERSION, date(2026, 11, 1), "1"),
        "has no presentation",
    )


@pytest.mark.parametrize(
    ("rule", "quorate"),
    [(ConflictRule.LEAVES_QUORUM, False), (ConflictRule.LEAVES_VOTE, True)],
)
def test_s34_a_member_with_a_conflict_leaves_the_quorum_or_only_the_vote_as_config_says(
    both_signed_office: Office, rule: ConflictRule, quorate: bool
) -> None:
    office = all_asked(both_signed_office, EAST)
    with_body(office, "shared-board", quorum=replace(QUORUM, conflicts=rule))
    go_to(office, DECIDED_ON[EAST], 17)
    roles = ("chair", "a partner member")
    conflicted = HowDecided(attendance=Attendance(5, roles, ("the treasurer",)))
    decision = replace(ADOPT, how=conflicted)
    if not quorate:
        refused(office, lambda: decide_place(office, VERSION, EAST, decision), "4 of 5 members")
        conflicted = HowDecided(attendance=Attendance(6, roles, ("the treasurer",)))
        decision = replace(ADOPT, how=conflicted)
    decide_place(office, VERSION, EAST, decision)
    [known] = decisions_of(office, EAST)
    assert known.conflicts == ("the treasurer",)
    assert known.members_present == (5 if quorate else 6)
    assert said_of(office, Fact.DECISION_ADOPTED)[0]["conflicts"] == ["the treasurer"]
    check_sound(office)


def test_s34_a_chair_with_a_conflict_does_not_fill_the_chairs_place_in_the_quorum(
    office: Office,
) -> None:
    frozen(office)
    with_body(office, "icb-board", quorum=QUORUM)
    go_to(office, BOARD_MET_ON, 17)
    there = Attendance(9, ("chair", "a partner member"), ("Chair",))
    decision = replace(APPROVE, how=HowDecided(attendance=there))
    refused(
        office,
        lambda: decide_board(office, VERSION, 0, decision),
        "nobody was there as chair or vice-chair",
    )
    there = replace(there, roles_present=(*there.roles_present, "vice-chair"))
    decide_board(office, VERSION, 0, replace(APPROVE, how=HowDecided(attendance=there)))
    assert decisions_of(office)[0].conflicts == ("Chair",)
