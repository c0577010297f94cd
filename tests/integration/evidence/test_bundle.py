"""The bundle is checked by strangers, with tools that are not ours: its README says how."""

import os
import re
import shutil
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest

from concordat.evidence.layout import CHECKER, README, TRAIL
from concordat.evidence.verify import verify
from concordat.evidence.write import write_bundle, write_sums
from concordat.rehearsal.rehearse import clear_output
from concordat.services.office import Office
from tests.fakes import VERSION
from tests.integration.evidence.tampering import (
    CLEVER,
    CLUMSY,
    Change,
    huge,
    index_of,
    lines_of,
    put,
    rechained,
)

CUT_SHORT = "cut short, or written anew, since"


def blocks_of(readme: str) -> list[str]:
    """Return what the README sets in by four spaces: each is a command, or the snippet."""
    found = re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", readme, re.MULTILINE)
    return ["\n".join(line[4:] for line in block.split("\n")).strip("\n") for block in found]


def snippet_of(folder: Path) -> str:
    readme = (folder / README).read_text(encoding="utf-8")
    [snippet] = [block for block in blocks_of(readme) if block.startswith('"""')]
    return snippet + "\n"


def checked(folder: Path, *heads: str) -> subprocess.CompletedProcess[str]:
    """Run the snippet as it stands in the README, with Python alone."""
    command = [sys.executable, "-I", "-S", "-", str(folder), *heads]
    snippet = snippet_of(folder)
    return subprocess.run(command, input=snippet, capture_output=True, text=True, check=False)


