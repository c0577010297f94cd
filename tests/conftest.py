"""What every test can ask for.

`office`, `signed_office` and `ratified_office` are on SQLite; a test that asks for one of their
twins `both_…` is run on SQLite and on PostgreSQL, which is started when the first test needs it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from concordat.services.office import Office
from tests.databases import SQLITE, Databases, PostgresServer
from tests.fakes import (
    Snapshot,
    an_office,
    an_office_from,
    engine_of,
    everywhere_ratified,
    publicly_signed,
    snapshot_of,
    url_of,
)

# A busy machine is slow, and that is no fault of the code.
settings.register_profile("concordat", deadline=None)
settings.load_profile("concordat")

BOTH = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """Return the PostgreSQL server of this run's process."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=BOTH)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Return where registers are made, SQLite's and PostgreSQL's in turn."""
    if request.param == "sqlite":
        return SQLITE
    server = request.getfixturevalue("postgresql")
    assert isinstance(server, PostgresServer)
    return server


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return the office of `a_programme` with version 1 on the register."""
    return snapshot_of(an_office(tmp_path_factory.mktemp("planned")))


@pytest.fixture(scope="session")
def planned_on_postgresql(
    postgresql: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Snapshot:
    """Return what `planned` is, on PostgreSQL."""
    office = an_office(tmp_path_factory.mktemp("planned"), on=postgresql)
    return snapshot_of(office, postgresql)


@pytest.fixture(scope="session")
def signed(planned: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return that office on the day of the public signing, when everyone has signed."""
    office = an_office_from(planned, tmp_path_factory.mktemp("signed"))
    return snapshot_of(publicly_signed(office))


@pytest.fixture(scope="session")
def signed_on_postgresql(
    planned_on_postgresql: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Snapshot:
    """Return what `signed` is, on PostgreSQL."""
    office = an_office_from(planned_on_postgresql, tmp_path_factory.mktemp("signed"))
    return snapshot_of(publicly_signed(office), planned_on_postgresql.on)


@pytest.fixture(scope="session")
def in_effect(signed: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return that office on the day the agreement took effect, when every place has ratified."""
    office = an_office_from(signed, tmp_path_factory.mktemp("in-effect"))
    return snapshot_of(everywhere_ratified(office))


@pytest.fixture(scope="session")
def in_effect_on_postgresql(
    signed_on_postgresql: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Snapshot:
    """Return what `in_effect` is, on PostgreSQL."""
    office = an_office_from(signed_on_postgresql, tmp_path_factory.mktemp("in-effect"))
    return snapshot_of(everywhere_ratified(office), signed_on_postgresql.on)


@pytest.fixture
def office(planned: Snapshot, tmp_path: Path) -> Iterator[Office]:
    """Return an office with the small programme of `a_programme` registered as version 1."""
    yield from _going_on_from(planned, tmp_path)


@pytest.fixture
def signed_office(signed: Snapshot, tmp_path: Path) -> Iterator[Office]:
    """Return an office whose agreement has been signed in public; no place is asked yet."""
    yield from _going_on_from(signed, tmp_path)


@pytest.fixture
def ratified_office(in_effect: Snapshot, tmp_path: Path) -> Iterator[Office]:
    """Return an office whose agreement is in effect, ratified at every place."""
    yield from _going_on_from(in_effect, tmp_path)


@pytest.fixture(params=BOTH)
def both_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Return what `office` is, on each database in turn."""
    yield from _going_on_from(_on(request, "planned"), tmp_path)


@pytest.fixture(params=BOTH)
def both_signed_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Return what `signed_office` is, on each database in turn."""
    yield from _going_on_from(_on(request, "signed"), tmp_path)


@pytest.fixture(params=BOTH)
def both_ratified_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Return what `ratified_office` is, on each database in turn."""
    yield from _going_on_from(_on(request, "in_effect"), tmp_path)


def _on(request: pytest.FixtureRequest, stage: str) -> Snapshot:
    name = stage if request.param == "sqlite" else f"{stage}_on_{request.param}"
    snapshot = request.getfixturevalue(name)
    assert isinstance(snapshot, Snapshot)
    return snapshot


def _going_on_from(snapshot: Snapshot, folder: Path) -> Iterator[Office]:
    office = an_office_from(snapshot, folder)
    yield office
    engine_of(office).dispose()
    snapshot.on.drop(url_of(office))
