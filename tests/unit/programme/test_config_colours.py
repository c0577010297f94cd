import json

import pytest
from small_config import TODAY, Written

from concordat.domain.branding import Colours
from concordat.domain.programme import programme_json, programme_sha256
from concordat.programme.load import load_programme


def with_colours(written: Written, colours: str) -> Written:
    said = f"  timezone: Europe/London\n  colours: {colours}\n"
    return written.change("agreement.yaml", "  timezone: Europe/London\n", said)


@pytest.mark.parametrize(
    ("said", "colours"),
    [
        ("{brand: '#005EB8'}", Colours("#005eb8", "#ffffff")),
        ("{brand: '#007f3b', text: '#ffffff'}", Colours("#007f3b", "#ffffff")),
        ("{brand: '#e8590c', text: '#000000'}", Colours("#e8590c", "#000000")),
    ],
)
def test_a_programme_sets_its_own_colours(written: Written, said: str, colours: Colours) -> None:
    assert with_colours(written, said).faults() == []
    assert load_programme(written.folder, TODAY).colours == colours


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        (
            "{brand: teal}",
            ["'teal' is not a colour; write # and six hexadecimal digits, in quotes"],
        ),
        ("{brand: '#0b5'}", ["'#0b5' is not a colour"]),
        ("{brand: 005588}", ["'005588' is not a colour"]),
        ("{text: '#ffffff'}", ["'colours' names no brand colour; write \"brand: '#0b5563'\""]),
        ("\n    brand: #0b5563", ["outside them # begins a comment"]),
        (
            "{brand: '#e8590c'}",
            ["have a contrast of 3.5:1, and need 4.5:1 to be read; write \"text: '#000000'\""],
        ),
        (
            "{brand: '#0b5563', text: '#777777'}",
            ["words in #777777 on the brand colour #0b5563", "write \"text: '#ffffff'\""],
        ),
        (
            "{brand: '#ffcc00', text: '#000000'}",
            ["needs 3:1, as buttons are drawn in it; write a darker one"],
        ),
    ],
)
def test_colours_that_cannot_be_read_are_a_fault(
    written: Written, said: str, faults: list[str]
) -> None:
    [found] = with_colours(written, said).faults()
    assert found.startswith(
        f"agreement.yaml:{written.line_of('agreement.yaml', 'colours:')}: "
    ) or ("\n" in said)
    assert all(words in found for words in faults)


def test_a_colour_that_neither_carries_words_nor_stands_out_has_two_faults(
    written: Written,
) -> None:
    assert len(with_colours(written, "{brand: '#ffcc00'}").faults()) == 2


def test_a_programme_without_colours_keeps_the_hash_it_had_before_there_were_any(
    written: Written,
) -> None:
    plain = load_programme(written.folder, TODAY)
    assert "colours" not in json.loads(programme_json(plain))
    with_colours(written, "{brand: '#005eb8'}")
    coloured = load_programme(written.folder, TODAY)
    assert json.loads(programme_json(coloured))["colours"]["brand"] == "#005eb8"
    assert programme_sha256(coloured) != programme_sha256(plain)
