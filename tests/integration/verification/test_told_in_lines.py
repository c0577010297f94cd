"""The answer on the command line says what the page says."""

from datetime import UTC, datetime
from pathlib import Path

from concordat.evidence.told import tell_of
from concordat.services.inspection import NOT_INSPECTED, InspectedSignature, Inspection
from concordat.services.office import Office
from tests.fakes import EAST, FakeInspector
from tests.integration.verification.conftest import document_of

SEAL = InspectedSignature("seal", datetime(2027, 6, 24, 16, 2, tzinfo=UTC), ours=True, good=True)
SEALED = Inspection((SEAL,), sealed=True)


def told(office: Office, folder: Path, given: bytes, found: Inspection = SEALED) -> list[str]:
    file = folder / "given.pdf"
    file.write_bytes(given)
    ours, lines = tell_of(office, FakeInspector(found), file)
    assert ours is lines[0].startswith("This is ours, and")
    return lines


def test_a_sealed_record(real_office: Office, tmp_path: Path) -> None:
    lines = told(real_office, tmp_path, document_of(real_office, "record", EAST))
    assert "It is the ratification record of East" in lines[1]
    assert lines[2].startswith("Signed by the chair, east, at 2027-06-24T")
    assert lines[4] == "Sealed at 2027-06-24T16:02:00+00:00."
    assert lines[-1].startswith("SHA-256: ")


def test_a_seal_that_cannot_be_read(real_office: Office, tmp_path: Path) -> None:
    record = document_of(real_office, "record", EAST)
    assert "Its seal could not be read." in told(real_office, tmp_path, record, NOT_INSPECTED)


def test_a_changed_copy(real_office: Office, tmp_path: Path) -> None:
    lines = told(real_office, tmp_path, document_of(real_office, "record", EAST) + b"!")
    assert "a stage or a copy of the ratification record of East" in lines[1]
    assert lines[2] == "1 byte was added after its end."
    assert lines[3].startswith("What to read today has the SHA-256 ")


def test_a_draft(real_office: Office, tmp_path: Path) -> None:
    lines = told(real_office, tmp_path, document_of(real_office, "draft"), Inspection())
    assert "It is not sealed." in lines
    assert "It has been signed and sealed since." in lines


def test_a_file_of_somebody_else(real_office: Office, tmp_path: Path) -> None:
    broken = Inspection((InspectedSignature("a", None, ours=False, good=False),), faults=("Bad.",))
    lines = told(real_office, tmp_path, b"%PDF-1.7 other", broken)
    assert lines[:2] == ["This is not one of our documents.", "Bad."]
