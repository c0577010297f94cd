"""Whatever is done to a trail is found: by the trail, a certificate, or a head kept elsewhere."""

import json
from pathlib import Path

import pytest

from concordat.evidence.layout import TRAIL
from concordat.evidence.verify import verify
from tests.integration.evidence.tampering import (
    CLEVER,
    CLUMSY,
    Change,
    deleted,
    duplicated,
    index_of,
    lines_of,
    put,
    rechained,
)

CERTIFICATE = "documents/certificate.pdf"
FIRST, MIDDLE, LAST = 0, 40, -1


def trail_faults(folder: Path, *heads: str) -> list[str]:
    return [fault for fault in verify(folder, heads) if fault.startswith("trail")]


def head_of(folder: Path) -> str:
    return str(json.loads(lines_of(folder)[-1])["sha256"])


def test_an_untouched_trail_has_no_faults(slim: Path) -> None:
    put(slim, lines_of(slim))
    assert trail_faults(slim, head_of(slim)) == []


@pytest.mark.parametrize("at", [FIRST, MIDDLE, LAST])
@pytest.mark.parametrize("change", CLUMSY)
def test_a_change_is_found_wherever_it_is_made(slim: Path, change: Change, at: int) -> None:
    lines = lines_of(slim)
    put(slim, change(lines, at % len(lines)))
    assert trail_faults(slim)


@pytest.mark.parametrize("at", [FIRST, MIDDLE])
def test_a_deleted_entry_is_found(slim: Path, at: int) -> None:
    put(slim, deleted(lines_of(slim), at))
    assert trail_faults(slim)


@pytest.mark.parametrize("at", [FIRST, MIDDLE])
@pytest.mark.parametrize("change", CLEVER)
def test_a_trail_written_anew_from_some_entry_on_is_found_by_the_certificate(
    slim: Path, change: Change, at: int
) -> None:
    put(slim, rechained(change(lines_of(slim), at)))
    assert all(CERTIFICATE in fault for fault in trail_faults(slim))
    assert any("written anew" in fault for fault in trail_faults(slim))


@pytest.mark.parametrize("change", [change for change in CLEVER if change is not duplicated])
def test_a_trail_written_anew_after_the_certificate_is_found_by_a_head_kept_elsewhere(
    slim: Path, change: Change
) -> None:
    lines, head = lines_of(slim), head_of(slim)
    put(slim, rechained(change(lines, len(lines) - 1)))
    assert trail_faults(slim) == []
    assert trail_faults(slim, head) == [
        f"{TRAIL}: no entry has the SHA-256 {head}: it was cut short, or written anew"
    ]


def test_a_trail_cut_anywhere_before_the_certificates_entry_is_found_by_it(slim: Path) -> None:
    lines, issued = lines_of(slim), index_of(slim, "version:certificate:issued")
    counted = json.loads(lines[issued])["data"]["trail_entries"]
    for entries in (0, 1, counted // 2, counted - 1, counted, issued):
        put(slim, lines[:entries], end=b"\n" if entries else b"")
        [fault] = [f for f in trail_faults(slim) if CERTIFICATE in f]
        assert "cut short" in fault


def test_a_trail_cut_after_the_certificates_entry_is_found_by_a_head_kept_elsewhere(
    slim: Path,
) -> None:
    lines, head = lines_of(slim), head_of(slim)
    put(slim, lines[:-1])
    assert trail_faults(slim) == []
    assert trail_faults(slim, head) == [
        f"{TRAIL}: no entry has the SHA-256 {head}: it was cut short, or written anew"
    ]


def test_a_last_line_that_was_cut_in_two_is_found(slim: Path) -> None:
    put(slim, lines_of(slim), end=b"")
    assert trail_faults(slim) == [f"{TRAIL}: its last line does not end"]


def test_bytes_behind_the_last_line_are_found(slim: Path) -> None:
    put(slim, lines_of(slim), end=b"\n\x00\x00")
    assert any("cannot be read" in fault for fault in trail_faults(slim))


def test_windows_line_ends_are_named_and_counted_not_listed_to_the_last(slim: Path) -> None:
    lines = lines_of(slim)
    put(slim, [line + b"\r" for line in lines])
    faults = trail_faults(slim)
    assert "it ends in a carriage return" in faults[0]
    assert f"it has {len(lines) - 20} more faults" in faults[20]


@pytest.mark.parametrize(
    "entry",
    [
        {"fact": "document:file:kept", "about": "v1/x", "data": {"kind": "record"}},
        {"fact": "document:file:kept", "about": 5, "data": {"kind": [], "scope": {}, "sha256": 1}},
        {
            "fact": "document:file:kept",
            "about": "v1/x",
            "data": {"kind": "record", "scope": "../../etc/passwd\x00", "sha256": ""},
        },
        {"fact": "version:config:registered", "about": "v1", "data": []},
        {"fact": "version:config:registered", "about": "v1", "data": {"authority_sha256": []}},
        {},
    ],
)
def test_an_entry_that_says_nothing_sensible_is_a_fault_and_nothing_worse(
    slim: Path, entry: dict[str, object]
) -> None:
    lines = lines_of(slim)
    forged = json.dumps({"at": "2027-06-24T16:04:00+00:00"} | entry).encode()
    put(slim, rechained([*lines, forged]))
    assert any("does not say what such a fact says" in fault for fault in trail_faults(slim))


@pytest.mark.parametrize("at", ["yesterday", "2027-06-24T16:04:00", 5, None])
def test_an_entry_without_a_time_is_no_reason_to_fail(slim: Path, at: object) -> None:
    forged = json.dumps({"at": at, "fact": "a", "about": "b", "data": {}}).encode()
    put(slim, rechained([*lines_of(slim), forged]))
    assert isinstance(verify(slim), list)
