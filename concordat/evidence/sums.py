"""Check the checksums of the evidence: each is its file's, and no file is without one."""

import hashlib
from pathlib import Path

from concordat.evidence.layout import SUMS


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal, without holding it in memory."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def sums_faults(folder: Path) -> list[str]:
    """Return what is wrong with the checksums of the folder."""
    file = folder / SUMS
    if not file.is_file():
        return [f"{SUMS}: it is missing"]
    faults = []
    listed = set()
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        listed.add(name)
        path = folder / name
        if not path.is_file() or sha256_of(path) != digest:
            faults.append(f"{name}: its checksum is not the one in {SUMS}")
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return faults + [f"{name}: {SUMS} does not list it" for name in sorted(there - listed - {SUMS})]
