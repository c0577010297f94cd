"""Cutting the trail's end off, with everything that tells of it, is found by what was kept elsewhere."""

import json
import shutil
from pathlib import Path

import pytest

from concordat.domain.errors import BadSetting
from concordat.evidence.heads import read_head
from concordat.evidence.layout import AUTHORITY, SUMMARY, TRAIL
from concordat.evidence.verify import verify
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.integration.documents import samples
from tests.integration.evidence.tampering import index_of, lines_of, put, rechained

CERTIFICATE = "documents/certificate.pdf"
SEALED = "version:public-signing:completed"
CUT_SHORT = "it was signed after the trail's last entry, so the trail was cut short"


@pytest.fixture
def kept(evidence: Path, tmp_path: Path) -> Path:
    """Return the certificate as a partner keeps it, outside the folder."""
    return Path(shutil.copy(evidence / CERTIFICATE, tmp_path / "kept.pdf"))


def cut_back(folder: Path) -> None:
    """Take the folder back to the day the agreement was sealed, without leaving a trace."""
    (folder / CERTIFICATE).unlink()
    shutil.rmtree(folder / "documents/records")
    shutil.rmtree(folder / "documents/notices")
    for letter in (folder / "documents/letters").iterdir():
        if not letter.name.startswith("public"):
            letter.unlink()
    put(folder, lines_of(folder)[: index_of(folder, SEALED) + 2])


def test_sound_evidence_agrees_with_its_certificate_kept_elsewhere(
    evidence: Path, kept: Path
) -> None:
    assert verify(evidence, certificates=[kept]) == []


def test_a_seal_later_than_the_trails_end_is_found_although_the_certificate_is_gone(
    evidence: Path,
) -> None:
    (evidence / CERTIFICATE).unlink()
    put(evidence, lines_of(evidence)[: index_of(evidence, "signing:signature:recorded")])
    late = {fault.split(":")[0] for fault in verify(evidence) if CUT_SHORT in fault}
    assert late == {"documents/agreement.pdf"} | {
        f"documents/records/{place}.pdf" for place in ("east", "north", "west")
    }


def test_evidence_taken_back_to_an_earlier_day_is_found_by_a_certificate_kept_elsewhere(
    evidence: Path, kept: Path
) -> None:
    cut_back(evidence)
    assert verify(evidence) == []
    [fault] = verify(evidence, certificates=[kept])
    left = len(lines_of(evidence))
    assert fault.startswith(f"{TRAIL}: it was cut short: it has {left} entries, kept.pdf counted ")


def test_evidence_taken_back_to_an_earlier_day_is_found_by_a_head_kept_elsewhere(
    evidence: Path,
) -> None:
    head = json.loads(lines_of(evidence)[-1])["sha256"]
    cut_back(evidence)
    [fault] = verify(evidence, heads=[head])
    assert head in fault


def test_evidence_made_anew_under_another_authority_is_found_by_a_certificate_kept_elsewhere(
    evidence: Path, kept: Path, tmp_path: Path
) -> None:
    other = ServiceKey.load_or_create(tmp_path / "other", "Test Partnership", samples.MADE_AT)
    (evidence / AUTHORITY).write_bytes(other.ca_pem)
    put(evidence, lines_of(evidence))
    faults = verify(evidence, certificates=[kept])
    assert any(f.startswith("kept.pdf: it is not sealed by the service") for f in faults)


def test_a_certificate_that_somebody_made_up_is_not_believed(
    evidence: Path, kept: Path, tmp_path: Path
) -> None:
    forger = ServiceKey.load_or_create(tmp_path / "forger", "Test Partnership", samples.MADE_AT)
    kept.write_bytes(PdfSealer(forger).seal(_unsealed(kept.read_bytes()), samples.MADE_AT))
    faults = verify(evidence, certificates=[kept])
    assert any(f.startswith("kept.pdf: it is not sealed by the service") for f in faults)
    assert any("it does not say that kept.pdf was issued" in fault for fault in faults)


def test_a_document_that_is_no_certificate_says_nothing_of_the_trail(evidence: Path) -> None:
    agreement = evidence / "documents/agreement.pdf"
    assert verify(evidence, certificates=[agreement]) == [
        "agreement.pdf: it does not say where the trail stood"
    ]


def test_a_file_that_is_no_pdf_is_no_certificate(evidence: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("a note")
    faults = verify(evidence, certificates=[tmp_path / "kept.txt"])
    assert "kept.txt: it does not say where the trail stood" in faults


def test_a_certificate_that_is_not_there_is_refused(evidence: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="Name the PDF that you kept"):
        verify(evidence, certificates=[tmp_path / "none.pdf"])


def test_a_head_is_read_as_it_is_printed_on_a_certificate() -> None:
    digest = "5b2199aa" * 8
    assert read_head(" 5b21 99aa  " * 4 + "\n" + "5B21 99AA" * 4) == digest


@pytest.mark.parametrize("written", ["", "5b21", "g" * 64, "5b2199aa" * 9])
def test_what_is_no_hash_is_no_head(written: str) -> None:
    with pytest.raises(BadSetting, match="Write all 64 digits"):
        read_head(written)


def test_a_trail_that_says_other_things_of_a_certificate_than_itself_is_found(
    evidence: Path,
) -> None:
    lines = lines_of(evidence)
    issued = index_of(evidence, "version:certificate:issued")
    entry = json.loads(lines[issued])
    entry["data"]["trail_entries"] -= 1
    lines[issued] = json.dumps(entry).encode()
    put(evidence, rechained(lines))
    assert any("what that says itself" in fault for fault in verify(evidence))


def test_a_summary_that_cannot_be_read_is_a_fault(evidence: Path) -> None:
    for broken in ("", "[]", '{"trail": 5}', "[" * 100_000):
        (evidence / SUMMARY).write_text(broken)
        assert f"{SUMMARY}: it cannot be read" in verify(evidence)


def _unsealed(pdf: bytes) -> bytes:
    """Return the certificate as it was before its seal, which was an addition."""
    return pdf[: pdf.index(b"%%EOF") + len(b"%%EOF\n")]
