from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.parties import SigningBlock
from concordat.domain.signing import Seat, progress, seats, slots
from tests.fakes import ICS, VCSE, a_block, a_signatory

CHAIR, LEAD = a_signatory("chair", "icb"), a_signatory("lead", "alliance")
THREE = (a_signatory("a", "one"), a_signatory("b", "one"), a_signatory("c", "two"))
IN_ORDER = (a_block(1, VCSE, LEAD), a_block(2, ICS, CHAIR))
SIDE_BY_SIDE = (a_block(1, VCSE, LEAD), a_block(1, ICS, CHAIR))
TWO_OF_THREE = (a_block(1, VCSE, *THREE, need=2), a_block(2, ICS, CHAIR))


@st.composite
def signings(draw: st.DrawFn) -> tuple[SigningBlock, ...]:
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    return tuple(
        a_block(
            draw(st.integers(1, 3)),
            draw(st.sampled_from([VCSE, ICS])),
            *(a_signatory(f"role {c}", f"organisation {b}") for c in range(size)),
            need=draw(st.integers(1, size)),
        )
        for b, size in enumerate(sizes)
    )


def test_nobody_waits_for_a_later_order_before_the_earlier_one_is_complete() -> None:
    assert progress(IN_ORDER, []).waiting_for == (Seat(0, 0),)
    assert progress(IN_ORDER, [Seat(0, 0)]).waiting_for == (Seat(1, 0),)


def test_blocks_of_one_order_sign_side_by_side() -> None:
    assert progress(SIDE_BY_SIDE, []).waiting_for == (Seat(0, 0), Seat(1, 0))
    assert progress(SIDE_BY_SIDE, [Seat(1, 0)]).waiting_for == (Seat(0, 0),)


def test_a_later_order_waits_for_every_block_of_the_earlier_one() -> None:
    blocks = (*SIDE_BY_SIDE, a_block(2, ICS, CHAIR))
    assert Seat(2, 0) not in progress(blocks, [Seat(0, 0)]).waiting_for
    assert progress(blocks, [Seat(0, 0), Seat(1, 0)]).waiting_for == (Seat(2, 0),)


def test_a_block_is_complete_when_as_many_as_needed_have_signed() -> None:
    assert progress(TWO_OF_THREE, [Seat(0, 2)]).waiting_for == (Seat(0, 0), Seat(0, 1))
    assert progress(TWO_OF_THREE, [Seat(0, 2)]).missing == 2
    assert progress(TWO_OF_THREE, [Seat(0, 2), Seat(0, 0)]).waiting_for == (Seat(1, 0),)


def test_who_has_signed_is_not_asked_again() -> None:
    assert Seat(0, 1) not in progress(TWO_OF_THREE, [Seat(0, 1)]).waiting_for


def test_a_signing_is_complete_when_every_block_is() -> None:
    assert not progress(TWO_OF_THREE, [Seat(0, 0), Seat(0, 1)]).complete
    done = progress(TWO_OF_THREE, [Seat(0, 0), Seat(0, 1), Seat(1, 0)])
    assert done.complete
    assert done.waiting_for == ()


def test_one_signature_more_than_needed_does_not_make_up_for_a_missing_block() -> None:
    result = progress(TWO_OF_THREE, [Seat(0, 0), Seat(0, 1), Seat(0, 2)])
    assert (result.complete, result.missing) == (False, 1)


def test_seats_are_numbered_in_config_order() -> None:
    found = seats(TWO_OF_THREE)
    assert [seat for seat, _ in found] == [Seat(0, 0), Seat(0, 1), Seat(0, 2), Seat(1, 0)]
    assert [who for _, who in found] == [*THREE, CHAIR]


def test_a_document_has_as_many_slots_as_signatures_are_needed() -> None:
    found = slots(TWO_OF_THREE)
    assert [slot.field for slot in found] == ["signature_0_0", "signature_0_1", "signature_1_0"]
    assert found[0].roles == ("a", "b", "c")
    assert found[0].organisations == ("one", "two")


def test_slots_are_in_signing_order_whatever_the_order_of_the_config() -> None:
    found = slots((a_block(2, ICS, CHAIR), a_block(1, VCSE, LEAD)))
    assert [(slot.order, slot.field) for slot in found] == [
        (1, "signature_1_0"),
        (2, "signature_0_0"),
    ]


@given(signings(), st.data())
def test_whoever_signs_in_turn_the_signing_ends_with_exactly_what_was_needed(
    blocks: tuple[SigningBlock, ...], data: st.DataObject
) -> None:
    signed: list[Seat] = []
    orders: list[int] = []
    while waiting := progress(blocks, signed).waiting_for:
        seat = data.draw(st.sampled_from(waiting))
        signed.append(seat)
        orders.append(blocks[seat.block].order)
    assert progress(blocks, signed).complete
    assert orders == sorted(orders)
    assert len(signed) == len(set(signed)) == sum(block.need for block in blocks)
