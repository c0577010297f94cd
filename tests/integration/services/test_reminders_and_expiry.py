from datetime import date, timedelta

import pytest

from concordat.domain.errors import LinkRefused
from concordat.domain.signature import RequestStatus
from concordat.domain.states import PlaceStatus
from concordat.services.office import Office
from concordat.services.sign import open_link
from tests.fakes import (
    EAST,
    WEST,
    advance,
    all_signed,
    clock_of,
    place_decided,
    place_of,
    sign_request,
    signing_of,
)


@pytest.fixture
def office(signed_office: Office) -> Office:
    """Begin every life here at the end of the public signing."""
    return signed_office


@pytest.fixture
def at_east(office: Office) -> Office:
    """Return the office on 24 June, when East's first signatory has been asked."""
    place_decided(office, EAST)
    advance(office, EAST)
    return office


def notices(office: Office, template: str) -> list[tuple[str, ...]]:
    with office.register.reading() as view:
        return [n.to for n in view.unsent_notices() if n.template == template]


def test_a_reminder_follows_five_working_days_of_silence(at_east: Office) -> None:
    clock_of(at_east).at(date(2027, 6, 30), 23)
    assert advance(at_east, EAST) == ()
    clock_of(at_east).at(date(2027, 7, 1), 0)
    assert advance(at_east, EAST) == ("Remind",)
    assert advance(at_east, EAST) == ()
    assert notices(at_east, "signing-reminder") == [("chair@east.example.org",)]


def test_a_reminder_carries_the_same_link(at_east: Office) -> None:
    clock_of(at_east).at(date(2027, 7, 1))
    advance(at_east, EAST)
    with at_east.register.reading() as view:
        links = {n.template: n.link for n in view.unsent_notices() if n.link and EAST in n.id}
    assert links["signing-reminder"] == links["signing-request"]


def test_nobody_is_reminded_more_than_four_times(at_east: Office) -> None:
    done: list[str] = []
    for _ in range(89):
        clock_of(at_east).advance(days=1)
        done += advance(at_east, EAST)
    assert done == ["Remind"] * 4
    assert signing_of(at_east, EAST).requests[0].reminders == 4


def test_a_long_absence_is_made_up_for_by_one_reminder_not_by_all_at_once(
    at_east: Office,
) -> None:
    clock_of(at_east).advance(days=60)
    assert advance(at_east, EAST) == ("Remind",)


def test_who_has_signed_is_not_reminded(at_east: Office) -> None:
    sign_request(at_east, signing_of(at_east, EAST).open_requests[0])
    advance(at_east, EAST)
    clock_of(at_east).advance(days=10)
    assert advance(at_east, EAST) == ("Remind",)
    assert notices(at_east, "signing-reminder") == [("vcse-lead@east.example.org",)]


def test_each_of_several_who_may_sign_is_reminded(office: Office) -> None:
    place_decided(office, WEST)
    advance(office, WEST)
    clock_of(office).advance(days=10)
    assert advance(office, WEST) == ("Remind", "Remind")


def test_an_expired_request_is_closed_and_its_seat_asked_anew(at_east: Office) -> None:
    [first] = signing_of(at_east, EAST).requests
    assert first.expires_at == first.sent_at + timedelta(days=90)
    clock_of(at_east).set(first.expires_at)
    assert advance(at_east, EAST) == ("Expire", "Invite")
    old, new = signing_of(at_east, EAST).requests
    assert (old.status, new.status) == (RequestStatus.EXPIRED, RequestStatus.OPEN)
    assert (new.number, new.seat, new.reminders) == (2, old.seat, 0)
    assert new.link_sha256 != old.link_sha256
    assert new.document_sha256 == old.document_sha256
    assert notices(at_east, "request-expired") == [("lead@facilitator.example.org",)]


def test_the_old_link_of_a_seat_asked_anew_stays_expired_and_the_new_one_signs(
    at_east: Office,
) -> None:
    [first] = signing_of(at_east, EAST).requests
    clock_of(at_east).set(first.expires_at)
    advance(at_east, EAST)
    with pytest.raises(LinkRefused) as refusal:
        open_link(at_east, at_east.links.token(first.id))
    assert refusal.value.why == "expired"
    all_signed(at_east, EAST)
    assert place_of(at_east, EAST).ratification.status == PlaceStatus.RATIFIED


def test_the_letter_gives_the_day_of_expiry_on_london_clocks(at_east: Office) -> None:
    clock_of(at_east).at(date(2027, 6, 25), 0, 30)
    sign_request(at_east, signing_of(at_east, EAST).open_requests[0])
    advance(at_east, EAST)
    with at_east.register.reading() as view:
        [asked] = [
            n for n in view.unsent_notices() if "vcse-lead@east.example.org" in n.to and n.link
        ]
    assert asked.params["expires_on"] == "2027-09-23"


def test_silence_for_years_is_never_consent(at_east: Office) -> None:
    for _ in range(30):
        clock_of(at_east).advance(days=45)
        advance(at_east, EAST)
    assert place_of(at_east, EAST).ratification.status == PlaceStatus.SIGNING
    assert signing_of(at_east, EAST).signatures == ()
