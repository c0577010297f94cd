"""The commands: what cannot be used is one clear line and exit code 2, before anything starts."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from concordat.documents.store import FileDocumentStore
from concordat.domain.rules import AmendmentClass
from concordat.local.service import project_folder
from concordat.services.amend import amend
from concordat.services.amendment_checks import Amendment
from concordat.services.erase_person import erase_person
from concordat.services.returned import Taken
from concordat.services.review_window import comment
from tests.fakes import (
    VERSION,
    FakePublisher,
    MemoryStore,
    Snapshot,
    a_programme,
    an_office,
    an_office_from,
    engine_of,
    in_review,
    snapshot_of,
)
from tests.unit.notices.returned_samples import a_report

ROOT = project_folder()


def concordat(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "concordat", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


@pytest.mark.parametrize("config", ["config", "examples/one-gloucestershire"])
def test_both_shipped_programmes_are_sound(config: str) -> None:
    done = concordat("check", "--config", config)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_broken_config_is_refused_with_every_fault_by_every_command(tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree(ROOT / "config", config)
    for name, old, new in [
        ("agreement.yaml", "at_least: 10", "at_least: 15"),
        ("places/gateshead.yaml", "party: vcse", "party: vcs"),
    ]:
        file = config / name
        file.write_text(file.read_text().replace(old, new, 1))
    for command in (
        ("check", "--config", str(config)),
        ("rehearse", "--config", str(config), "--out", str(tmp_path / "out")),
    ):
        done = concordat(*command)
        assert done.returncode == 2
        assert "agreement.yaml:" in done.stderr
        assert "gateshead.yaml:" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_port_in_use_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = one_line(concordat("up", CONCORDAT_HOME=str(tmp_path), CONCORDAT_PREFECT_PORT=port))
    assert port in line
    assert "CONCORDAT_PREFECT_PORT" in line


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    line = one_line(concordat("up", CONCORDAT_HOME=str(tmp_path / "file" / "home")))
    assert str(tmp_path / "file" / "home") in line


def test_an_output_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work")
    assert "thesis.txt" in one_line(concordat("rehearse", "--out", str(tmp_path)))
    assert (tmp_path / "thesis.txt").read_text() == "ten years of work"


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    (templates / "letters" / "signing-request.txt.j2").unlink()
    line = one_line(
        concordat("up", CONCORDAT_TEMPLATES=str(templates), CONCORDAT_HOME=str(tmp_path / "home"))
    )
    assert "letters/signing-request.txt.j2" in line


def test_a_start_after_the_review_window_is_refused(tmp_path: Path) -> None:
    line = one_line(concordat("rehearse", "--out", str(tmp_path / "o"), "--start", "2030-01-01"))
    assert "review window closes on" in line


def test_a_setting_that_cannot_be_used_is_named() -> None:
    assert "CONCORDAT_PORTAL_PORT" in one_line(concordat("up", CONCORDAT_PORTAL_PORT="many"))


def test_status_without_a_service_says_what_to_do(tmp_path: Path) -> None:
    assert "CONCORDAT_HOME" in one_line(concordat("status", CONCORDAT_HOME=str(tmp_path)))


def test_verify_finds_nothing_where_nothing_is(tmp_path: Path) -> None:
    done = concordat("verify", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "nothing here" in done.stderr


def test_verify_refuses_a_head_that_is_no_hash(tmp_path: Path) -> None:
    line = one_line(concordat("verify", str(tmp_path), "--head", "5b21 99aa"))
    assert "Write all 64 digits" in line


def test_verify_refuses_a_certificate_that_is_not_there(tmp_path: Path) -> None:
    missing = str(tmp_path / "certificate.pdf")
    assert missing in one_line(concordat("verify", str(tmp_path), "--certificate", missing))


def test_disclose_without_a_service_says_what_to_do(tmp_path: Path) -> None:
    done = concordat("disclose", "--out", "x.csv", CONCORDAT_HOME=str(tmp_path))
    assert "CONCORDAT_HOME" in one_line(done)


def test_s32_disclose_writes_the_trail_in_one_step_and_says_when_the_answer_is_due(
    in_effect: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / "register.sqlite").write_bytes(in_effect.database)
    out = tmp_path / "trail.csv"
    asked = ("disclose", "--out", str(out), "--received", "2027-06-28")
    done = concordat(*asked, CONCORDAT_HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "the answer is due by 2027-07-26" in done.stdout
    assert out.read_text(encoding="utf-8-sig").startswith('"Entry","Date","Time"')


def test_verify_without_a_path_checks_the_register_itself(
    in_effect: Snapshot, tmp_path: Path
) -> None:
    assert isinstance(in_effect.database, bytes)
    file = tmp_path / "register.sqlite"
    file.write_bytes(in_effect.database)
    home = {"CONCORDAT_HOME": str(tmp_path)}
    sound = concordat("verify", **home)
    assert (sound.returncode, sound.stderr) == (0, "")
    assert "every row of the register" in sound.stdout
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE ratification SET status = 'declined' WHERE place_id = 'west'")
    connection.close()
    changed = concordat("verify", **home)
    assert changed.returncode == 1
    assert changed.stderr == (
        "ratification example-mou-v1 west: status is not what the trail says\n"
    )


def test_verify_tells_of_one_pdf_whether_it_is_ours(in_effect: Snapshot, tmp_path: Path) -> None:
    assert isinstance(in_effect.database, bytes)
    (tmp_path / "register.sqlite").write_bytes(in_effect.database)
    store = FileDocumentStore(tmp_path / "documents")
    for data in in_effect.files.values():
        store.put(data)
    file = tmp_path / "record.PDF"
    file.write_bytes(next(d for d in in_effect.files.values() if d.startswith(b"%board-paper")))
    ours = concordat("verify", str(file), CONCORDAT_HOME=str(tmp_path))
    assert (ours.returncode, ours.stderr) == (0, "")
    assert ours.stdout.startswith("This is ours, and not a byte has changed.")
    assert "the paper for the board" in ours.stdout
    file.write_bytes(b"%PDF-1.7 of somebody else")
    theirs = concordat("verify", str(file), CONCORDAT_HOME=str(tmp_path))
    assert (theirs.returncode, theirs.stderr) == (1, "")
    assert theirs.stdout.startswith("This file could not be read.")


def test_s33_a_person_is_told_and_erased_from_the_command_line(
    in_effect: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / "register.sqlite").write_bytes(in_effect.database)
    home, out, address = str(tmp_path), tmp_path / "told.json", "chair@east.example.org"
    concordat("person", "tell", address, "--out", str(out), CONCORDAT_HOME=home)
    assert json.loads(out.read_text())["tables"]["contact"] == [{"email": address}]
    done = concordat("person", "erase", address, CONCORDAT_HOME=home)
    assert "Erased: the address" in done.stdout
    assert "17(3)(b)" in done.stdout
    assert address.encode() not in (tmp_path / "register.sqlite").read_bytes()
    missing = concordat("person", "erase", "--comment", "3", CONCORDAT_HOME=home)
    assert "There is no comment 3 on 'example-mou-v1'" in missing.stderr
    again = concordat("person", "erase", address, CONCORDAT_HOME=home)
    assert "Nobody has this address" in again.stdout
    nothing = concordat("person", "tell", address, "--out", str(out), CONCORDAT_HOME=home)
    assert "Nothing is held." in nothing.stdout


def test_what_the_commands_about_a_person_cannot_write_or_read_is_named(tmp_path: Path) -> None:
    nowhere, home = str(tmp_path / "no" / "file"), str(tmp_path)
    assert nowhere in one_line(concordat("person", "tell", "a@b.example.org", "--out", nowhere))
    (tmp_path / "register.sqlite").touch()
    words = concordat("person", "comment", nowhere, "--format", "1", CONCORDAT_HOME=home)
    assert nowhere in one_line(words)


def test_s31_a_comment_within_extended_time_is_taken_from_the_command_line(
    in_effect: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / "register.sqlite").write_bytes(in_effect.database)
    words = tmp_path / "words.txt"
    words.write_text("Say it more simply.")
    done = concordat("person", "comment", str(words), "--format", "1", CONCORDAT_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "comments cannot be taken now" in done.stderr


@pytest.fixture
def amended_home(in_effect: Snapshot, tmp_path: Path) -> Path:
    """Return the home of a service whose second version, an editorial one, is on the register."""
    home = tmp_path / "home"
    home.mkdir()
    office = an_office_from(in_effect, home)
    assert isinstance(office.publisher, FakePublisher)
    assert isinstance(office.store, MemoryStore)
    office.publisher.words = "We work as equals."
    asked = Amendment(AmendmentClass.EDITORIAL, "Plainer.", consults=False)
    timeline = {"public_signing_on": date(2028, 5, 1), "ratification_due": date(2028, 9, 1)}
    amend(office, VERSION, asked, a_programme(timeline=timeline))
    engine_of(office).dispose()
    (home / "register.db").rename(home / "register.sqlite")
    store = FileDocumentStore(home / "documents")
    for data in office.store.files.values():
        store.put(data)
    return home


def test_any_two_versions_are_compared_into_the_file_that_is_named(
    amended_home: Path, tmp_path: Path
) -> None:
    starts = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF-1.7", "docx": b"PK"}
    for ending, start in starts.items():
        out = tmp_path / f"redline.{ending}"
        versions = ("--from", "1", "--to", "2", "--out", str(out))
        done = concordat("redline", *versions, CONCORDAT_HOME=str(amended_home))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"1 passage changed: {out}.\n"
        assert out.read_bytes().lstrip().startswith(start)


def test_a_redline_that_cannot_be_written_is_one_clear_line(
    amended_home: Path, tmp_path: Path
) -> None:
    def refused(out: str, *versions: str) -> subprocess.CompletedProcess[str]:
        home = {"CONCORDAT_HOME": str(amended_home)}
        return concordat("redline", *versions, "--out", str(tmp_path / out), **home)

    both = ("--from", "1", "--to", "2")
    assert "ends in .html, .pdf, .docx" in one_line(refused("redline.odt", *both))
    assert "cannot be written" in one_line(refused("no/redline.html", *both))
    assert "There is no version 7" in refused("a.pdf", "--from", "1", "--to", "7").stderr
    same = refused("a.pdf", "--from", "2", "--to", "2")
    assert same.returncode == 1
    assert "not two versions of one agreement" in same.stderr
    assert not list(tmp_path.glob("*.pdf"))


def test_the_comments_are_printed_with_their_numbers(tmp_path: Path) -> None:
    office = in_review(an_office(tmp_path))
    comment(office, VERSION, "Too long.", "A name", "Alliance")
    comment(office, VERSION, "Good.")
    erase_person(office, comments=[2], version_id=VERSION)
    (tmp_path / "register.sqlite").write_bytes(snapshot_of(office).database)
    done = concordat("person", "comments", CONCORDAT_HOME=str(tmp_path))
    assert done.stdout == (
        "1. (Alliance)\nToo long.\n\n2. (no organisation given)\nErased.\n\nComments on version 1: 2.\n"
    )
    assert "A name" not in done.stdout


def test_a_new_key_is_made_and_both_are_known(tmp_path: Path) -> None:
    before = concordat("keys", "rotate", CONCORDAT_HOME=str(tmp_path))
    assert (before.returncode, before.stderr) == (0, "")
    assert "2 authorities are known" in before.stdout
    again = concordat("keys", "rotate", CONCORDAT_HOME=str(tmp_path))
    assert "3 authorities are known" in again.stdout
    assert concordat("verify", CONCORDAT_HOME=str(tmp_path)).returncode == 0


def test_a_configured_key_that_does_not_open_is_refused_at_start(tmp_path: Path) -> None:
    (tmp_path / "seal.p12").write_bytes(b"no key")
    done = concordat(
        "up",
        CONCORDAT_HOME=str(tmp_path / "home"),
        CONCORDAT_SIGNING_KEY=str(tmp_path / "seal.p12"),
        CONCORDAT_SIGNING_KEY_PASSPHRASE="not to be told",  # noqa: S106 (it opens nothing)
    )
    told = one_line(done)
    assert "does not open" in told
    assert "not to be told" not in told


def test_a_backup_is_restored_from_the_command_line_and_verifies(
    in_effect: Snapshot, tmp_path: Path
) -> None:
    engine_of(an_office_from(in_effect, tmp_path)).dispose()
    (tmp_path / "register.db").rename(tmp_path / "register.sqlite")
    file, home, fresh = str(tmp_path / "backup.zip"), str(tmp_path), str(tmp_path / "fresh")
    done = concordat("backup", "--out", file, CONCORDAT_HOME=home, CONCORDAT_SIGNING_KEY="own.p12")
    assert (done.returncode, done.stderr) == (0, "")
    assert "keep it as safe as those" in done.stdout
    assert "The key that signs is configured, and not in it" in done.stdout

    restored = concordat("restore", file, CONCORDAT_HOME=fresh)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "as it stood on" in restored.stdout
    verified = concordat("verify", CONCORDAT_HOME=fresh)
    assert (verified.returncode, verified.stderr) == (0, "")

    again = concordat("restore", file, CONCORDAT_HOME=fresh)
    assert again.returncode == 1
    assert "is not empty, and a restore replaces nothing" in again.stderr


def test_a_backup_with_a_fault_is_made_and_ends_with_one(
    in_effect: Snapshot, tmp_path: Path
) -> None:
    engine_of(an_office_from(in_effect, tmp_path)).dispose()
    (tmp_path / "register.db").rename(tmp_path / "register.sqlite")
    store = FileDocumentStore(tmp_path / "documents")
    path = store.path(store.put(b"a page"))
    path.chmod(0o600)
    path.write_bytes(b"another page")
    out = tmp_path / "backup.zip"
    done = concordat("backup", "--out", str(out), CONCORDAT_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "the document has changed since it was kept" in done.stderr
    assert out.exists()


def test_a_message_that_came_back_is_taken_from_a_pipe(tmp_path: Path) -> None:
    office = in_review(an_office(tmp_path))
    (tmp_path / "register.sqlite").write_bytes(snapshot_of(office).database)

    def piped(message: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "concordat", "bounce"],
            input=message,
            capture_output=True,
            check=False,
            env={**os.environ, "CONCORDAT_HOME": str(tmp_path)},
        )

    unknown = piped(a_report())
    assert (unknown.returncode, unknown.stderr) == (0, b"")
    assert unknown.stdout == f"{Taken.UNKNOWN.value}\n".encode()
    assert b"no report" in piped(b"Subject: hello\n\nNo report.").stdout
    too_long = piped(b"x" * (10 * 1024 * 1024 + 1))
    assert too_long.returncode == 2
    assert b"too long" in too_long.stderr
