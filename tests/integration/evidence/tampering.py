"""What somebody who holds a trail could do to it.

A change is given the lines of the trail, without line feeds, and the index of an entry. Whoever
makes it also writes the checksums anew, and the summary; the clever ones write all hashes anew.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from concordat.evidence.layout import SUMMARY, TRAIL
from concordat.evidence.write import write_sums

Lines = list[bytes]
Change = Callable[[Lines, int], Lines]


def lines_of(folder: Path) -> Lines:
    return (folder / TRAIL).read_bytes().split(b"\n")[:-1]


def index_of(folder: Path, fact: str) -> int:
    """Return where the trail says that for the first time, counted from 0."""
    return [json.loads(line)["fact"] for line in lines_of(folder)].index(fact)


def put(folder: Path, lines: Lines, end: bytes = b"\n") -> None:
    """Write the trail, and make the summary and the checksums agree with it."""
    (folder / TRAIL).write_bytes(b"\n".join(lines) + end)
    summary = json.loads((folder / SUMMARY).read_bytes())
    summary["trail"] = {"entries": len(lines), "head_sha256": _claimed(lines)}
    (folder / SUMMARY).write_text(json.dumps(summary))
    write_sums(folder)


def canonical(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def hashed(entry: dict[str, Any]) -> bytes:
    """Return the entry as a line with a hash of its own."""
    body = {key: value for key, value in entry.items() if key != "sha256"}
    return canonical(body | {"sha256": hashlib.sha256(canonical(body)).hexdigest()})


def rechained(lines: Lines) -> Lines:
    """Return the trail with every number and hash made new, so that it holds together."""
    before, made = "0" * 64, []
    for number, line in enumerate(lines, start=1):
        entry = json.loads(line) | {"number": number, "previous_sha256": before}
        made.append(hashed(entry))
        before = json.loads(made[-1])["sha256"]
    return made


def _claimed(lines: Lines) -> str:
    try:
        return str(json.loads(lines[-1])["sha256"])
    except (ValueError, KeyError, TypeError, RecursionError, IndexError):
        return ""


def _replaced(lines: Lines, at: int, line: bytes) -> Lines:
    return [*lines[:at], line, *lines[at + 1 :]]


def _edited(line: bytes) -> dict[str, Any]:
    return json.loads(line) | {"actor": "somebody else"}


def a_byte_changed(lines: Lines, at: int) -> Lines:
    line = lines[at]
    return _replaced(lines, at, line[:20] + bytes([line[20] ^ 1]) + line[21:])


def a_value_changed(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, canonical(_edited(lines[at])))


def a_value_changed_and_hashed(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, hashed(_edited(lines[at])))


def deleted(lines: Lines, at: int) -> Lines:
    return lines[:at] + lines[at + 1 :]


def inserted(lines: Lines, at: int) -> Lines:
    forged = json.loads(lines[at]) | {"actor": "somebody else"}
    return [*lines[:at], hashed(forged), *lines[at:]]


def swapped(lines: Lines, at: int) -> Lines:
    one, other = sorted((at, at - 1 if at else 1))
    return [*lines[:one], lines[other], lines[one], *lines[other + 1 :]]


def duplicated(lines: Lines, at: int) -> Lines:
    return [*lines[: at + 1], *lines[at:]]


def with_carriage_return(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, lines[at] + b"\r")


def with_byte_order_mark(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, b"\xef\xbb\xbf" + lines[at])


def with_garbage_behind(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, lines[at] + b" {}")


def with_an_empty_line(lines: Lines, at: int) -> Lines:
    return [*lines[:at], b"", *lines[at:]]


def nested_deeply(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, b'{"data":' + b"[" * 100_000)


def with_no_number(lines: Lines, at: int) -> Lines:
    entry = json.loads(lines[at])
    return _replaced(lines, at, hashed(entry | {"data": entry["data"] | {"n": float("nan")}}))


def with_a_key_twice(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, b'{"actor":"somebody else",' + lines[at][1:])


def with_a_fraction_for_its_number(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, hashed(json.loads(lines[at]) | {"number": float(at + 1)}))


def in_another_form(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, json.dumps(json.loads(lines[at]), sort_keys=True).encode())


def huge(lines: Lines, at: int) -> Lines:
    return _replaced(lines, at, b'{"data":"' + b"x" * 17 * 1024 * 1024 + b'"}')


CLUMSY: tuple[Change, ...] = (
    a_byte_changed,
    a_value_changed,
    inserted,
    swapped,
    duplicated,
    with_carriage_return,
    with_byte_order_mark,
    with_garbage_behind,
    with_an_empty_line,
    nested_deeply,
    with_no_number,
    with_a_key_twice,
    with_a_fraction_for_its_number,
    in_another_form,
    huge,
)
"""What the trail itself gives away, wherever it is done."""
CLEVER: tuple[Change, ...] = (
    a_value_changed_and_hashed,
    deleted,
    inserted,
    swapped,
    duplicated,
)
"""What the trail itself does not give away once every hash is made new."""
