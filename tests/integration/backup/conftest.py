"""Homes with a whole life in them, to be backed up and restored."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from concordat.bootstrap import build_clock, build_key
from concordat.documents.store import FileDocumentStore
from concordat.local.service import project_folder
from concordat.services.office import Office
from concordat.settings import Settings
from tests.databases import SQLITE, PostgresServer
from tests.fakes import MemoryStore, url_of


def settled(home: Path, url: str = "") -> Settings:
    return Settings(
        home=home,
        database_url=url,
        config=project_folder() / "config",
        templates=project_folder() / "templates",
    )


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def office(both_ratified_office: Office) -> Office:
    """Return an office with a whole life in its register, on each database in turn."""
    return both_ratified_office


@pytest.fixture
def service(office: Office, tmp_path: Path) -> Settings:
    """Return the settings of a service with that life, its documents and a key of its own."""
    settings = settled(tmp_path / "home", url_of(office))
    store = FileDocumentStore(settings.documents)
    assert isinstance(office.store, MemoryStore)
    for data in office.store.files.values():
        store.put(data)
    build_key(settings, "The Partnership", build_clock(settings))
    return settings


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Return the settings of a fresh home, with each kind of register in turn."""
    home = tmp_path / "fresh"
    if request.param == "sqlite":
        yield settled(home)
        return
    server = request.getfixturevalue("postgresql")
    assert isinstance(server, PostgresServer)
    url = server.new(home)
    yield settled(home, url)
    server.close_connections(url)
    server.drop(url)


@pytest.fixture
def small(signed_office: Office, tmp_path: Path) -> Settings:
    """Return the settings of a small service on SQLite."""
    assert url_of(signed_office).startswith(SQLITE.new(tmp_path)[:8])
    settings = settled(tmp_path / "home", url_of(signed_office))
    build_key(settings, "The Partnership", build_clock(settings))
    FileDocumentStore(settings.documents).put(b"a document")
    return settings
