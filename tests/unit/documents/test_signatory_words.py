from dataclasses import replace
from datetime import date

import pytest

from concordat.documents.signatory_words import authorities, who_signs
from concordat.domain.parties import Deputy, Mandate, SigningBlock
from concordat.domain.signing import slots
from tests.fakes import ICS, VCSE, a_block, a_signatory

A, B, C = (a_signatory(f"co-chair {letter}", "west") for letter in "ABC")
SAME = a_signatory("co-chair", "west")
MANDATE = Mandate("the Assembly", "its vote of 3 March 2027", "no funds")
DEPUTY = Deputy("vice-chair", "v@west.example.org", date(2027, 6, 1), date(2027, 6, 2), "minute 7")


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (a_block(1, ICS, A), ["co-chair A"]),
        (a_block(1, ICS, A, B), ["Any one of: co-chair A; co-chair B"]),
        (a_block(1, ICS, A, B, C, need=2), ["Any two of: co-chair A; co-chair B; co-chair C"] * 2),
        (
            a_block(1, ICS, A, B, need=2),
            [
                "co-chair A (both sign: co-chair A and co-chair B)",
                "co-chair B (both sign: co-chair A and co-chair B)",
            ],
        ),
        (a_block(1, ICS, SAME, SAME), ["Any one of: those who share the role of co-chair"]),
        (a_block(1, ICS, SAME, SAME, need=2), ["co-chair (both who share it sign)"] * 2),
        (
            a_block(1, ICS, SAME, SAME, SAME, need=3),
            ["co-chair (all three who share it sign)"] * 3,
        ),
        (
            a_block(1, ICS, *[SAME] * 7, need=6),
            ["Any 6 of: those who share the role of co-chair"] * 6,
        ),
    ],
)
def test_a_slot_says_who_signs_and_how_many_of_them(block: SigningBlock, says: list[str]) -> None:
    assert [who_signs(slot) for slot in slots((block,))] == says


def test_three_who_all_sign_are_listed() -> None:
    [first, *_] = slots((a_block(1, ICS, A, B, C, need=3),))
    assert who_signs(first) == (
        "co-chair A (all three sign: co-chair A, co-chair B and co-chair C)"
    )


def test_a_mandate_stands_beside_its_signature_with_its_limits() -> None:
    [slot] = slots((a_block(1, VCSE, replace(A, mandate=MANDATE)),))
    assert authorities(slot) == [
        "mandate from the Assembly; basis: its vote of 3 March 2027; limits: no funds"
    ]


def test_a_deputy_stands_beside_the_signature_they_may_make() -> None:
    [slot] = slots((a_block(1, VCSE, replace(A, deputy=DEPUTY)),))
    assert authorities(slot) == [
        "vice-chair: deputy for the co-chair A from 1 June 2027 to 2 June 2027, under minute 7"
    ]


def test_of_several_each_has_an_authority_of_their_own() -> None:
    [slot] = slots((a_block(1, VCSE, replace(A, mandate=MANDATE), B),))
    assert authorities(slot) == [
        "co-chair A: mandate from the Assembly; basis: its vote of 3 March 2027; limits: no funds"
    ]
    first, second = slots((a_block(1, VCSE, replace(A, mandate=MANDATE), B, need=2),))
    assert (len(authorities(first)), authorities(second)) == (1, [])
