"""Whoever carries the signing requests, the register says the same: in-house, in memory, DocuSign."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from concordat.domain.facts import Fact
from concordat.domain.seating import SeatName
from concordat.domain.signature import RequestStatus
from concordat.domain.states import PlaceStatus
from concordat.services.ask_again import ask_again
from concordat.services.replace_signatory import Replacement, replace_signatory
from tests.fakes import EAST, VERSION, advance, clock_of, facts_of, go_to, place_of, signing_of
from tests.standins.carriers import CHAIR, LEAD, Carrier, carried, request_of

OWN = ("signing:identity", "signing:dispatch", "document:file:kept")
"""What only one way of carrying has: codes here, dispatches and what was fetched there."""
ASKED = [Fact.REQUEST_SENT]
SIGNED = [Fact.SIGNED, Fact.SIGNATURE_APPLIED]


@pytest.fixture(params=["inhouse", "memory", "docusign"])
def carrier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Carrier]:
    with carried(request.param, tmp_path) as made:
        yield made
        assert made.office.register.audit() == []


def facts(carrier: Carrier) -> list[str]:
    """Return what happened at East since it decided, but for what one way of carrying has alone."""
    happened = facts_of(carrier.office, f"{VERSION}/{EAST}")
    since = happened.index(Fact.DECISION_ADOPTED) + 1
    return [fact for fact in happened[since:] if not fact.startswith(OWN)]


def statuses(carrier: Carrier) -> list[RequestStatus]:
    return [request.status for request in signing_of(carrier.office, EAST).requests]


def test_both_sign_in_their_order_and_the_place_has_ratified(carrier: Carrier) -> None:
    assert facts(carrier) == ASKED
    carrier.sign(CHAIR)
    assert facts(carrier) == [*ASKED, *SIGNED, *ASKED]
    carrier.sign(LEAD)
    assert facts(carrier) == [*ASKED, *SIGNED, *ASKED, *SIGNED, Fact.RATIFIED]
    assert place_of(carrier.office, EAST).ratification.status == PlaceStatus.RATIFIED
    signatures = signing_of(carrier.office, EAST).signatures
    assert [s.name for s in signatures] == ["chair", "vcse lead"]
    assert [s.field for s in signatures] == ["signature_0_0", "signature_1_0"]


def test_a_decline_is_kept_with_its_reason_and_the_seat_can_be_asked_again(
    carrier: Carrier,
) -> None:
    carrier.decline(CHAIR, "The record names the wrong meeting.")
    assert facts(carrier) == [*ASKED, Fact.REQUEST_DECLINED]
    [request] = signing_of(carrier.office, EAST).requests
    assert request.reason == "The record names the wrong meeting."
    ask_again(carrier.office, VERSION, EAST, SeatName("chair"), "It was corrected.")
    advance(carrier.office, EAST)
    carrier.sign(CHAIR)
    carrier.sign(LEAD)
    assert place_of(carrier.office, EAST).ratification.status == PlaceStatus.RATIFIED
    assert facts(carrier)[2:] == [
        Fact.SEAT_REOPENED,
        *ASKED,
        *SIGNED,
        *ASKED,
        *SIGNED,
        Fact.RATIFIED,
    ]


def test_silence_is_reminded_and_then_expires_and_the_seat_is_asked_anew(carrier: Carrier) -> None:
    go_to(carrier.office, date(2027, 7, 8))
    advance(carrier.office, EAST)
    assert facts(carrier) == [*ASKED, Fact.REQUEST_REMINDED]
    clock_of(carrier.office).advance(days=90)
    advance(carrier.office, EAST)
    assert facts(carrier)[2:] == [Fact.REQUEST_EXPIRED, *ASKED]
    assert statuses(carrier) == [RequestStatus.EXPIRED, RequestStatus.OPEN]
    carrier.sign(CHAIR)
    carrier.sign(LEAD)
    assert place_of(carrier.office, EAST).ratification.status == PlaceStatus.RATIFIED


def told_of(carrier: Carrier, about: str) -> set[tuple[str, tuple[str, ...]]]:
    """Return which letters went to whom about one thing, but for those that ask somebody to sign."""
    with carrier.office.register.reading() as view:
        owed = view.unsent_notices()
    return {(one.template, one.to) for one in owed if about in one.id.removeprefix(VERSION)}


def test_a_decline_is_told_to_the_same_people(carrier: Carrier) -> None:
    carrier.decline(CHAIR, "The record names the wrong meeting.")
    told = told_of(carrier, "/declined")
    assert ("signatory-declined", ("lead@facilitator.example.org",)) in told
    others = {to for template, (to,) in told if template == "change-recorded"}
    assert {"vcse-lead@east.example.org", "clerk@east.example.org"} <= others
    assert "chair@east.example.org" not in others


def test_a_letter_that_comes_back_is_told_to_the_same_people_without_the_address(
    carrier: Carrier,
) -> None:
    carrier.bounce(CHAIR, "550 no such user chair@east.example.org")
    told = {to for _, (to,) in told_of(carrier, "bounced/")}
    assert {"lead@facilitator.example.org", "vcse-lead@east.example.org"} <= told
    assert "chair@east.example.org" not in told
    with carrier.office.register.reading() as view:
        [noted] = [entry for entry in view.trail() if entry.fact == Fact.REQUEST_BOUNCED]
    assert noted.said["words"] == "550 no such user [address]"


def test_a_letter_that_comes_back_stops_the_reminders(carrier: Carrier) -> None:
    carrier.bounce(CHAIR, "550 no such user")
    assert facts(carrier) == [*ASKED, Fact.REQUEST_BOUNCED]
    go_to(carrier.office, date(2027, 7, 8))
    advance(carrier.office, EAST)
    assert facts(carrier) == [*ASKED, Fact.REQUEST_BOUNCED]


def test_whoever_cannot_show_who_they_are_is_asked_anew(carrier: Carrier) -> None:
    carrier.fail_identity(CHAIR)
    assert facts(carrier) == [*ASKED, Fact.REQUEST_VOIDED, *ASKED]
    assert statuses(carrier) == [RequestStatus.CANCELLED, RequestStatus.OPEN]
    carrier.sign(CHAIR)


def test_a_new_holder_is_asked_in_the_place_of_the_old_one(carrier: Carrier) -> None:
    change = Replacement(
        SeatName("chair"),
        "new-chair@east.example.org",
        "The role has a new holder.",
        date(2027, 6, 25),
    )
    clock_of(carrier.office).advance(days=2)
    replace_signatory(carrier.office, VERSION, EAST, change)
    advance(carrier.office, EAST)
    assert facts(carrier)[-1] == Fact.REQUEST_SENT
    assert request_of(carrier.office, CHAIR).number == 2
    carrier.sign(CHAIR)
    carrier.sign(LEAD)
    assert place_of(carrier.office, EAST).ratification.status == PlaceStatus.RATIFIED
