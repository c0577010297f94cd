"""A decline is told to everyone who should know, and its reason to nobody whom it is not for."""

from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.parties import Contact
from concordat.services.deliver import deliver_notices
from concordat.services.notify import leads
from concordat.services.office import Office
from concordat.services.ports import Letter
from tests.fakes import (
    EAST,
    VERSION,
    advance,
    approved,
    declined_by_link,
    go_to,
    place_decided,
    postman_of,
    signing_of,
    version_of,
)

REASON = "Our funding <b>hangs</b> on it."
LEAD = "lead@facilitator.example.org"
SECTORS = {"chair@alliance.example.org", "secretary@icb.example.org"}


def letters(office: Office) -> list[Letter]:
    postman_of(office).letters.clear()
    deliver_notices(office)
    return postman_of(office).letters


def declined(office: Office, scope: str) -> list[Letter]:
    """Have the first who is asked decline; return the letters that tell of it."""
    advance(office, scope)
    deliver_notices(office)
    [request, *_] = signing_of(office, scope).open_requests
    declined_by_link(office, office.links.token(request.id), REASON)
    return [x for x in letters(office) if x.template != "identity-code"]


def test_s16_a_signatorys_decline_is_told_to_the_others_and_the_lead_of_each_party(
    signed_office: Office,
) -> None:
    told = declined(place_decided(signed_office, EAST), EAST)
    assert {to for x in told for to in x.to} == {
        LEAD,
        "clerk@east.example.org",
        "vcse-lead@east.example.org",
        *SECTORS,
    }
    assert all(len(x.to) == 1 for x in told)


def test_s16_the_reason_goes_to_the_facilitator_alone(signed_office: Office) -> None:
    told = declined(place_decided(signed_office, EAST), EAST)
    with_reason = [x for x in told if "funding" in "".join(x.params.values()) and "hangs" in str(x)]
    assert [x.to for x in with_reason] == [(LEAD,)]
    others = [x for x in told if x.to != (LEAD,)]
    assert all(
        "The chair, east, has declined to sign for East." in x.params["what"] for x in others
    )
    assert all("funding or standing" in x.params["what"] for x in others)


def test_s16_in_the_public_signing_the_other_party_is_told_as_well(office: Office) -> None:
    approved(office)
    go_to(office, version_of(office).public_signing_on, 10)
    told = declined(office, "public")
    assert {to for x in told for to in x.to} == {
        LEAD,
        "chief-executive@icb.example.org",
        "secretary@icb.example.org",
    }


def test_s16_whoever_declined_is_not_told_of_it(signed_office: Office) -> None:
    told = declined(place_decided(signed_office, EAST), EAST)
    assert "chair@east.example.org" not in {to for x in told for to in x.to}


@pytest.mark.parametrize(
    ("outcome", "leads_are_told"), [(Outcome.DECLINED, True), (Outcome.RATIFIED, False)]
)
def test_s16_a_places_decline_is_told_to_the_lead_of_each_party_with_its_reason(
    signed_office: Office, outcome: Outcome, leads_are_told: bool
) -> None:
    place_decided(signed_office, EAST, outcome, text="Not this text." * leads_are_told)
    told = [x for x in letters(signed_office) if x.template == "place-decided"]
    addressees = {to for x in told for to in x.to}
    assert addressees == {LEAD, "clerk@east.example.org", *(SECTORS if leads_are_told else ())}
    assert len({x.id for x in told}) == len(told)
    assert VERSION in told[0].id
    if leads_are_told:
        assert {x.params["text"] for x in told} == {"Not this text."}


def test_the_lead_of_a_party_is_its_first_partner_that_is_still_one(office: Office) -> None:
    gone = date(2026, 1, 1)
    version = version_of(office)
    vcse, ics = version.programme.parties
    parties = (
        replace(vcse, partners=(replace(vcse.partners[0], left_on=gone), vcse.partners[1])),
        replace(ics, partners=tuple(replace(p, left_on=gone) for p in ics.partners)),
    )
    changed = replace(version, programme=replace(version.programme, parties=parties))
    with office.register.writing() as tx:
        assert leads(tx, changed) == (Contact("VCSE sector", LEAD),)
        assert [c.email for c in leads(tx, version)] == sorted(SECTORS)
