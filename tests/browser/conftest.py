"""A browser, and a service with a place that is asked to sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.asked_place import AskedPlace, asked_place, prepare
from tests.browser.chromium import chromium
from tests.standins.postbox import postbox


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the browser of the module: while it runs, nothing else can use `asyncio.run`."""
    with chromium() as running:
        yield running


@dataclass(frozen=True)
class Prepared:
    """The home of a service that stands ready to be copied, and what the time is there."""

    home: Path
    now: datetime


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Return the home of a service whose place has decided."""
    home = tmp_path_factory.mktemp("prepared")
    return Prepared(home, prepare(home))


@pytest.fixture
def place(prepared: Prepared, tmp_path: Path) -> Iterator[AskedPlace]:
    """Return a service of which a place is asked to sign, with its portal and its mail server."""
    with postbox() as box, asked_place(prepared.home, prepared.now, tmp_path, box) as asked:
        yield asked
