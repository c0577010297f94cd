"""Gives each test a small config of its own to change."""

from pathlib import Path

import pytest
from small_config import Written


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path / "config")
