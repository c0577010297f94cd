"""A process that dies: at any statement it sends to the database, or on either side of a commit.

What dies is simulated by an exception that no code catches; the transaction is undone as the
database does it for a connection that is gone.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, event

from concordat.register.engine import WRITING


class Crashed(BaseException):
    """The process is gone. Not an `Exception`: no handler of the code under test may stop it."""


class Where(StrEnum):
    """What the process was about to do, or had just done, when it died."""

    BEFORE_STATEMENT = "before statement"
    BEFORE_COMMIT = "before commit"
    AFTER_COMMIT = "after commit"


@dataclass(frozen=True)
class Point:
    """Where a process dies: `number` counts statements, or the commits of writers, from 1."""

    where: Where
    number: int


class Watch:
    """Counts what an engine does from the last `begin` on, and kills the process at a point.

    `changed` counts the commits of transactions that wrote to a table.
    """

    def __init__(self, engine: Engine) -> None:
        self._counts: dict[Where, int] = {}
        self._point: Point | None = None
        self._writer = self._wrote = False
        self.changed = 0
        self.begin(None)
        event.listen(engine, "begin", self._transaction_begins)
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._committing)
        # No event tells of a commit that is done.
        self._commit = engine.dialect.do_commit
        engine.dialect.do_commit = self._do_commit

    def begin(self, point: Point | None) -> None:
        """Count anew; the process dies at the point, None for never."""
        self._counts = dict.fromkeys(Where, 0)
        self._point = point
        self.changed = 0

    def _transaction_begins(self, connection: Connection) -> None:
        self._writer = bool(connection.get_execution_options().get(WRITING, False))
        self._wrote = False

    def _statement(
        self, _connection: Connection, _cursor: Any, statement: str, *_rest: object
    ) -> None:
        self._reached(Where.BEFORE_STATEMENT)
        self._wrote |= statement.startswith(("INSERT", "UPDATE", "DELETE"))

    def _committing(self, _connection: Connection) -> None:
        if self._writer:
            self._reached(Where.BEFORE_COMMIT)

    def _do_commit(self, connection: Any) -> None:
        self._commit(connection)
        if self._writer:
            self.changed += self._wrote
            self._reached(Where.AFTER_COMMIT)

    def _reached(self, where: Where) -> None:
        self._counts[where] += 1
        if self._point == Point(where, self._counts[where]):
            self._point = None
            raise Crashed
