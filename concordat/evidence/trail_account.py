"""Reads a trail once, from its first line to its last, and keeps what else has to agree with it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from concordat.domain.chain import GENESIS, LONGEST_LINE, Link, TrailHead, follow_chain
from concordat.domain.facts import Fact
from concordat.domain.trail import CHANGES
from concordat.evidence.layout import TRAIL, path_of

MOST_FAULTS = 20
"""How many faults of one trail are named; a file that is no trail has as many as lines."""


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document that the trail says was kept."""

    kind: str
    scope: str
    sha256: str


@dataclass(slots=True)
class TrailAccount:
    """What a trail says. Documents are by version and by path: the last one kept there counts.

    `named` are the hashes, of those asked about, that an entry has; `standing` are the hashes of
    the entries asked about, by their number. `programmes` are the hashes of every config a version had.
    """

    entries: int = 0
    head_sha256: str = GENESIS
    last_at: datetime | None = None
    faults: list[str] = field(default_factory=list)
    documents: dict[str, dict[str, KeptDocument]] = field(default_factory=dict)
    applied: Counter[str] = field(default_factory=Counter)
    authorities: set[str] = field(default_factory=set)
    frozen: set[str] = field(default_factory=set)
    certificates: dict[str, TrailHead] = field(default_factory=dict)
    standing: dict[int, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    programmes: set[str] = field(default_factory=set)

    def take(self, entry: Mapping[str, Any]) -> None:
        """Keep what an entry says; KeyError, TypeError or ValueError if it does not say it."""
        self.last_at = datetime.fromisoformat(entry["at"]).astimezone(UTC)
        fact, about, data = entry["fact"], entry["about"], entry["data"]
        rows = [change["row"] for change in data.get(CHANGES, ())]
        self.programmes |= {row["programme_sha256"] for row in rows if "programme_sha256" in row}
        if fact == Fact.DOCUMENT_KEPT:
            kept = KeptDocument(data["kind"], data["scope"], data["sha256"])
            version = self.documents.setdefault(about.removesuffix(f"/{kept.scope}"), {})
            path = path_of(kept.kind, kept.scope)
            if path is not None:
                version[path.as_posix()] = kept
        elif fact == Fact.SIGNATURE_APPLIED:
            self.applied[about] += 1
        elif fact in {Fact.VERSION_REGISTERED, Fact.AUTHORITY_CHANGED}:
            self.authorities.add(data["authority_sha256"])
        elif fact == Fact.TEXT_FROZEN:
            self.frozen.add(data["version_sha256"])
        elif fact == Fact.CERTIFICATE_ISSUED:
            head = TrailHead(data["trail_entries"], data["trail_head"])
            self.certificates[data["sha256"]] = head


def read_account(
    file: Path, numbers: Collection[int] = (), hashes: Collection[str] = ()
) -> TrailAccount:
    """Return what the trail says, and what the entries of those numbers and hashes are."""
    account, unnamed = TrailAccount(), 0
    for link in follow_chain(lines_of(file)):
        account.entries, account.head_sha256 = link.number, link.sha256
        if link.number in numbers:
            account.standing[link.number] = link.sha256
        if link.sha256 in hashes:
            account.named.add(link.sha256)
        faults = (*link.faults, *_taken(account, link))
        room = MOST_FAULTS - len(account.faults)
        account.faults += faults[:room]
        unnamed += len(faults[room:])
    if unnamed:
        account.faults.append(f"{TRAIL}: it has {unnamed:,} more faults of these kinds")
    if not _ends(file):
        account.faults.append(f"{TRAIL}: its last line does not end")
    return account


def lines_of(file: Path) -> Iterator[bytes]:
    """Return the lines without their line feeds; of one that is too long, enough to see that it is."""
    with file.open("rb") as opened:
        while line := opened.readline(LONGEST_LINE + 2):
            if not line.endswith(b"\n") and len(line) > LONGEST_LINE:
                while (rest := opened.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
            yield line.removesuffix(b"\n")


def _taken(account: TrailAccount, link: Link) -> tuple[str, ...]:
    if link.entry is None:
        return ()
    try:
        account.take(link.entry)
    except (KeyError, TypeError, ValueError, AttributeError):
        return (f"trail entry {link.number}: it does not say what such a fact says",)
    return ()


def _ends(file: Path) -> bool:
    with file.open("rb") as opened:
        size = opened.seek(0, 2)
        opened.seek(max(size - 1, 0))
        return opened.read() in {b"", b"\n"}
