"""Check the evidence of an agreement: a rehearsal's folder, or a bundle.

The rules:
1. The trail is whole and in order, and ends where the summary says it ends.
2. Every document that the trail says was kept is there, byte for byte; the last one of its kind
   counts; and no other PDF is there.
3. Every sealed document's signatures are intact, by the service whose authority the trail names,
   as many as the trail says were applied, and the seal.
4. The checksums are those of the files.
"""

import hashlib
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from concordat.domain.facts import Fact
from concordat.domain.signature import PUBLIC
from concordat.domain.trail import chain_faults
from concordat.evidence.layout import AUTHORITY, SEALED, SUMMARY, SUMS, TRAIL, path_of
from concordat.signing.checking import check_pdf


def verify(path: Path) -> list[str]:
    """Return what is wrong with the evidence, in plain words; empty when everything holds."""
    if path.is_dir():
        return _verify_folder(path)
    if not path.exists():
        return [f"{path}: there is nothing here; name a folder or a bundle"]
    with tempfile.TemporaryDirectory() as scratch:
        try:
            with zipfile.ZipFile(path) as bundle:
                bundle.extractall(scratch)  # Python's own extraction stays inside.
        except (zipfile.BadZipFile, OSError) as error:
            return [f"{path.name}: it cannot be opened as a bundle ({error})"]
        return _verify_folder(Path(scratch))


def _verify_folder(folder: Path) -> list[str]:
    trail = folder / TRAIL
    if not trail.is_file():
        return [f"{TRAIL}: it is missing"]
    try:
        text = trail.read_bytes().decode()
    except UnicodeDecodeError:
        return [f"{TRAIL}: it is not UTF-8"]
    lines = text.split("\n")
    faults = chain_faults(lines[:-1])
    if lines[-1]:
        faults.append(f"{TRAIL}: its last line does not end")
    entries = [entry for line in lines if (entry := _entry(line))]
    faults += _document_faults(folder, entries)
    faults += _summary_faults(folder, entries)
    faults += _sums_faults(folder)
    return faults


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and isinstance(entry.get("data"), dict) else None


def _document_faults(folder: Path, entries: list[dict[str, Any]]) -> list[str]:
    expected: dict[str, tuple[str, str, str]] = {}
    for data in _data_of(entries, Fact.DOCUMENT_KEPT):
        path = path_of(data["kind"], data["scope"])
        if path is not None:
            expected[path.as_posix()] = (data["kind"], data["scope"], data["sha256"])
    faults = [
        f"{p.relative_to(folder).as_posix()}: the trail knows no such document"
        for p in sorted(folder.rglob("*.pdf"))
        if p.relative_to(folder).as_posix() not in expected
    ]
    applied = Counter(
        entry["about"].rsplit("/", 1)[-1]
        for entry in entries
        if entry.get("fact") == Fact.SIGNATURE_APPLIED
    )
    authority, authority_faults = _authority(folder, entries)
    faults += authority_faults
    for name, (kind, scope, sha256) in expected.items():
        file = folder / name
        if not file.is_file():
            faults.append(f"{name}: it is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
            faults.append(f"{name}: it is not the document on record")
        if kind in SEALED and file.is_file():
            count = {"agreement": applied[PUBLIC], "record": applied[scope]}.get(kind, 0)
            faults += _signature_faults(name, file.read_bytes(), authority, count)
    return faults


def _signature_faults(name: str, pdf: bytes, authority: bytes, applied: int) -> list[str]:
    found = check_pdf(pdf, authority)
    faults = [f"{name}: {fault}" for fault in found.faults]
    if not found.sealed:
        faults.append(f"{name}: it is not sealed")
    if len(found.signatures) != applied + 1:
        faults.append(
            f"{name}: it has {len(found.signatures)} signatures, the trail says {applied} and a seal"
        )
    return faults


def _authority(folder: Path, entries: list[dict[str, Any]]) -> tuple[bytes, list[str]]:
    file = folder / AUTHORITY
    if not file.is_file():
        return b"", [f"{AUTHORITY}: it is missing"]
    pem = file.read_bytes()
    known = {data.get("authority_sha256") for data in _data_of(entries, Fact.VERSION_REGISTERED)}
    if hashlib.sha256(pem).hexdigest() not in known:
        return pem, [f"{AUTHORITY}: it is not the authority that the trail names"]
    return pem, []


def _summary_faults(folder: Path, entries: list[dict[str, Any]]) -> list[str]:
    file = folder / SUMMARY
    if not file.is_file():
        return []
    try:
        summary = json.loads(file.read_bytes())
        trail, text, places = summary["trail"], summary["version_sha256"], summary["places"]
        paths = [p["record_pdf"] for p in places.values() if p["record_pdf"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [f"{SUMMARY}: it cannot be read"]
    faults = [
        f"{p}: {SUMMARY} names it, but it is missing" for p in paths if not (folder / p).is_file()
    ]
    if trail.get("entries") != len(entries):
        faults.append(
            f"{TRAIL}: it has {len(entries)} entries, {SUMMARY} says {trail.get('entries')}"
        )
    if not entries or trail.get("head_sha256") != entries[-1].get("sha256"):
        faults.append(f"{TRAIL}: it does not end where {SUMMARY} says")
    frozen = {data.get("version_sha256") for data in _data_of(entries, Fact.TEXT_FROZEN)}
    if text not in frozen:
        faults.append(f"{SUMMARY}: its version is not one that the trail knows")
    return faults


def _sums_faults(folder: Path) -> list[str]:
    file = folder / SUMS
    if not file.is_file():
        return [f"{SUMS}: it is missing"]
    faults = []
    listed = set()
    for line in file.read_text(errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        listed.add(name)
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            faults.append(f"{name}: its checksum is not the one in {SUMS}")
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return faults + [f"{name}: {SUMS} does not list it" for name in sorted(there - listed - {SUMS})]


def _data_of(entries: list[dict[str, Any]], fact: Fact) -> Iterator[dict[str, Any]]:
    return (entry["data"] for entry in entries if entry.get("fact") == fact.value)
