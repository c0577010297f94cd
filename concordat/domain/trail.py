"""The trail: the complete, ordered record of what happened, each entry bound to the one before.

The rules:
1. An entry's hash is the SHA-256 of its canonical JSON without the hash itself; the hash of the
   entry before is part of it, so no entry can be changed, dropped, added or moved unseen.
2. Canonical JSON: UTF-8, keys sorted, no spaces, times ISO 8601 in UTC with microseconds.
3. The first entry follows sixty-four zeros; numbers count from 1 without gaps.
4. An entry's data carries, under `changes`, the rows that the fact left in the register: from them
   alone the register can be made again, and compared with what stands in it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from concordat.domain.chain import GENESIS, follow_chain

CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """Who did what about what, and when. `data` holds JSON values only."""

    number: int
    at: datetime
    actor: str
    fact: str
    about: str
    data: Mapping[str, Any]
    previous_sha256: str
    sha256: str

    @property
    def said(self) -> dict[str, Any]:
        """What was said of the fact, without the rows it changed."""
        return {key: value for key, value in self.data.items() if key != CHANGES}

    def as_line(self) -> str:
        """Return the entry as the one line it takes in `trail.jsonl`, without the line feed."""
        body = _body(self.number, self.at, self.actor, self.fact, self.about, self.data)
        return _canonical(body | {"previous_sha256": self.previous_sha256, "sha256": self.sha256})


def next_entry(
    previous: TrailEntry | None,
    at: datetime,
    actor: str,
    fact: str,
    about: str,
    data: Mapping[str, Any],
) -> TrailEntry:
    """Return the entry that follows `previous`; None for the first."""
    number = 1 if previous is None else previous.number + 1
    before = GENESIS if previous is None else previous.sha256
    body = _body(number, at, actor, fact, about, data)
    digest = _sha256(body | {"previous_sha256": before})
    return TrailEntry(number, at, actor, fact, about, data, before, digest)


def chain_faults(lines: Iterable[str]) -> list[str]:
    """Return what is wrong with a whole trail, given as lines, oldest first; empty when sound."""
    encoded = (line.encode(errors="surrogatepass") for line in lines)
    return [fault for link in follow_chain(encoded) for fault in link.faults]


def _body(
    number: int, at: datetime, actor: str, fact: str, about: str, data: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "fact": fact,
        "about": about,
        "data": dict(data),
    }


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _sha256(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()
