"""What the scenarios of deciding bodies share: a programme with their rules, and what must hold after."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.domain.decision import BoardOutcome, Decision, Outcome
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.meetings import Attendance
from concordat.domain.programme import Programme
from concordat.domain.record import Notice
from concordat.domain.rules import Quorum, UrgentDecision
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.decide_board import BoardDecision
from concordat.services.decide_place import PlaceDecision
from concordat.services.decision_checks import HowDecided
from concordat.services.office import Office
from tests.fakes import (
    BOARD_MET_ON,
    DECIDED_ON,
    EAST,
    VERSION,
    engine_of,
    place_asked,
    rows_of,
    version_of,
)

QUORUM = Quorum(5, ("chair or vice-chair", "a partner member"))
URGENT = UrgentDecision("the Chair and the Chief Executive together", report_back=True)
QUORATE = HowDecided(attendance=Attendance(5, ("Vice-Chair", "a partner member")))
APPROVE = BoardDecision(BoardOutcome.APPROVED, BOARD_MET_ON, "ICB/27/31", how=QUORATE)
DEFER = replace(APPROVE, outcome=BoardOutcome.DEFERRED, reason="Not quorate.", how=HowDecided())
ADOPT = PlaceDecision(Outcome.RATIFIED, DECIDED_ON[EAST], "SB/27/9", how=QUORATE)
TODAY = date(2027, 5, 20)
"""The day on which the agreement was signed in public, and the places are asked."""


def reconfigured(office: Office, programme: Programme) -> Office:
    """Put another programme on the register, as an act that changes it would."""
    with office.register.writing() as tx:
        version = tx.version(VERSION)
        sha256 = tx.add_programme(programme)
        tx.save(replace(version, programme=programme, programme_sha256=sha256))
        tx.record(Fact.VERSION_REGISTERED, VERSION, {"programme_sha256": sha256})
    return office


def with_body(office: Office, body_id: str, **changes: Any) -> Office:
    """Give one body of the programme other rules."""
    programme = version_of(office).programme
    bodies = tuple(replace(b, **changes) if b.id == body_id else b for b in programme.bodies)
    return reconfigured(office, replace(programme, bodies=bodies))


def decisions_of(office: Office, place: str | None = None) -> tuple[Decision, ...]:
    """Return the decisions of a place, or of the board, oldest first."""
    with office.register.reading() as view:
        return view.decisions(VERSION, place)


def owed(office: Office, named: str) -> list[Notice]:
    """Return the notices owed whose ids name that occasion."""
    with office.register.reading() as view:
        return [n for n in view.unsent_notices() if named in n.id]


def said_of(office: Office, fact: Fact) -> list[dict[str, Any]]:
    """Return what the trail says of a fact, oldest first."""
    with office.register.reading() as view:
        return [e.said for e in view.trail() if e.fact == fact]


def all_asked(office: Office, *places: str) -> Office:
    """Ask places for their decision."""
    for place in places:
        place_asked(office, place)
    return office


def refused(office: Office, act: Callable[[], None], says: str) -> NotAllowed:
    """Return the refusal of an act, which changed nothing and says what to do instead."""
    before = rows_of(office)
    with pytest.raises(NotAllowed, match=says) as refusal:
        act()
    assert rows_of(office) == before
    assert refusal.value.remedy
    assert refusal.value.state
    assert refusal.value.attempted
    return refusal.value


def unchanged(office: Office, act: Callable[[], None]) -> None:
    """Check that an act recorded again changes nothing."""
    before = rows_of(office)
    act()
    assert rows_of(office) == before


def check_sound(office: Office) -> None:
    """Check that the register is what its trail says, and the trail is whole."""
    with office.register.reading() as view:
        entries = view.trail()
    with engine_of(office).connect() as connection:
        assert differences(connection, entries) == []
    assert chain_faults(entry.as_line() for entry in entries) == []
