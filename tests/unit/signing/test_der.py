"""What is written in DER is what a library that reads it finds, and in the form that it would write."""

from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from concordat.signing import der

OCTETS = st.binary(max_size=70_000)


@given(st.integers(min_value=0, max_value=2**200))
def test_a_number_is_the_shortest_that_is_not_negative(number: int) -> None:
    assert der.integer(number) == core.Integer(number).dump()


@given(OCTETS)
def test_a_length_takes_as_few_bytes_as_it_can(content: bytes) -> None:
    assert der.octets(content) == core.OctetString(content).dump()


@given(
    st.tuples(st.integers(0, 2), st.integers(0, 39), st.lists(st.integers(0, 2**40), min_size=1))
)
def test_an_identifier_is_written_number_by_number(
    numbers: tuple[int, int, list[int]],
) -> None:
    dotted = ".".join(str(number) for number in (*numbers[:2], *numbers[2]))
    assert der.identifier(dotted) == core.ObjectIdentifier(dotted).dump()


class Octets(core.SetOf):
    _child_spec = core.OctetString


@given(st.lists(st.binary(max_size=20)))
def test_the_members_of_a_set_have_one_order(contents: list[bytes]) -> None:
    written = der.set_of(*(der.octets(content) for content in contents))
    assert written == der.set_of(*(der.octets(content) for content in reversed(contents)))
    assert sorted(Octets.load(written, strict=True).native) == sorted(contents)


def test_a_sequence_keeps_its_order() -> None:
    parts = (der.integer(2), der.integer(1), der.NULL)
    assert der.sequence(*parts) == b"\x30\x08" + b"".join(parts)