def shell(folder: Path, beginning: str) -> str:
    """Run the README's command that begins so, in the folder, and return what it printed."""
    blocks = blocks_of((folder / README).read_text(encoding="utf-8"))
    [command] = [block for block in blocks if block.startswith(beginning)]
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}
    done = subprocess.run(
        ["sh", "-eu", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout + done.stderr


def test_the_bundle_verifies_and_holds_the_snippet_twice_over(
    real_office: Office, tmp_path: Path
) -> None:
    bundle = tmp_path / "evidence.zip"
    write_bundle(real_office, VERSION, bundle, tmp_path / "scratch")
    assert verify(bundle) == []
    with zipfile.ZipFile(bundle) as opened:
        opened.extractall(tmp_path / "opened")
    assert (tmp_path / "opened" / CHECKER).read_text() == snippet_of(tmp_path / "opened")


def test_the_readmes_snippet_says_that_a_sound_bundle_is_sound(evidence: Path) -> None:
    done = checked(evidence)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The trail is whole, and the documents are those on record.\n"


@pytest.mark.parametrize("at", [0, 40, -1])
@pytest.mark.parametrize("change", [c for c in CLUMSY if c is not huge])
def test_the_readmes_snippet_says_which_line_was_changed(
    evidence: Path, change: Change, at: int
) -> None:
    lines = lines_of(evidence)
    put(evidence, change(lines, at % len(lines)))
    done = checked(evidence)
    assert done.returncode == 1
    assert re.search(rf"{TRAIL}, line \d+: changed, moved, added or left out", done.stdout)


@pytest.mark.parametrize("change", CLEVER)
def test_the_readmes_snippet_finds_a_trail_written_anew(evidence: Path, change: Change) -> None:
    put(evidence, rechained(change(lines_of(evidence), 20)))
    done = checked(evidence)
    assert done.returncode == 1
    assert CUT_SHORT in done.stdout


def test_the_readmes_snippet_finds_a_trail_cut_short(evidence: Path) -> None:
    lines, issued = lines_of(evidence), index_of(evidence, "version:certificate:issued")
    for left in (0, 1, issued // 2, issued - 1, issued):
        put(evidence, lines[:left], end=b"\n" if left else b"")
        assert CUT_SHORT in checked(evidence).stdout


def test_the_readmes_snippet_looks_for_a_hash_that_was_kept(evidence: Path) -> None:
    [*_, last] = re.findall(r'"sha256":"(\w+)"', (evidence / TRAIL).read_text())
    assert checked(evidence, last).returncode == 0
    put(evidence, lines_of(evidence)[:-1])
    assert checked(evidence).returncode == 0
    assert checked(evidence, last).stdout == f"trail.jsonl: no entry has the hash {last}\n"


def test_the_readmes_snippet_finds_a_document_that_is_not_on_record(evidence: Path) -> None:
    for name in ("documents/agreement.html", "documents/records/east.pdf"):
        file = evidence / name
        file.write_bytes(file.read_bytes() + b"\n")
        assert f"{file}: not the document on record" in checked(evidence).stdout


def test_the_readmes_snippet_wants_a_head_in_the_certificate(evidence: Path) -> None:
    shutil.copy(evidence / "documents/draft.pdf", evidence / "documents/certificate.pdf")
    assert "it does not say where the trail stood" in checked(evidence).stdout


def test_the_readmes_sha256sum_says_nothing_of_a_sound_bundle_and_names_a_changed_file(
    evidence: Path,
) -> None:
    assert shell(evidence, "sha256sum --check") == ""
    (evidence / "documents/draft.pdf").write_bytes(b"another")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        shell(evidence, "sha256sum --check")
    assert "documents/draft.pdf: FAILED" in refused.value.stdout


def test_the_readmes_pdfsig_accepts_every_signature(evidence: Path) -> None:
    told = shell(evidence, "pdfsig -nocert")
    assert told.count("Signature is Valid.") == told.count("Signature #") == 3
    assert told.count("- Total document signed") == 1


def test_the_readmes_openssl_follows_each_seal_to_the_authority(evidence: Path) -> None:
    told = shell(evidence, "for pdf in")
    sealed = ["agreement", "certificate", "records/east", "records/north", "records/west"]
    assert told.count("CMS Verification successful") == len(sealed)
    assert all(f"documents/{name}.pdf\n" in told for name in sealed)


def test_the_readmes_openssl_refuses_a_document_that_was_changed(evidence: Path) -> None:
    file = evidence / "documents/certificate.pdf"
    file.write_bytes(
        file.read_bytes().replace(b"Certificate of completion", b"Certificate of confusion!")
    )
    told = shell(evidence, "for pdf in")
    assert "documents/agreement.pdf\n" in told
    assert "documents/certificate.pdf\n" not in told


def test_the_readme_shows_where_the_authority_is_named(evidence: Path) -> None:
    told = shell(evidence, "sha256sum certificates/authority.pem")
    assert f'"authority_sha256":"{told[:64]}"' in told


def test_a_bundle_that_holds_a_file_twice_is_found(real_office: Office, tmp_path: Path) -> None:
    bundle = tmp_path / "evidence.zip"
    write_bundle(real_office, VERSION, bundle, tmp_path / "scratch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Python warns of what is meant here.
        with zipfile.ZipFile(bundle, "a") as opened:
            opened.writestr(f"./{TRAIL}", (tmp_path / "scratch" / TRAIL).read_bytes())
    assert verify(bundle) == [f"{TRAIL}: the bundle holds it twice"]


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", b"not a bundle" * 100])
def test_a_file_that_is_no_bundle_is_named(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "evidence.zip").write_bytes(broken)
    [fault] = verify(tmp_path / "evidence.zip")
    assert fault.startswith("evidence.zip: it cannot be opened as a bundle")


def test_a_bundle_with_a_damaged_file_is_named(real_office: Office, tmp_path: Path) -> None:
    bundle = tmp_path / "evidence.zip"
    write_bundle(real_office, VERSION, bundle, tmp_path / "scratch")
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:5000] + bytes(64) + whole[5064:])
    [fault] = verify(bundle)
    assert fault.startswith("evidence.zip: it cannot be opened as a bundle")


def test_a_config_that_is_changed_or_left_out_is_a_fault(evidence: Path) -> None:
    [config] = (evidence / "programmes").iterdir()
    config.write_text(config.read_text().replace("Example", "Another"))
    assert f"programmes/{config.name}: it is not the config that the trail names" in verify(
        evidence
    )
    config.unlink()
    assert f"programmes/{config.name}: it is missing" in verify(evidence)


def test_a_rehearsal_takes_the_place_of_what_an_earlier_one_left(evidence: Path) -> None:
    write_sums(evidence)
    clear_output(evidence)
    assert list(evidence.iterdir()) == []
