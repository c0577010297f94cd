import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.domain.chain import GENESIS, LONGEST_LINE, follow_chain
from concordat.domain.trail import TrailEntry, chain_faults, next_entry

NOON = datetime(2027, 6, 24, 12, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
DATA = st.dictionaries(st.text(), JSON, max_size=4)


def a_trail(*data: dict[str, Any]) -> list[TrailEntry]:
    entries: list[TrailEntry] = []
    for number, item in enumerate(data):
        at = NOON + timedelta(minutes=number)
        before = entries[-1] if entries else None
        entries.append(
            next_entry(before, at, "director", "place:decision:adopted", "v1/east", item)
        )
    return entries


LINES = [entry.as_line() for entry in a_trail({"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}, {"n": 5})]


def test_the_first_entry_follows_sixty_four_zeros_and_is_number_one() -> None:
    [first] = a_trail({})
    assert (first.number, first.previous_sha256) == (1, GENESIS)
    assert GENESIS == "0" * 64


def test_each_entry_names_the_hash_of_the_one_before() -> None:
    first, second = a_trail({}, {})
    assert second.previous_sha256 == first.sha256
    assert second.number == 2


def test_a_line_is_canonical_json() -> None:
    [entry] = a_trail({"b": "é", "a": 1})
    assert entry.as_line() == (
        '{"about":"v1/east","actor":"director","at":"2027-06-24T12:00:00.000000+00:00",'
        '"data":{"a":1,"b":"é"},"fact":"place:decision:adopted","number":1,'
        f'"previous_sha256":"{GENESIS}","sha256":"{entry.sha256}"}}'
    )


def test_the_hash_does_not_depend_on_the_order_of_keys_or_the_time_zone() -> None:
    bst = timezone(timedelta(hours=1))
    here = next_entry(None, NOON, "a", "f", "x", {"a": 1, "b": 2})
    there = next_entry(None, NOON.astimezone(bst), "a", "f", "x", {"b": 2, "a": 1})
    assert here.sha256 == there.sha256
    assert here.as_line() == there.as_line()


def test_an_empty_trail_has_no_faults() -> None:
    assert chain_faults([]) == []


@settings(max_examples=40)
@given(st.lists(DATA, max_size=4))
def test_a_trail_as_written_has_no_faults(data: list[dict[str, Any]]) -> None:
    assert chain_faults([entry.as_line() for entry in a_trail(*data)]) == []


@pytest.mark.parametrize("dropped", range(4))
def test_a_dropped_entry_is_found(dropped: int) -> None:
    assert chain_faults(LINES[:dropped] + LINES[dropped + 1 :])


@pytest.mark.parametrize("n", range(4))
def test_two_entries_that_changed_places_are_found(n: int) -> None:
    moved = LINES.copy()
    moved[n], moved[n + 1] = moved[n + 1], moved[n]
    assert chain_faults(moved)


@pytest.mark.parametrize("n", range(6))
def test_an_inserted_entry_is_found_even_with_a_hash_of_its_own(n: int) -> None:
    before = a_trail({"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}, {"n": 5})[:n]
    forged = next_entry(before[-1] if before else None, NOON, "nobody", "f", "x", {}).as_line()
    found = chain_faults([*LINES[:n], forged, *LINES[n:]])
    assert bool(found) == (n < len(LINES))


@pytest.mark.parametrize("n", range(5))
def test_a_repeated_entry_is_found(n: int) -> None:
    assert chain_faults([*LINES[: n + 1], *LINES[n:]])


def test_a_trail_cut_short_in_the_middle_is_found() -> None:
    assert chain_faults(LINES[:2] + LINES[4:])
    assert chain_faults(LINES[2:])


@given(st.integers(0, 4), st.data())
def test_any_changed_character_is_found(n: int, data: st.DataObject) -> None:
    line = LINES[n]
    position = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != line[position]))
    changed = LINES.copy()
    changed[n] = line[:position] + other + line[position + 1 :]
    assert chain_faults(changed)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", 7),
        ("at", "2027-06-24T11:00:00.000000+00:00"),
        ("actor", "somebody else"),
        ("fact", "place:decision:declined"),
        ("about", "v1/west"),
        ("data", {"n": 9}),
        ("previous_sha256", "f" * 64),
    ],
)
def test_a_changed_field_is_found_and_named_even_when_its_hash_is_made_new(
    name: str, value: object
) -> None:
    entries = a_trail({"n": 1}, {"n": 2}, {"n": 3})
    forged = json.loads(entries[1].as_line()) | {name: value}
    lines = [entries[0].as_line(), _canonical(forged), entries[2].as_line()]
    assert any("trail entry 2" in fault for fault in chain_faults(lines))
    forged["sha256"] = _hash_of(forged)
    lines[1] = _canonical(forged)
    assert any("trail entry" in fault for fault in chain_faults(lines))


def test_a_line_that_says_the_same_in_another_form_is_found() -> None:
    spaced = json.dumps(json.loads(LINES[0]), sort_keys=True)
    assert chain_faults([spaced]) == ["trail entry 1: it is not written in the canonical form"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "not JSON",
        "[]",
        "5",
        "null",
        '"text"',
        "{}",
        '{"a":"\\ud800","sha256":""}',
        '{"sha256":5}',
        '{"n":NaN,"sha256":""}',
        '{"n":-Infinity,"sha256":""}',
        "9" * 5000,
    ],
)
def test_a_line_that_cannot_be_read_is_a_fault_and_nothing_worse(line: str) -> None:
    assert chain_faults([line]) == ["trail entry 1: it cannot be read"]
    assert chain_faults([LINES[0], line, LINES[2]])[0] == "trail entry 2: it cannot be read"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"\xef\xbb\xbf" + LINES[0].encode(), "it begins with a byte order mark"),
        (b'{"a":' + b"[" * 100_000, "it is nested too deeply"),
        (b'"' + b"x" * LONGEST_LINE + b'"', "it is too long"),
    ],
)
def test_a_line_that_cannot_be_read_for_a_known_reason_says_so(line: bytes, why: str) -> None:
    [link] = follow_chain([line])
    assert link.faults == (f"trail entry 1: it cannot be read: {why}",)
    assert link.entry is None


