"""The documentation says what the code is."""

import re
from pathlib import Path

import pytest

from concordat.cli import app
from tests.reference.config_page import keys, mappings
from tests.reference.pages import PAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path](), "run `make reference`"


def test_every_key_of_the_config_says_what_it_means() -> None:
    silent = [
        f"{model.__name__}.{key}"
        for model in mappings()
        for key, _, field in keys(model)
        if not (field.description or "").endswith(".")
    ]
    assert silent == []


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_names_only_commands_and_targets_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert set(re.findall(r"\bmake ([a-z]+)", readme)) - {"rather"} <= targets
    assert set(re.findall(r"bin/concordat ([a-z]+)", readme)) <= commands
