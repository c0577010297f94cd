import pytest

from concordat.services.difference import difference

ORIGINAL = b"We work as equal partners."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (b"We work as equal Partners.", "1 byte differs, at position 18 of 26."),
        (b"Me work as equal Partners.", "2 bytes differ, the first at position 1 of 26."),
        (ORIGINAL + b"!", "1 byte was added after its end."),
        (ORIGINAL * 50, "1,274 bytes were added after its end."),
        (ORIGINAL[:-1], "1 byte is missing from its end."),
        (ORIGINAL[:4], "22 bytes are missing from its end."),
        (b"", "26 bytes are missing from its end."),
        (b"We jerk", "It differs from position 4 on, and its length is another."),
        (b"?" + ORIGINAL, "It differs from position 1 on, and its length is another."),
    ],
)
def test_a_difference_is_told_in_a_sentence(given: bytes, told: str) -> None:
    assert difference(ORIGINAL, given) == told
