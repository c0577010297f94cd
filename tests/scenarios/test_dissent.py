"""Whoever objects may have their money from those who read it: a programme can keep dissent apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from concordat.domain.decision import Outcome
from concordat.services.deliver import deliver_notices
from concordat.services.facilitators_desk import facilitators_desk
from concordat.services.office import Office
from concordat.services.withdraw import LeavingNotice, withdraw_partner, withdraw_place
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    a_programme,
    advance,
    an_office,
    declined_by_link,
    go_to,
    place_decided,
    postman_of,
    publicly_signed,
    ratified,
    signing_of,
)
from tests.integration.portal.conftest import Visitor

WHY = "The grant we live on was named to us in the same meeting."
LEAVING = LeavingNotice(date(2027, 6, 24), date(2027, 10, 25), WHY)
Offices = Callable[[bool], Office]


@pytest.fixture
def signed_where(tmp_path: Path) -> Offices:
    """Return how to have an office whose programme keeps dissent apart, or does not."""

    def make(apart: bool) -> Office:
        return publicly_signed(an_office(tmp_path, replace(a_programme(), dissent_apart=apart)))

    return make


def shown(office: Office) -> str:
    """Return everything that the portal shows to anyone about where the agreement stands."""
    visitor = Visitor(office)
    return "\n".join(visitor.get(path).text for path in ("/", "/status.json", "/programme.ics"))


def told_to_others(office: Office) -> str:
    """Return every letter that went to anyone but the facilitator."""
    deliver_notices(office)
    letters = postman_of(office).letters
    return "\n".join(
        repr(letter.params) for letter in letters if letter.to != ("lead@facilitator.example.org",)
    )


def with_a_decline(office: Office) -> Office:
    place_decided(office, EAST)
    advance(office, EAST)
    token = office.links.token(signing_of(office, EAST).open_requests[0].id)
    declined_by_link(office, token, WHY)
    return office


def test_where_dissent_is_kept_apart_nobody_else_learns_of_a_decline(
    signed_where: Offices,
) -> None:
    office = with_a_decline(signed_where(True))
    assert "declined" not in shown(office)
    assert WHY not in shown(office) + told_to_others(office)
    with office.register.reading() as view:
        [seen] = facilitators_desk(view, VERSION).to_see_to
    assert (seen.what, seen.words) == ("Declined to sign", WHY)


def test_elsewhere_a_decline_is_shown_but_never_its_reason(signed_where: Offices) -> None:
    office = with_a_decline(signed_where(False))
    assert "(has declined)" in shown(office)
    assert WHY not in shown(office) + told_to_others(office)


@pytest.mark.parametrize("apart", [True, False])
def test_why_a_partner_leaves_is_told_unless_dissent_is_kept_apart(
    signed_where: Offices, apart: bool
) -> None:
    office = signed_where(apart)
    place_decided(office, EAST)
    withdraw_partner(office, VERSION, "Small Groups Network", LEAVING)
    told = shown(office) + told_to_others(office)
    assert "Small Groups Network" in told
    assert (WHY in told) is not apart


def test_what_a_place_decides_is_public_in_every_programme(signed_where: Offices) -> None:
    office = signed_where(True)
    ratified(office, NORTH)
    place_decided(office, EAST, Outcome.DECLINED, text="The text binds us to nothing.")
    assert "The text binds us to nothing." in shown(office)
    withdraw_place(office, VERSION, NORTH, LEAVING)
    assert WHY in told_to_others(office)


def test_the_leaving_of_a_partner_is_told_without_its_reason_on_its_day(
    signed_where: Offices,
) -> None:
    office = signed_where(True)
    place_decided(office, EAST)
    withdraw_partner(office, VERSION, "Small Groups Network", LEAVING)
    go_to(office, date(2027, 10, 26))
    advance(office)
    told = told_to_others(office)
    assert "is no longer a partner" in told
    assert WHY not in told
