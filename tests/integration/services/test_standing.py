import pytest

from concordat.domain.decision import Outcome
from concordat.domain.errors import BrokenEvidence
from concordat.services.certify import issue_certificate
from concordat.services.office import Office
from concordat.services.standing import standing
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    approved,
    engine_of,
    everywhere_ratified,
    frozen,
    in_review,
    place_asked,
    place_decided,
    publicly_signed,
    ratified,
)


def test_the_standing_says_who_is_waited_for_at_every_stage(office: Office) -> None:
    def waits() -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
        with office.register.reading() as view:
            found = standing(view, VERSION)
        return found.waiting_for, {p: s.waiting_for for p, s in found.places.items()}

    nobody: dict[str, tuple[str, ...]] = {EAST: (), NORTH: (), WEST: ()}
    assert waits() == (("the review window to open on 2026-12-01",), nobody)
    in_review(office)
    assert waits()[0] == ("the review window, open until 2027-02-26",)
    frozen(office)
    assert waits()[0] == ("ICB board",)
    approved(office)
    assert waits()[0] == ("chair, alliance",)
    publicly_signed(office)
    assert waits() == ((), nobody)
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    assert waits()[1] == {
        EAST: ("Shared Board",),
        NORTH: ("North Cabinet",),
        WEST: ("Shared Board",),
    }
    place_decided(office, NORTH)
    assert waits()[1][NORTH] == ("call-in until 2027-06-17",)
    place_decided(office, WEST)
    assert waits()[1][WEST] == ("co-chair A, west", "co-chair B, west")
    ratified(office, EAST, Outcome.RATIFIED_SUBJECT_TO_CONDITION)
    assert waits()[1][EAST] == ("the condition to be discharged",)


def test_the_standing_of_a_finished_sign_off_tells_it_whole(office: Office) -> None:
    everywhere_ratified(office)
    with office.register.reading() as view:
        found = standing(view, VERSION)
    assert (found.counted, found.threshold, found.state) == (3, 2, "in effect")
    assert [s.role for s in found.signatures] == ["chair", "chief executive"]
    plain = found.as_json()
    assert plain["review_due_on"] == "2028-06-24"
    assert plain["places"][NORTH]["status"] == "ratified"
    assert plain["places"][NORTH]["decided_on"] == "2027-06-10"
    assert plain["places"][NORTH]["effective_on"] == "2027-06-18"
    assert plain["places"][NORTH]["waiting_for"] == []
    assert len(plain["places"][NORTH]["signatures"]) == 2


def test_a_version_no_board_approved_gets_no_certificate(office: Office) -> None:
    with engine_of(office).begin() as connection:
        connection.exec_driver_sql("UPDATE ratification SET status = 'declined'")
    with pytest.raises(BrokenEvidence):
        issue_certificate(office, VERSION)
