"""What scenario tests can ask for besides: offices with a programme of their own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from concordat.domain.programme import Programme
from concordat.services.office import Office
from tests.databases import Databases
from tests.fakes import an_office, engine_of, url_of


class Offices:
    """Makes offices whose version 1 has a given programme, on one database."""

    def __init__(self, folder: Path, on: Databases) -> None:
        self.folder, self.on = folder, on
        self.made: list[Office] = []

    def __call__(self, programme: Programme, now: datetime | None = None) -> Office:
        office = an_office(self.folder, programme, now=now, on=self.on)
        self.made.append(office)
        return office


@pytest.fixture
def office_of(databases: Databases, tmp_path: Path) -> Iterator[Offices]:
    """Return what makes an office with a given programme, on each database in turn."""
    offices = Offices(tmp_path, databases)
    yield offices
    for office in offices.made:
        engine_of(office).dispose()
        databases.drop(url_of(office))
