"""A database driver's errors, in our words. Both databases refuse for the same two reasons."""

import sqlite3

from sqlalchemy.engine.interfaces import ExceptionContext

from concordat.domain.errors import Undeliverable

BUSY_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
AWAY_SQLITE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
}
BUSY_POSTGRESQL = {"55P03", "40001", "40P01"}
"""No lock within the time, a transaction that cannot be put in an order, and a deadlock.

Source: PostgreSQL 18, appendix A, error codes.
"""
READ_ONLY_POSTGRESQL = "25006"
"""The database takes no changes: a replica, or one that its keeper has closed for writing."""


def refuse(context: ExceptionContext) -> None:
    """Raise Undeliverable for a database that is too busy or out of reach; else do nothing."""
    error = context.original_exception
    if context.is_pre_ping:
        # A connection that has died is replaced by a new one, unseen.
        return
    if not isinstance(error, Exception):
        # The process is told to stop: SQLAlchemy gives up the connection, but the database is there.
        return
    if _is_busy(error):
        raise too_busy() from error
    if context.is_disconnect or _is_away(context):
        raise out_of_reach() from error


def too_busy() -> Undeliverable:
    """Return the error of a register that others hold for too long."""
    return Undeliverable(
        "The register is busy: others have been writing to it all this time.",
        remedy="Nothing was changed. Try again in a minute.",
        attempted="reach the register",
    )


def out_of_reach() -> Undeliverable:
    """Return the error of a database that does not answer, or cannot be written."""
    return Undeliverable(
        "The register's database cannot be used at the moment.",
        remedy="Nothing was changed. See that the database of CONCORDAT_DATABASE_URL runs, lets "
        "this service in and has room on its disk; then try again.",
        attempted="reach the register",
    )


def _is_busy(error: BaseException) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return _primary(error) in BUSY_SQLITE
    return getattr(error, "sqlstate", None) in BUSY_POSTGRESQL


def _is_away(context: ExceptionContext) -> bool:
    error = context.original_exception
    if isinstance(error, sqlite3.Error):
        # SQLite's driver calls a fault in a statement operational too; PostgreSQL's does not.
        return isinstance(error, sqlite3.OperationalError) and _primary(error) in AWAY_SQLITE
    if getattr(error, "sqlstate", None) == READ_ONLY_POSTGRESQL:
        return True
    return isinstance(error, context.dialect.loaded_dbapi.OperationalError)


def _primary(error: sqlite3.OperationalError) -> int:
    """Return SQLite's result code without what extends it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
