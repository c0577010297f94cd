from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from concordat.domain.amendment import (
    Needs,
    amended_programme,
    carried,
    first_ratification,
    is_approved_text,
    is_reopened,
    is_under_way,
    needs,
    opening,
)
from concordat.domain.facts import Fact
from concordat.domain.record import Ratification
from concordat.domain.rules import AmendmentRules, Reopens
from concordat.domain.states import PlaceStatus
from concordat.domain.steps import AskForDecision, CarryRatification
from tests.fakes import EAST, VERSION, a_programme

V2 = "example-mou-v2"
SHA = "0123456789abcdef" * 4
SEALED = datetime(2027, 6, 24, tzinfo=UTC)
RULES = AmendmentRules()


def at_east(status: PlaceStatus, **changes: Any) -> Ratification:
    return Ratification(VERSION, EAST, status, **changes)


def test_what_each_class_needs_by_default() -> None:
    def needed(kind: str) -> Needs:
        return needs(getattr(RULES, kind), approved=True, signed=True)

    assert needed("editorial") == Needs(False, False, Reopens.NONE)
    assert needed("minor") == Needs(True, False, Reopens.NONE)
    assert needed("material") == Needs(True, True, Reopens.CONCERNED)


def test_what_was_never_approved_or_signed_is_both() -> None:
    assert needs(RULES.editorial, approved=False, signed=False) == Needs(True, True, Reopens.NONE)


@pytest.mark.parametrize(
    ("reopens", "concerned", "expected"),
    [
        (Reopens.NONE, (EAST,), False),
        (Reopens.CONCERNED, (EAST,), True),
        (Reopens.CONCERNED, (), False),
        (Reopens.ALL, (), True),
    ],
)
def test_which_places_decide_again(
    reopens: Reopens, concerned: tuple[str, ...], expected: bool
) -> None:
    assert is_reopened(reopens, EAST, concerned) is expected


CARRIED = {
    PlaceStatus.RATIFIED: Fact.RATIFICATION_CARRIED,
    PlaceStatus.RATIFIED_WITH_RESERVATION: Fact.RESERVATION_CARRIED,
    PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION: Fact.CONDITION_CARRIED,
    PlaceStatus.DECLINED: Fact.DECLINE_CARRIED,
}
FINISHED_FIRST = {PlaceStatus.IN_CALL_IN, PlaceStatus.SIGNING}


@pytest.mark.parametrize("status", PlaceStatus)
def test_how_a_place_begins_on_a_text_that_does_not_reopen_it(status: PlaceStatus) -> None:
    begins = opening(at_east(status, sealed_at=SEALED))
    if status in CARRIED:
        assert begins == CarryRatification(CARRIED[status])
    elif status in FINISHED_FIRST:
        assert begins is None
    else:
        assert begins == AskForDecision()


def test_a_place_with_nothing_to_carry_is_asked() -> None:
    assert opening(None) == AskForDecision()


def test_a_refusal_is_carried_only_once_its_record_is_sealed() -> None:
    assert is_under_way(at_east(PlaceStatus.DECLINED))
    assert opening(at_east(PlaceStatus.DECLINED)) is None


def test_what_is_carried_keeps_its_record_its_day_and_where_it_was_decided() -> None:
    new = Ratification(V2, EAST, PlaceStatus.NOT_STARTED, carried_from=VERSION, revision=4)
    earlier = at_east(
        PlaceStatus.RATIFIED, effective_on=date(2027, 6, 24), current_sha256=SHA, revision=9
    )
    kept = carried(new, earlier, PlaceStatus.RATIFIED)
    assert (kept.version_id, kept.revision, kept.carried_from) == (V2, 4, VERSION)
    assert (kept.effective_on, kept.current_sha256) == (date(2027, 6, 24), SHA)
    third = carried(replace(new, version_id="v3"), kept, PlaceStatus.RATIFIED)
    assert third.carried_from == VERSION


@pytest.mark.parametrize(
    ("status", "reopened", "live", "waits_for"),
    [
        (PlaceStatus.RATIFIED, False, False, VERSION),
        (PlaceStatus.RATIFIED, True, True, None),
        (PlaceStatus.AWAITING_DECISION, False, False, None),
        (PlaceStatus.AWAITING_DECISION, False, True, VERSION),
    ],
)
def test_what_a_place_waits_to_take_over(
    status: PlaceStatus, reopened: bool, live: bool, waits_for: str | None
) -> None:
    first = first_ratification(V2, at_east(status), reopened=reopened, live=live)
    assert (first.status, first.carried_from) == (PlaceStatus.NOT_STARTED, waits_for)


def test_words_and_dates_come_from_config_and_people_from_the_record() -> None:
    old = a_programme(facilitator="The Facilitator of record")
    config = a_programme(
        timeline={"term_months": 24, "public_signing_on": date(2028, 1, 1)},
        title="A new title",
        places=(),
        facilitator="Somebody else",
    )
    new = amended_programme(old, config, ())
    assert (new.title, new.facilitator) == ("A new title", "The Facilitator of record")
    assert new.places == old.places
    assert new.timeline.term_months == 24
    assert new.timeline.public_signing_on == date(2028, 1, 1)
    assert new.timeline.public_signing == ()
    assert new.timeline.effect == old.timeline.effect


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        (SHA[:16], True),
        (SHA, True),
        ("0123 4567 89AB CDEF", True),
        (SHA[:15], False),
        ("", False),
        ("f" * 16, False),
        (SHA + "0", False),
    ],
)
def test_an_approval_binds_the_text_whose_digits_are_given(digits: str, expected: bool) -> None:
    assert is_approved_text(SHA, digits) is expected
