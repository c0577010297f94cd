"""What a place's record says of how the decision was reached."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from concordat.domain.decision import Outcome
from concordat.domain.meetings import Attendance
from concordat.domain.rules import Quorum
from concordat.services.call_in import CallInAct, waive_call_in
from concordat.services.content import RecordDocument
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.decision_checks import HowDecided
from concordat.services.office import Office
from tests.fakes import (
    DECIDED_ON,
    EAST,
    NORTH,
    VERSION,
    a_programme,
    advance,
    an_office,
    call_in_over,
    go_to,
    place_asked,
    place_decided,
    publicly_signed,
)
from tests.integration.services.contents import RememberingPublisher, remembering

WAIVER = CallInAct("the chair of scrutiny", date(2027, 6, 14), "OSC/27/3")


def record_of(publisher: RememberingPublisher) -> RecordDocument:
    [record] = publisher.all_of(RecordDocument)
    return record


def test_a_record_says_that_a_call_in_ran_out_unused(signed_office: Office) -> None:
    office, publisher = remembering(signed_office)
    call_in_over(place_decided(office, NORTH), NORTH)
    advance(office, NORTH)
    assert record_of(publisher).call_in == (
        "Open until 17 June 2027; the decision was not called in."
    )


def test_a_record_says_who_waived_the_call_in(signed_office: Office) -> None:
    office, publisher = remembering(signed_office)
    place_decided(office, NORTH)
    go_to(office, date(2027, 6, 14))
    waive_call_in(office, VERSION, NORTH, WAIVER)
    advance(office, NORTH)
    assert record_of(publisher).call_in == (
        "Waived on 14 June 2027 by the chair of scrutiny (OSC/27/3)."
    )


def test_a_record_where_nothing_can_be_called_in_says_nothing_of_it(tmp_path: Path) -> None:
    programme = a_programme()
    quorum = Quorum(4, ("a councillor",))
    bodies = tuple(
        replace(body, quorum=quorum) if body.id == programme.place(EAST).body else body
        for body in programme.bodies
    )
    office = publicly_signed(an_office(tmp_path, replace(programme, bodies=bodies)))
    office, publisher = remembering(office)
    place_asked(office, EAST)
    go_to(office, DECIDED_ON[EAST], 17)
    how = HowDecided(attendance=Attendance(5, ("a councillor",)))
    decision = PlaceDecision(Outcome.DECLINED, DECIDED_ON[EAST], "SB/27/1", "Too soon.", how=how)
    decide_place(office, VERSION, EAST, decision)
    advance(office, EAST)
    record = record_of(publisher)
    assert (record.call_in, record.quorum, record.slots) == ("", quorum, ())
    assert (record.members_present, record.roles_present) == (5, ("a councillor",))
