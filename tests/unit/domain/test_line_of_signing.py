"""The line of those who sign, as a tablet and a signatory's page show it, and who may vouch."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from concordat.domain.holder import holder_on
from concordat.domain.in_person import InPersonSigning, Turn, ends_at, line_of, may_vouch
from concordat.domain.parties import Contact, Deputy
from concordat.domain.rules import InPersonRule
from concordat.domain.signature import (
    PUBLIC,
    RequestStatus,
    Signature,
    Signing,
    SigningRequest,
)
from concordat.domain.signing import Seat
from tests.fakes import ICS, LONDON, VCSE, a_block, a_signatory

NOW = datetime(2027, 5, 20, 10, tzinfo=UTC)
CHAIR, CO_CHAIR, LEAD = (a_signatory(role, "alliance") for role in ("chair", "co-chair", "lead"))
CHIEF = a_signatory("chief executive", "icb")
BLOCKS = (a_block(2, ICS, CHIEF), a_block(1, VCSE, CHAIR, CO_CHAIR))
OFFICER = Contact("event officer", "Officer@facilitator.example.org")


def request(
    seat: Seat, status: RequestStatus = RequestStatus.OPEN, number: int = 1
) -> SigningRequest:
    key = f"{PUBLIC}/{seat.block}.{seat.candidate}/{number}"
    return SigningRequest(
        f"v1/{key}",
        "v1",
        PUBLIC,
        seat.block,
        seat.candidate,
        number,
        "",
        "",
        status,
        NOW,
        NOW + timedelta(days=90),
    )


def signature(seat: Seat, role: str) -> Signature:
    return Signature(
        "r", "v1", PUBLIC, seat.block, seat.candidate, "A", role, "alliance", "", "", NOW
    )


def turns(signing: Signing, now: datetime = NOW) -> dict[str, Turn]:
    return {seat.role: seat.turn for seat in line_of(signing, LONDON, now)}


def test_the_line_is_in_signing_order_with_each_ones_turn() -> None:
    asked = (request(Seat(1, 0)), request(Seat(1, 1)))
    line = line_of(Signing(PUBLIC, BLOCKS, asked), LONDON, NOW)
    assert [(s.role, s.order, s.need, s.of, s.turn) for s in line] == [
        ("chair", 1, 1, 2, Turn.NOW),
        ("co-chair", 1, 1, 2, Turn.NOW),
        ("chief executive", 2, 1, 1, Turn.LATER),
    ]
    assert [s.request for s in line] == [*asked, None]


def test_when_enough_have_signed_the_others_need_not() -> None:
    made = Signing(PUBLIC, BLOCKS, (request(Seat(0, 0)),), (signature(Seat(1, 1), "co-chair"),))
    assert turns(made) == {
        "chair": Turn.NOT_NEEDED,
        "co-chair": Turn.SIGNED,
        "chief executive": Turn.NOW,
    }


@pytest.mark.parametrize(
    ("requests", "turn"),
    [
        ((), Turn.NOT_ASKED),
        ((request(Seat(1, 0), RequestStatus.DECLINED),), Turn.DECLINED),
        ((request(Seat(1, 0), RequestStatus.EXPIRED),), Turn.NOT_ASKED),
        ((request(Seat(1, 0), RequestStatus.CANCELLED), request(Seat(1, 0), number=2)), Turn.NOW),
    ],
)
def test_the_last_request_says_whose_turn_it_is(
    requests: tuple[SigningRequest, ...], turn: Turn
) -> None:
    assert turns(Signing(PUBLIC, BLOCKS, requests))["chair"] == turn


def test_a_request_past_its_time_cannot_be_signed() -> None:
    signing = Signing(PUBLIC, BLOCKS, (request(Seat(1, 0)),))
    assert turns(signing, NOW + timedelta(days=90))["chair"] == Turn.NOT_ASKED


def test_a_deputy_stands_in_the_line_as_deputy_and_who_signed_as_they_did() -> None:
    day = date(2027, 5, 20)
    deputised = replace(
        CHIEF, deputy=Deputy("deputy chief", "d@icb.example.org", day, day, "minute 7")
    )
    blocks = (a_block(1, ICS, deputised),)
    asked = Signing(PUBLIC, blocks, (request(Seat(0, 0)),))
    assert list(turns(asked)) == ["deputy chief (deputy for the chief executive)"]
    next_day = NOW + timedelta(days=1)
    assert list(turns(replace(asked, requests=()), next_day)) == ["chief executive"]
    signed = replace(asked, signatures=(signature(Seat(0, 0), "deputy chief"),))
    assert turns(signed, next_day) == {"deputy chief": Turn.SIGNED}


def test_an_in_person_signing_ends_with_its_day_or_when_it_is_closed() -> None:
    ends = ends_at(NOW, LONDON)
    assert ends == datetime(2027, 5, 20, 23, tzinfo=UTC)
    one = InPersonSigning("v1/in-person/1", "v1", 1, "", NOW, ends)
    assert one.key == "in-person/1"
    assert one.is_open(ends - timedelta(seconds=1))
    assert not one.is_open(ends)
    assert not replace(one, closed_at=NOW).is_open(NOW)


def test_the_officer_vouches_where_the_programme_says_so_and_never_for_themselves() -> None:
    chair = holder_on(CHAIR, date(2027, 5, 20))
    officer = holder_on(replace(CHAIR, email="officer@facilitator.example.org"), date(2027, 5, 20))
    assert may_vouch(InPersonRule(OFFICER, witness=True), chair)
    assert not may_vouch(InPersonRule(OFFICER, witness=True), officer)
    assert not may_vouch(InPersonRule(OFFICER), chair)
    assert not may_vouch(None, chair)
