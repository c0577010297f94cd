"""The invitation to the public signing: sent when the day is announced, moved with it, called off."""

from dataclasses import replace
from datetime import date

from concordat.domain.facts import Fact
from concordat.domain.postponement import PostponementReason, Stage
from concordat.domain.states import VersionState
from concordat.services.deliver import deliver_notices
from concordat.services.move_dates import Why
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.ports import Letter
from concordat.services.postpone import postpone
from concordat.services.signing_day import Invitation
from tests.fakes import VERSION, approved, in_review, postman_of, publicly_signed, version_of

WHY = Why((PostponementReason.ELECTION,), "", "Steering group", date(2027, 3, 29))


def letters(office: Office, template: str) -> list[Letter]:
    postman_of(office).letters.clear()
    deliver_notices(office)
    return postman_of(office).of(template)


def invitation(letter: Letter) -> Invitation:
    assert letter.invitation is not None
    return letter.invitation


def test_a_day_that_moves_moves_in_the_calendars_of_those_who_were_invited(office: Office) -> None:
    first = invitation(letters(approved(office), "board-approved")[0])
    postpone(office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), WHY)
    moved = [invitation(x) for x in letters(office, "change-recorded")]
    assert len(moved) == 4 + 3, "four partners, three places"
    assert {i.day.key for i in moved} == {first.day.key}
    assert {i.day.on for i in moved} == {date(2027, 6, 3)}
    assert min(i.day.sequence for i in moved) > first.day.sequence
    assert not first.called_off
    assert not moved[0].called_off


def test_nobody_is_invited_before_the_board_has_approved(office: Office) -> None:
    in_review(office)
    why = replace(WHY, decided_on=date(2026, 12, 1))
    postpone(office, VERSION, Stage.PUBLIC_SIGNING, date(2027, 6, 3), why)
    assert {x.invitation for x in letters(office, "change-recorded")} == {None}


def test_a_letter_that_names_no_day_has_no_invitation(office: Office) -> None:
    publicly_signed(office)
    assert {x.invitation for x in letters(office, "agreement-signed")} == {None}


def test_a_version_that_is_superseded_unsigned_calls_its_day_off(office: Office) -> None:
    deliver_notices(approved(office))
    with office.register.writing() as tx:
        version = tx.version(VERSION)
        owe(
            tx,
            version,
            "a/test",
            "change-recorded",
            ("chair@alliance.example.org",),
            calendar=VERSION,
            partner="Alliance",
            change="text changed",
            what="Another text.",
            reason="",
            next="nothing.",
        )
        tx.save(replace(version, state=VersionState.SUPERSEDED))
        tx.record(Fact.VERSION_SUPERSEDED, VERSION, {})
    [told] = letters(office, "change-recorded")
    assert invitation(told).called_off
    assert invitation(told).day.on == version_of(office).public_signing_on
