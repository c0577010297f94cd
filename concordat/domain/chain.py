"""Following a trail: reading it line by line, and finding whatever was done to it afterwards.

The rules:
1. An entry is any JSON object with at least `number`, `previous_sha256` and `sha256`; whatever else
   it says is bound by its hash all the same.
2. There is one way to write an entry: in the canonical form. Another form, a key said twice, or a
   number that is not JSON (NaN) is a fault, although it may mean the same.
3. Lines are judged one at a time, so a trail of any length takes the memory of its longest line.
4. Reading shares no code with writing, so that a slip in the one is found by the other.
5. A trail alone cannot tell that its end was cut off, or that it was written anew from some entry
   on: that takes a head which somebody kept, as every certificate does.
"""

import codecs
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
LONGEST_LINE = 16 * 1024 * 1024
"""In bytes. No entry comes near it; a file that is no trail may be one endless line."""


@dataclass(frozen=True, slots=True)
class TrailHead:
    """Where a trail stood: how many entries it had, and the SHA-256 of the last."""

    entries: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a trail as read: `number` counts lines from 1, `sha256` is the one it claims.

    `entry` is None when the line cannot be read.
    """

    number: int
    entry: Mapping[str, Any] | None
    sha256: str
    faults: tuple[str, ...] = ()


def follow_chain(lines: Iterable[bytes]) -> Iterator[Link]:
    """Return each line of a trail as a link, oldest first; the lines come without line feeds."""
    before = GENESIS
    for number, line in enumerate(lines, start=1):
        try:
            entry, content_sha256, canonical = _read(line)
            digest: str = entry["sha256"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            fault = f"trail entry {number}: it cannot be read{_why_unreadable(line, error)}"
            yield Link(number, None, "", (fault,))
            continue
        faults = _faults(entry, number, before)
        if not canonical:
            faults.insert(0, f"it is not written in the canonical form{_why_another_form(line)}")
        if content_sha256 != digest:
            faults.append("its content is not what was recorded")
        before = digest
        yield Link(number, entry, digest, tuple(f"trail entry {number}: {f}" for f in faults))


def _faults(entry: Mapping[str, Any], number: int, before: str) -> list[str]:
    faults = []
    said = entry.get("number")
    if type(said) is not int or said != number:
        faults.append(f"it says it is number {str(said)[:40]}")
    if entry.get("previous_sha256") != before:
        faults.append("it does not follow the entry before it")
    return faults


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)
_ENCODER = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False
)


def _read(line: bytes) -> tuple[dict[str, Any], str, bool]:
    """Return the entry, the SHA-256 of its content, and whether the line is in the canonical form.

    ValueError, TypeError, KeyError or RecursionError if it is not an entry.
    """
    if len(line) > LONGEST_LINE:
        raise ValueError("too long")
    said = line.decode()
    entry = _DECODER.decode(said)
    if not isinstance(entry, dict) or not isinstance(entry["sha256"], str):
        raise TypeError("not an entry")
    text = _ENCODER.encode(entry)
    # As a rule the hash is the last key: then the rest need not be written out a second time.
    tail = f',"sha256":"{entry["sha256"]}"}}'
    if text.endswith(tail):
        content = text[: -len(tail)] + "}"
    else:
        content = _ENCODER.encode({key: entry[key] for key in entry if key != "sha256"})
    return entry, hashlib.sha256(content.encode()).hexdigest(), text == said


def _why_unreadable(line: bytes, error: Exception) -> str:
    if line.startswith(codecs.BOM_UTF8):
        return ": it begins with a byte order mark"
    if len(line) > LONGEST_LINE:
        return ": it is too long"
    return ": it is nested too deeply" if isinstance(error, RecursionError) else ""


def _why_another_form(line: bytes) -> str:
    if line.endswith(b"\r"):
        return ": it ends in a carriage return"
    twice: list[str] = []
    json.loads(line, object_pairs_hook=lambda pairs: _note_twice(pairs, twice))
    return f": it says {twice[0]!r} twice" if twice else ""


def _note_twice(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            twice.append(key)
        found[key] = value
    return found