def test_bytes_that_are_not_utf_8_cannot_be_read() -> None:
    [link] = follow_chain([b'{"a":"\xff"}'])
    assert link.faults == ("trail entry 1: it cannot be read",)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (LINES[0] + "\r", ": it ends in a carriage return"),
        ('{"actor":"somebody else",' + LINES[0][1:], ": it says 'actor' twice"),
        (LINES[0].replace('{"n":1}', '{"n":2,"n":1}'), ": it says 'n' twice"),
        (LINES[0].replace('{"n":1}', '{"n":1 }'), ""),
        (" " + LINES[0], ""),
        (LINES[0].replace("director", "dir\\u0065ctor"), ""),
    ],
)
def test_another_form_of_the_same_is_found_and_its_reason_named(line: str, why: str) -> None:
    assert chain_faults([line, *LINES[1:]]) == [
        f"trail entry 1: it is not written in the canonical form{why}"
    ]


@pytest.mark.parametrize("number", ["1.0", "1e0", "true", '"1"', "-1", "null", "1" * 4000])
def test_a_number_that_only_looks_the_same_is_found(number: str) -> None:
    line = LINES[0].replace('"number":1,', f'"number":{number},')
    assert any("it says it is number" in fault for fault in chain_faults([line]))


def test_an_entry_may_say_more_than_entries_say_today() -> None:
    entry = {"a": 1, "number": 1, "previous_sha256": GENESIS, "zone": {"sha256": "x"}}
    line = _canonical(entry | {"sha256": _hash_of(entry)})
    assert chain_faults([line]) == []
    assert chain_faults([line.replace('"a":1', '"a":2')]) == [
        "trail entry 1: its content is not what was recorded"
    ]


def test_each_line_is_given_back_with_its_number_and_hash() -> None:
    links = list(follow_chain(line.encode() for line in LINES))
    assert [link.number for link in links] == [1, 2, 3, 4, 5]
    assert all(link.entry and link.entry["sha256"] == link.sha256 for link in links)


def test_lines_are_read_as_they_are_asked_for() -> None:
    read = []
    links = follow_chain(read.append(n) or LINES[n].encode() for n in range(5))  # type: ignore[func-returns-value]
    next(links)
    assert read == [0]


def _canonical(value: dict[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _hash_of(forged: dict[str, Any]) -> str:
    body = {key: value for key, value in forged.items() if key != "sha256"}
    return hashlib.sha256(_canonical(body).encode()).hexdigest()
