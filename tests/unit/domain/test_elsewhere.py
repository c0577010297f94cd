"""What is due in a signing that a provider carries: nobody passed over, nothing sealed too early."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from concordat.domain.dispatch import (
    Dispatch,
    DispatchStanding,
    dispatch_key,
    read_seat,
    written_seat,
)
from concordat.domain.elsewhere import dispatch_step, plan_step, recall_step
from concordat.domain.next_step import signing_step
from concordat.domain.rules import SigningRule
from concordat.domain.signature import Medium, Signature, Signing
from concordat.domain.signing import Seat
from concordat.domain.steps import (
    FetchSigned,
    Invite,
    PlanDispatch,
    RecallDispatch,
    Seal,
    SendDispatch,
)
from tests.fakes import EAST, ICS, LONDON, VCSE, VERSION, a_block, a_signatory

NOW = datetime(2027, 6, 24, 12, tzinfo=UTC)
A, B, C = Seat(0, 0), Seat(1, 0), Seat(2, 0)
BLOCKS = (
    a_block(1, ICS, a_signatory("chair", "a")),
    a_block(1, VCSE, a_signatory("lead", "b")),
    a_block(2, ICS, a_signatory("clerk", "c")),
)


def a_dispatch(*seats: Seat, **changes: Any) -> Dispatch:
    made = Dispatch(
        version_id=VERSION,
        scope=EAST,
        number=1,
        provider="memory",
        seats=tuple(written_seat(seat) for seat in seats),
        document_sha256="d",
        standing=DispatchStanding.OPEN,
        planned_at=NOW,
        reference="r",
    )
    return replace(made, **changes)


def a_signature(seat: Seat, medium: Medium = Medium.ELECTRONIC) -> Signature:
    return Signature(
        request_id=f"r{seat.block}",
        version_id=VERSION,
        scope=EAST,
        block=seat.block,
        candidate=seat.candidate,
        name="The holder",
        role="chair",
        organisation="a",
        statement="I sign.",
        document_sha256="d",
        signed_at=NOW,
        applied_at=NOW,
        medium=medium,
    )


def a_signing(*dispatches: Dispatch, signed: tuple[Signature, ...] = ()) -> Signing:
    return Signing(EAST, BLOCKS, (), signed, "memory", dispatches)


def step(signing: Signing) -> Any:
    return signing_step(signing, SigningRule(), NOW, LONDON, "england-and-wales")


def test_everyone_goes_into_one_dispatch_in_their_order() -> None:
    assert step(a_signing()) == PlanDispatch((A, B, C))


def test_in_house_nothing_is_planned() -> None:
    assert step(replace(a_signing(), provider="inhouse")) == Invite((A, B))


def test_a_planned_dispatch_is_handed_over_before_anybody_is_asked() -> None:
    planned = a_dispatch(A, B, C, standing=DispatchStanding.PLANNED, reference=None)
    assert step(a_signing(planned)) == SendDispatch(planned)


def test_those_whom_the_provider_asks_are_recorded_as_asked() -> None:
    assert step(a_signing(a_dispatch(A, B, C))) == Invite((A, B))


def test_nobody_of_a_later_turn_joins_while_somebody_of_this_one_is_elsewhere() -> None:
    assert plan_step(a_signing(a_dispatch(A)), (A, B)) == PlanDispatch((B,))
    assert plan_step(a_signing(a_dispatch(A, B)), (A, B)) is None


def test_a_later_turn_that_was_left_out_gets_a_dispatch_of_its_own() -> None:
    signing = a_signing(signed=(a_signature(A), a_signature(B)))
    assert plan_step(signing, (C,)) == PlanDispatch((C,))


def test_nothing_is_sealed_while_a_dispatch_is_open() -> None:
    signed = (a_signature(A), a_signature(B), a_signature(C))
    assert step(a_signing(a_dispatch(A, B, C), signed=signed)) is None


def test_what_was_signed_is_fetched_before_anything_is_sealed() -> None:
    signed = (a_signature(A), a_signature(B), a_signature(C))
    over = a_dispatch(A, B, C, standing=DispatchStanding.COMPLETE)
    assert step(a_signing(over, signed=signed)) == FetchSigned(over)
    fetched = replace(over, signed_sha256="s", certificate_sha256="c")
    assert step(a_signing(fetched, signed=signed)) == Seal()


@pytest.mark.parametrize(
    "standing", [DispatchStanding.DECLINED, DispatchStanding.RECALLED, DispatchStanding.EXPIRED]
)
def test_a_dispatch_in_which_nobody_signed_is_not_fetched(standing: DispatchStanding) -> None:
    assert dispatch_step(a_signing(a_dispatch(A, standing=standing))) is None


def test_a_signature_on_paper_recalls_the_dispatch_and_is_not_fetched_from_it() -> None:
    on_paper = (a_signature(A, Medium.PAPER),)
    opened = a_dispatch(A, B)
    assert dispatch_step(a_signing(opened, signed=on_paper)) == RecallDispatch(opened)
    recalled = replace(opened, standing=DispatchStanding.RECALLED)
    assert dispatch_step(a_signing(recalled, signed=on_paper)) is None


def test_where_nobody_is_to_sign_any_more_what_is_open_is_recalled() -> None:
    opened = a_dispatch(A)
    assert recall_step(a_signing(opened)) == RecallDispatch(opened)
    assert recall_step(a_signing(replace(opened, standing=DispatchStanding.COMPLETE))) is None


def test_a_seat_and_a_key_are_written_as_they_are_read() -> None:
    assert read_seat(written_seat(Seat(12, 3))) == Seat(12, 3)
    assert a_dispatch(A).key == dispatch_key(VERSION, EAST, 1) == f"{VERSION}/{EAST}/dispatch/1"
