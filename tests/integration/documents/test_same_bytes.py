"""The same content is the same file on every machine, whatever the machine's own settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.documents import samples

ROOT = samples.TEMPLATES.parent
PRINTED = """
import hashlib
from dataclasses import replace
from tests.integration.documents import samples
from concordat.documents.publisher import DocumentPublisher

publisher = DocumentPublisher(samples.TEMPLATES)
named = replace(samples.record(), place_name="\\u0627\\u0644\\u0646\\u0648\\u0631 \\u0938\\u092e\\u093f\\u0924\\u093f")
for pdf in (
    publisher.record_pdf(samples.record()),
    publisher.agreement_pdf(samples.agreement()),
    publisher.record_pdf(named),
):
    print(hashlib.sha256(pdf).hexdigest())
"""
NO_FONTS = '<?xml version="1.0"?><fontconfig></fontconfig>'


def hashes(**settings: str) -> list[str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", PRINTED],
        cwd=ROOT,
        env=kept | settings,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    home = tmp_path_factory.mktemp("home")
    return hashes(HOME=str(home), TZ="Europe/London", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")


def test_a_machine_of_other_habits_makes_the_same_files(at_home: list[str], tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    elsewhere = hashes(
        HOME="/nonexistent",
        TZ="Pacific/Auckland",
        LC_ALL="POSIX",
        LANGUAGE="cy",
        PYTHONHASHSEED="2",
        TMPDIR=str(tmp_path / "tmp"),
    )
    assert elsewhere == at_home
    assert len(set(at_home)) == 3


def test_a_machine_without_fonts_makes_the_same_files(at_home: list[str], tmp_path: Path) -> None:
    (tmp_path / "none.conf").write_text(NO_FONTS)
    without = hashes(
        HOME=str(tmp_path), FONTCONFIG_FILE=str(tmp_path / "none.conf"), LC_ALL="C.UTF-8"
    )
    assert without == at_home
