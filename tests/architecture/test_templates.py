"""Every template is looked for before anything starts, and nothing looked for is unused."""

from pathlib import Path

import pytest

from concordat.needed_templates import NEEDED

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize("area", ["letters", "portal", "records"])
def test_the_templates_needed_are_those_there(area: str) -> None:
    assert sorted(NEEDED[area]) == sorted(file.name for file in (TEMPLATES / area).iterdir())
