"""What every test can ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from concordat.services.office import Office
from tests.fakes import (
    Snapshot,
    an_office,
    an_office_from,
    engine_of,
    everywhere_ratified,
    publicly_signed,
    snapshot_of,
)

# A busy machine is slow, and that is no fault of the code.
settings.register_profile("concordat", deadline=None)
settings.load_profile("concordat")


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return the office of `a_programme` with version 1 on the register."""
    folder = tmp_path_factory.mktemp("planned")
    return snapshot_of(an_office(folder), folder)


@pytest.fixture(scope="session")
def signed(planned: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return that office on the day of the public signing, when everyone has signed."""
    folder = tmp_path_factory.mktemp("signed")
    return snapshot_of(publicly_signed(an_office_from(planned, folder)), folder)


@pytest.fixture(scope="session")
def in_effect(signed: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return that office on the day the agreement took effect, when every place has ratified."""
    folder = tmp_path_factory.mktemp("in-effect")
    return snapshot_of(everywhere_ratified(an_office_from(signed, folder)), folder)


@pytest.fixture
def office(planned: Snapshot, tmp_path: Path) -> Iterator[Office]:
    """Return an office with the small programme of `a_programme` registered as version 1."""
    made = an_office_from(planned, tmp_path)
    yield made
    engine_of(made).dispose()


@pytest.fixture
def signed_office(signed: Snapshot, tmp_path: Path) -> Iterator[Office]:
    """Return an office whose agreement has been signed in public; no place is asked yet."""
    made = an_office_from(signed, tmp_path)
    yield made
    engine_of(made).dispose()


@pytest.fixture
def ratified_office(in_effect: Snapshot, tmp_path: Path) -> Iterator[Office]:
    """Return an office whose agreement is in effect, ratified at every place."""
    made = an_office_from(in_effect, tmp_path)
    yield made
    engine_of(made).dispose()
