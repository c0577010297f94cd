from dataclasses import replace

from concordat.domain.meetings import Attendance, quorum_result
from concordat.domain.rules import Quorum
from concordat.rehearsal.cast import how_reached
from tests.fakes import a_programme

BODY = a_programme().bodies[0]


def test_a_rehearsed_meeting_is_attended_by_just_as_many_as_its_quorum_needs() -> None:
    quorum = Quorum(7, ("chair or vice-chair", "a partner member"))
    form = how_reached(replace(BODY, quorum=quorum))
    there = Attendance(form["members_present"], tuple(form["roles_present"]))
    assert quorum_result(quorum, there).met
    assert there.members_present == 7


def test_nothing_is_said_of_a_rehearsed_meeting_without_a_quorum() -> None:
    assert how_reached(BODY) == {}
