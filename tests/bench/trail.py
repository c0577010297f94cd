"""How long it takes to verify a trail of 100,000 entries, and how much memory.

The baseline is a bare loop that only reads each line, parses its JSON and hashes it: it finds
nothing. Ours also holds every line against its canonical form, its own hash, its number and the
line before, and keeps what the documents have to agree with. Memory is the most that was held at a
time, which Python counts in a round of its own.
"""

import hashlib
import json
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from concordat.domain.facts import Fact
from concordat.evidence.trail_account import read_account
from tests.bench.figures import Figure, ratio

ENTRIES = 100_000
FEWER = 10_000
ROUNDS = 5
PLACES = 1_000


def measure() -> tuple[Figure, ...]:
    """Verify one trail in turn with the bare loop, round by round."""
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
        trail, shorter = Path(scratch) / "trail.jsonl", Path(scratch) / "shorter.jsonl"
        _write(trail, ENTRIES)
        _write(shorter, FEWER)
        for _ in range(ROUNDS):
            bare.append(_took_s(_read_bare, trail))
            ours.append(_took_s(_verify, trail))
        held = {file: _held_mb(file) for file in (shorter, trail)}
        size = trail.stat().st_size / 1e6
    return (
        Figure(f"{ENTRIES:,} entries verified ({size:.0f} MB)", "s", tuple(ours)),
        Figure("the bare loop over the same lines", "s", tuple(bare)),
        ratio("ours / bare", ours, bare),
        Figure(f"most memory held, {FEWER:,} entries", "MB", (held[shorter],)),
        Figure(f"most memory held, {ENTRIES:,} entries", "MB", (held[trail],)),
    )


def _verify(trail: Path) -> None:
    account = read_account(trail)
    if account.faults:
        raise RuntimeError(f"The trail is not sound: {account.faults[0]}")


def _read_bare(trail: Path) -> None:
    with trail.open("rb") as lines:
        for line in lines:
            json.loads(line)
            hashlib.sha256(line).hexdigest()


def _took_s(work: Callable[[Path], None], trail: Path) -> float:
    began = time.perf_counter()
    work(trail)
    return time.perf_counter() - began


def _held_mb(trail: Path) -> float:
    tracemalloc.start()
    _verify(trail)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def _write(trail: Path, entries: int) -> None:
    before = "0" * 64
    with trail.open("wb") as file:
        for number in range(1, entries + 1):
            body = _entry(number) | {"number": number, "previous_sha256": before}
            before = hashlib.sha256(_canonical(body)).hexdigest()
            file.write(_canonical(body | {"sha256": before}) + b"\n")


def _entry(number: int) -> dict[str, Any]:
    """Return an entry like those of a place that signs, with the row that it changed."""
    place = f"place-{number % PLACES:04d}"
    request = f"example-mou-v1/{place}/0.0/{number}"
    signed = {
        "request": request,
        "role": "Chair of the place committee",
        "organisation": "Alliance of the place",
        "document_sha256": hashlib.sha256(place.encode()).hexdigest(),
    }
    at = f"2027-06-24T12:{number // 60 % 60:02d}:{number % 60:02d}.000000+00:00"
    return {
        "at": at,
        "actor": "signatory: Chair of the place committee",
        "fact": Fact.SIGNED.value,
        "about": f"example-mou-v1/{place}",
        "data": signed,
        "changes": [{"table": "signature", "row": {"request_id": request, "signed_at": at}}],
    }


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
