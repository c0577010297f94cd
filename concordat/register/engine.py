"""The database connection: one writer at a time, and nothing lost on a power cut.

The rules, the same on SQLite and on PostgreSQL:
1. A writer takes the register's one lock before it reads, so that what it read is still so when it
   writes: on SQLite the file's own, on PostgreSQL an advisory lock, above which each statement
   sees the last commit.
2. A reader sees the register as it stood at its first look, takes no lock and waits for nobody.
3. Whoever cannot have the lock within `LOCK_WAIT_S` is told to try again; nothing was changed.
4. A writer that falls silent loses the lock: SQLite's with its process, PostgreSQL's after
   `SILENCE_S`, for its machine may be gone without a word.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import ConnectionPoolEntry

from concordat.domain.errors import BadSetting
from concordat.register.refusals import refuse, too_busy

WRITING = "concordat_writing"
"""The execution option of a connection that is going to write."""

CONNECT_WAIT_S = 10
ALONE = "concordat_alone"
"""The execution option of a connection whose statements are no part of a transaction."""

REWRITE = {
    "sqlite": ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"),
    "postgresql": (
        "VACUUM (FULL) admin_link, contact, given_delegation, identity_check, message, response, staff_session",
    ),
}
"""What leaves nothing of an erased row in the files. SQLite writes what it changes to a second file
first, which is emptied too. Source: SQLite, VACUUM and PRAGMA wal_checkpoint; PostgreSQL 18, VACUUM.
"""

LOCK_WAIT_S = 30
SILENCE_S = 60
WRITERS_LOCK = int.from_bytes(b"register")
"""The key of PostgreSQL's advisory lock. It holds in one database, so every register has its own."""

POOL = {"pool_size": 4, "max_overflow": 12, "pool_timeout": LOCK_WAIT_S, "pool_pre_ping": True}
"""Four connections are kept, for the relay's threads; `ratify-places` and the portal open more."""

DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
REMEDY = (
    "Write postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:////FOLDER/FILE in "
    "CONCORDAT_DATABASE_URL, or leave it empty for SQLite in the home folder."
)


def connect(url: str) -> Engine:
    """Return an engine for the register's database URL; BadSetting if it cannot be one."""
    parsed = _parse(url)
    engine = create_engine(parsed, **POOL)
    event.listen(engine, "handle_error", refuse)
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine


@contextmanager
def begun(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """Begin a transaction: committed when the block ends, undone when it raises.

    Raises Undeliverable when the database cannot be reached, or others hold it for too long.
    """
    options: dict[str, Any] = {WRITING: writing}
    if engine.dialect.name == "postgresql":
        level = "READ COMMITTED" if writing else "REPEATABLE READ"
        options |= {"isolation_level": level, "postgresql_readonly": not writing}
    with _connected(engine) as connection, connection.execution_options(**options).begin():
        yield connection


def rewrite(engine: Engine) -> None:
    """Write the files anew without what was erased; Undeliverable while others hold them too long."""
    options: dict[str, Any] = {ALONE: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "AUTOCOMMIT"}
    with _connected(engine) as connection:
        alone = connection.execution_options(**options)
        for statement in REWRITE[engine.dialect.name]:
            done = alone.exec_driver_sql(statement)
            if done.returns_rows and done.scalar_one():
                # The first column of a checkpoint says that a reader kept it from finishing.
                raise too_busy()


def _connected(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except NoConnectionFree as error:
        raise too_busy() from error


def _parse(text: str) -> URL:
    # A URL holds a password: no message repeats it.
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise BadSetting("The register's database URL cannot be read.", remedy=REMEDY) from error
    if url.drivername not in DRIVERS:
        message = f"The register cannot be kept in a database of the kind '{url.drivername}'."
        raise BadSetting(message, remedy=REMEDY)
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        message = "The register's database URL names no file: what is in memory only is not kept."
        raise BadSetting(message, remedy=REMEDY)
    if backend == "postgresql" and "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(CONNECT_WAIT_S)})
    return url.set(drivername=DRIVERS[url.drivername])


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling begins too late; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_S * 1000}")
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(ALONE, False):
        return
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITING, False):
        # One statement: the limits hold before the lock is asked for, and end with the transaction.
        connection.exec_driver_sql(
            "SELECT set_config('lock_timeout', %s, true), "
            "set_config('idle_in_transaction_session_timeout', %s, true), "
            "pg_advisory_xact_lock(%s)",
            (f"{LOCK_WAIT_S}s", f"{SILENCE_S}s", WRITERS_LOCK),
        )
