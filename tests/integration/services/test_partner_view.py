"""What everyone may see of a partner: what it signs, what is awaited of it, and its dates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from concordat.services.office import Office
from concordat.services.partner_view import PartnerView, partner_view
from concordat.services.review_cycle import open_review
from concordat.services.review_return import submit_return
from tests.fakes import (
    ICS,
    VCSE,
    VERSION,
    WEST,
    a_block,
    a_programme,
    a_signatory,
    advance,
    an_office,
    approved,
    declined_by_link,
    engine_of,
    go_to,
    place_decided,
    publicly_signed,
    sign_request,
    signing_of,
)

CHAIR, CO_CHAIR, LEAD = (a_signatory(r, "Alliance") for r in ("chair", "co-chair", "lead"))
CHIEF = a_signatory("chief executive", "ICB")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Return an office in whose signings the partners themselves sign."""
    in_public = (a_block(1, ICS, CHIEF), a_block(2, VCSE, CHAIR, CO_CHAIR))
    programme = a_programme(timeline={"public_signing": in_public})
    at_west = (a_block(1, VCSE, LEAD), a_block(2, ICS, a_signatory("chair", "west")))
    places = tuple(
        replace(place, signatories=at_west) if place.id == WEST else place
        for place in programme.places
    )
    made = an_office(tmp_path, replace(programme, places=places))
    yield made
    engine_of(made).dispose()


def seen(office: Office, party: str = VCSE, number: int = 1) -> PartnerView:
    with office.register.reading() as view:
        return partner_view(view, view.version(VERSION), party, number)


def roles(office: Office, kind: str, party: str = VCSE) -> list[tuple[str, str]]:
    return [(part.role, part.document) for part in getattr(seen(office, party), kind)]


IN_PUBLIC = "the agreement, in public"
AT_WEST = "the ratification record of West"


def test_before_a_signing_everything_comes_later(office: Office) -> None:
    assert roles(office, "awaited") == []
    assert roles(office, "signed") == []
    assert roles(office, "later") == [
        ("chair", IN_PUBLIC),
        ("co-chair", IN_PUBLIC),
        ("lead", AT_WEST),
    ]


def test_whoever_is_asked_is_awaited_until_the_last_day(office: Office) -> None:
    approved(office)
    go_to(office, date(2027, 5, 20), 10)
    advance(office)
    [part] = seen(office, ICS).awaited
    assert (part.role, part.document, part.until) == (
        "chief executive",
        IN_PUBLIC,
        date(2027, 8, 18),
    )
    assert roles(office, "awaited") == []
    sign_request(office, signing_of(office).open_requests[0])
    advance(office)
    assert roles(office, "signed", ICS) == [("chief executive", IN_PUBLIC)]
    assert roles(office, "awaited") == [("chair", IN_PUBLIC), ("co-chair", IN_PUBLIC)]


def test_of_several_who_may_sign_the_one_who_did_is_shown(office: Office) -> None:
    publicly_signed(office)
    assert roles(office, "signed") == [("chair", IN_PUBLIC)]
    assert roles(office, "later") == [("lead", AT_WEST)]


def test_whoever_declined_is_waited_for_and_no_more_is_said(office: Office) -> None:
    publicly_signed(office)
    place_decided(office, WEST)
    advance(office, WEST)
    request = signing_of(office, WEST).open_requests[0]
    declined_by_link(office, office.links.token(request.id), "Not now.")
    [part] = seen(office).awaited
    assert (part.role, part.until) == ("lead", None)


def test_dates_are_everyones_and_those_of_places_where_the_partner_signs(office: Office) -> None:
    publicly_signed(office)
    for place in ("east", WEST):
        advance(office, place)
    keys = {d.key for d in seen(office).dates}
    assert f"{VERSION}-place-west" in keys
    assert f"{VERSION}-place-east" not in keys
    assert f"{VERSION}-places-due" in keys
    assert f"{VERSION}-comments-until" not in keys


def test_a_body_that_bears_the_partners_name_shows_its_meetings_to_come(office: Office) -> None:
    [meetings] = seen(office, ICS).meetings
    assert (meetings.body, meetings.days) == ("ICB board", (date(2027, 3, 30), date(2027, 5, 25)))
    approved(office)
    assert [m.days for m in seen(office, ICS).meetings] == [(date(2027, 3, 30), date(2027, 5, 25))]
    publicly_signed(office)
    go_to(office, date(2027, 5, 26), 9)
    assert seen(office, ICS).meetings == ()


def test_a_return_to_a_review_is_awaited_until_it_is_there(ratified_office: Office) -> None:
    assert seen(ratified_office).return_due_on is None
    with ratified_office.register.reading() as view:
        review = view.review(VERSION, 1)
    go_to(ratified_office, review.opens_on, 9)
    open_review(ratified_office, VERSION, 1)
    assert seen(ratified_office).return_due_on == review.returns_due_on
    with ratified_office.register.reading() as view:
        ask = next(a for a in view.asks(VERSION, 1) if a.partner == "Alliance")
    token = ratified_office.links.token(ask.id)
    submit_return(ratified_office, token, ((True, "It works."),), {})
    assert seen(ratified_office).return_due_on is None
