"""The components are fetched once; npm and Node are stood in for by scripts that note their calls."""

from pathlib import Path

import pytest

from concordat.domain.errors import BadSetting
from concordat.portal.fetch_govuk import SOURCES, fetch
from concordat.portal.stylesheet import COMPONENTS


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tools"
    folder.mkdir()
    say(folder / "npm", f'echo "$@" >>{folder}/asked; ls >>{folder}/asked')
    say(folder / "node", 'for last; do :; done; echo ".made{}" >"$last"')
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def say(tool: Path, script: str) -> None:
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)


def test_what_the_lock_names_is_fetched_without_running_a_packages_scripts(
    tools: Path, tmp_path: Path
) -> None:
    made = tmp_path / "share" / "govuk.css"
    assert fetch(SOURCES, made)
    assert made.read_text(encoding="utf-8").startswith(".made{}")
    asked = (tools / "asked").read_text(encoding="utf-8")
    assert asked.startswith("ci --ignore-scripts ")
    assert "package-lock.json" in asked
    assert [file.name for file in made.parent.iterdir()] == ["govuk.css"]


def test_nothing_is_fetched_twice_from_the_same_files(tools: Path, tmp_path: Path) -> None:
    sources, made = tmp_path / "sources", tmp_path / "govuk.css"
    sources.mkdir()
    (sources / "components.scss").write_text("// One", encoding="utf-8")
    assert fetch(sources, made)
    (tools / "npm").unlink()
    assert not fetch(sources, made)
    (sources / "components.scss").write_text("// Two", encoding="utf-8")
    say(tools / "npm", "exit 0")
    assert fetch(sources, made)


def test_a_failed_fetch_says_what_npm_said_and_what_to_do(tools: Path, tmp_path: Path) -> None:
    say(tools / "npm", "echo no such host >&2; exit 1")
    with pytest.raises(BadSetting, match=r"no such host.*make setup") as failed:
        fetch(SOURCES, tmp_path / "govuk.css")
    assert "npm ping" in failed.value.remedy
    assert not (tmp_path / "govuk.css").exists()


def test_a_machine_without_node_is_told_how_to_get_it(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("concordat.portal.fetch_govuk._path", lambda: str(tmp_path))
    with pytest.raises(BadSetting, match="no node on this machine"):
        fetch(SOURCES, tmp_path / "govuk.css")
    assert not (tools / "asked").exists()


def test_the_lock_pins_every_package_by_hash_and_names_no_registry() -> None:
    lock = (SOURCES / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "resolved" not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/')


def test_what_was_made_here_is_what_the_sources_say() -> None:
    assert not fetch(SOURCES, COMPONENTS), "run `make setup`"
