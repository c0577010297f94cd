"""One whole rehearsal of the shipped programme, and what it leaves behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from concordat.domain.calendar import add_months
from concordat.evidence.verify import verify
from concordat.local.service import project_folder

pytestmark = pytest.mark.slow

SCHEMA = json.loads((Path(__file__).parent / "summary.schema.json").read_text())


def rehearse(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "concordat", "rehearse", *arguments],
        cwd=project_folder(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("rehearsal") / "out"
    with rehearse("--config", "config", "--out", str(out)) as process:
        output, _ = process.communicate(timeout=400)
    assert process.returncode == 0, output
    return out


@pytest.fixture(scope="module")
def summary(left_behind: Path) -> dict[str, Any]:
    return json.loads((left_behind / "summary.json").read_text())


def test_the_summary_keeps_its_promise(summary: dict[str, Any]) -> None:
    jsonschema.validate(summary, SCHEMA, format_checker=jsonschema.FormatChecker())


def test_thirteen_of_fourteen_places_ratify(summary: dict[str, Any]) -> None:
    places = summary["places"].values()
    assert Counter(place["status"] for place in places) == {
        "ratified": 12,
        "ratified with reservation": 1,
        "declined": 1,
    }
    assert [place["deferrals"] for place in places if place["deferrals"]] == [1]
    assert all(place["reservation"] for place in places if "reservation" in place["status"])
    assert all(place["signatures"] for place in places if place["status"] != "declined")
    assert "cumbria" not in summary["places"]


def test_a_called_in_decision_takes_effect_later_than_it_was_made(summary: dict[str, Any]) -> None:
    place = summary["places"]["sunderland"]
    assert date.fromisoformat(place["effective_on"]) > date.fromisoformat(place["decided_on"])


def test_the_review_is_scheduled_twelve_months_on_less_its_lead(summary: dict[str, Any]) -> None:
    due_on = date.fromisoformat(summary["review_due_on"])
    assert due_on == add_months(date.fromisoformat(summary["effective_on"]), 12)
    opens = (due_on - timedelta(days=60)).isoformat()
    assert summary["review_run"]["scheduled_for"].startswith(opens)


def test_everything_says_that_it_is_a_rehearsal(left_behind: Path) -> None:
    assert "A rehearsal." in (left_behind / "index.html").read_text()
    for pdf in sorted((left_behind / "documents").rglob("*.pdf")):
        text = subprocess.run(
            ["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert text.count("REHEARSAL") >= text.count("\f"), pdf.name


def test_pdfsig_accepts_every_signature_of_every_record(
    left_behind: Path, summary: dict[str, Any]
) -> None:
    for place in summary["places"].values():
        told = subprocess.run(
            ["pdfsig", "-nocert", str(left_behind / place["record_pdf"])],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        made = len(place["signatures"]) + 1
        assert told.count("Signature Validation: Signature is Valid.") == made, told
        assert told.count("Signature #") == made


def test_what_is_left_behind_verifies(left_behind: Path) -> None:
    assert verify(left_behind) == []


def _flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(bytes(data))


def _drop_line(number: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        lines = path.read_bytes().splitlines(keepends=True)
        del lines[number]
        path.write_bytes(b"".join(lines))

    return change


def _swap_lines(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lines[7], lines[8] = lines[8], lines[7]
    path.write_bytes(b"".join(lines))


def test_verify_names_every_document_that_was_changed(left_behind: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(left_behind, copy)
    gone = copy / "documents" / "records" / "darlington.pdf"
    gone.unlink()
    changed = [copy / "certificates" / "authority.pem"]
    changed += [p for p in (copy / "documents").rglob("*") if p.is_file()]
    for path in changed:
        _flip_a_byte(path)
    faults = verify(copy)
    for path in [gone, *changed]:
        name = path.relative_to(copy).as_posix()
        assert [fault for fault in faults if fault.startswith(f"{name}:")], name


@pytest.mark.parametrize(
    "change",
    [_flip_a_byte, _drop_line(0), _drop_line(40), _drop_line(-1), _swap_lines],
    ids=["a byte", "first dropped", "one dropped", "last dropped", "two swapped"],
)
def test_verify_names_whatever_was_changed_in_the_trail(
    left_behind: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(left_behind, copy, ignore=shutil.ignore_patterns("documents"))
    assert not [fault for fault in verify(copy) if fault.startswith("trail")]
    change(copy / "trail.jsonl")
    assert [fault for fault in verify(copy) if fault.startswith("trail")]


def test_a_bundle_of_it_verifies_and_a_changed_one_does_not(
    left_behind: Path, tmp_path: Path
) -> None:
    bundle = Path(shutil.make_archive(str(tmp_path / "evidence"), "zip", left_behind))
    assert verify(bundle) == []
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr("documents/records/atlantis.pdf", b"%PDF-1.7")
    assert any("atlantis" in fault for fault in verify(bundle))


def test_an_interrupted_rehearsal_leaves_no_process_behind(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with rehearse(
        "--config",
        "examples/one-gloucestershire",
        "--out",
        str(tmp_path / "out"),
        env=environment,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "Prefect's UI is at" in line:
                break
        assert _processes_with(str(tmp_path)) > 3
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode != 0
    assert _processes_with(str(tmp_path)) == 0


def _processes_with(mark: str) -> int:
    found = 0
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            found += mark.encode() in environ.read_bytes()
        except OSError:
            continue
    return found
