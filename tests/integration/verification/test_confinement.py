"""The program that reads a PDF is held to its limits, and is gone when nobody waits for it."""

import asyncio
import os
import subprocess
import sys
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from concordat.evidence.confined import Limits
from concordat.evidence.inspect_pdf import read_inspection, write_inspection
from concordat.evidence.inspector import ConfinedInspector
from concordat.services.inspection import NOT_INSPECTED, InspectedSignature, Inspection
from concordat.services.office import Office
from tests.fakes import EAST
from tests.integration.verification.conftest import document_of

GREEDY = "tests.integration.verification.greedy"
SMALL = Limits(cpu_s=2, wall_s=30, memory=256 * 1024 * 1024)


def children() -> set[str]:
    """Return the ids of the processes that this one has started and that still run."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        # Others begin and end meanwhile: one that has ended is not a child.
        with suppress(FileNotFoundError, ProcessLookupError):
            _name, _, rest = (process / "stat").read_text().rpartition(")")
            if rest.split()[1] == str(os.getpid()):
                found.add(process.name)
    return found


def looked_at(pdf: bytes, *, limits: Limits = SMALL, want: str = "") -> Inspection:
    """Have the real program look, or the greedy one if there is something that it wants."""
    program = {"program": GREEDY} if want else {}
    before = children()
    found = asyncio.run(ConfinedInspector(limits, **program).inspect(pdf, want.encode()))
    assert children() == before
    return found


@pytest.mark.parametrize("want", ["memory", "processor", "output", "crash", "rubbish"])
def test_a_program_that_takes_too_much_is_a_pdf_that_cannot_be_read(want: str) -> None:
    assert looked_at(b"%PDF-1.7", want=want) == NOT_INSPECTED


def test_a_program_that_only_waits_is_ended_when_its_time_is_up() -> None:
    assert looked_at(b"%PDF-1.7", limits=Limits(wall_s=1), want="sleep") == NOT_INSPECTED


def test_a_program_that_reads_nothing_does_not_hold_up_a_large_file() -> None:
    assert looked_at(bytes(8 * 1024 * 1024), want="crash") == NOT_INSPECTED


def confined(
    want: str, *arguments: str, limits: Limits = SMALL
) -> subprocess.CompletedProcess[bytes]:
    command = ["-m", "concordat.evidence.confined", GREEDY, *limits.as_arguments()]
    return subprocess.run(
        [sys.executable, *command, *arguments, want], capture_output=True, check=False
    )


def test_each_limit_ends_the_program_by_itself() -> None:
    assert b"MemoryError" in confined("memory").stderr
    assert confined("processor", limits=Limits(cpu_s=1)).returncode < 0
    assert confined("sleep", limits=Limits(wall_s=1)).returncode < 0


def test_the_program_writes_no_file(tmp_path: Path) -> None:
    ended = confined("files", str(tmp_path / "kept"))
    assert ended.returncode != 0
    assert b"File too large" in ended.stderr or ended.returncode < 0
    assert (tmp_path / "kept").stat().st_size == 0


def test_a_program_that_cannot_be_started_is_a_pdf_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert looked_at(b"%PDF-1.7") == NOT_INSPECTED


def test_the_program_ends_when_nobody_waits_any_more() -> None:
    before = children()

    async def leave() -> None:
        task = asyncio.create_task(ConfinedInspector(program=GREEDY).inspect(b"", b"sleep"))
        while children() == before:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leave())
    assert children() == before


def test_a_sealed_document_is_read_within_the_limits(real_office: Office) -> None:
    authority = real_office.sealer.authority_pem
    pdf = document_of(real_office, "record", EAST)
    found = asyncio.run(ConfinedInspector().inspect(pdf, authority))
    assert found.sealed
    assert all(s.ours and s.good for s in found.signatures)


def a_bomb(size: int) -> bytes:
    """Return a PDF whose table of contents is `size` bytes of nothing, packed."""
    packed = zlib.compress(bytes(size), 1)
    table = b"<</Type/XRef/Size 9/Root 1 0 R/W[1 4 2]/Filter/FlateDecode/Length %d>>" % len(packed)
    start = b"%PDF-1.7\n"
    body = b"5 0 obj\n" + table + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    return start + body + b"startxref\n%d\n%%%%EOF\n" % len(start)


def nested(depth: int) -> bytes:
    deep = b"[" * depth + b"]" * depth
    return (
        b"%PDF-1.7\n1 0 obj\n" + deep + b"\nendobj\ntrailer\n<</Root 1 0 R/X " + deep + b">>\n%%EOF"
    )


@pytest.mark.parametrize(
    "pdf", [a_bomb(300 * 1024 * 1024), nested(200_000)], ids=["bomb", "nested"]
)
def test_a_pdf_that_was_made_to_harm_is_one_that_cannot_be_read(
    real_office: Office, pdf: bytes
) -> None:
    found = asyncio.run(ConfinedInspector(SMALL).inspect(pdf, real_office.sealer.authority_pem))
    assert found.signatures == ()
    assert not found.sealed


def test_nothing_is_written_to_a_disk(
    real_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pdf = document_of(real_office, "record", EAST)
    asyncio.run(ConfinedInspector().inspect(pdf, real_office.sealer.authority_pem))
    assert list(tmp_path.iterdir()) == []


def test_the_program_learns_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDAT_DATABASE_URL", "postgresql://user:secret@db.example.org/x")
    assert looked_at(b"", want="settings") == Inspection(faults=("",), failed=True)


def test_what_was_found_is_read_as_it_was_written(real_office: Office) -> None:
    at = real_office.clock.now()
    found = Inspection((InspectedSignature("seal", at, True, False),), False, ("It broke.",), True)
    assert read_inspection(write_inspection(found)) == found
    assert read_inspection(write_inspection(NOT_INSPECTED)) == NOT_INSPECTED
    without_time = Inspection((InspectedSignature("seal", None, True, False),))
    assert read_inspection(write_inspection(without_time)) == without_time
