"""The register on SQL: transactions, and bringing the schema up to date."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from concordat.domain.programme import Programme
from concordat.domain.trail import chain_faults
from concordat.register.engine import LOCK_WAIT_S, begun, connect, rewrite
from concordat.register.reading import SqlReading
from concordat.register.refusals import too_busy
from concordat.register.replay import differences
from concordat.register.revision import check_current, check_known, revision_of
from concordat.register.rows import not_a_character
from concordat.register.schema import changing, upgrade
from concordat.register.telling import tell
from concordat.register.transaction import SqlTransaction
from concordat.services.ports import Clock


class SqlRegister:
    """Where the truth is kept: SQLite or PostgreSQL, by its URL."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.url = url
        self.engine = connect(url)
        self._clock = clock
        self._programmes: dict[str, Programme] = {}
        self._writers = threading.Lock()

    def migrate(self) -> None:
        """Bring the schema up to date; does nothing when it is.

        BadSetting, before anything is changed, for a schema of later code.
        """
        with begun(self.engine, writing=False) as connection:
            revision = revision_of(connection)
        if revision is not None:
            check_known(revision)
        with changing(self.engine) as connection:
            upgrade(connection, "head")

    def check_schema(self) -> None:
        """Raise BadSetting unless the schema is the one that this code works with."""
        with begun(self.engine, writing=False) as connection:
            check_current(revision_of(connection))

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        """Open a consistent view that writes nothing."""
        with begun(self.engine, writing=False) as connection:
            yield SqlReading(connection, self._clock.now(), self._programmes)

    @contextmanager
    def writing(self) -> Iterator[SqlTransaction]:
        """Open a transaction: committed when the block ends, undone when it raises.

        NotAllowed for words that cannot be written, wherever they were to stand or to be hashed.
        """
        try:
            with self._turn_to_write(), begun(self.engine, writing=True) as connection:
                transaction = SqlTransaction(connection, self._clock.now(), self._programmes)
                yield transaction
                entries = transaction.finish()
        except UnicodeEncodeError as error:
            raise not_a_character("text") from error
        tell(entries, transaction.acts)

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """Wait for this process's other writers, as `begun` does for those of others."""
        if not self._writers.acquire(timeout=LOCK_WAIT_S):
            raise too_busy()
        try:
            yield
        finally:
            self._writers.release()

    def audit(self) -> list[str]:
        """Return where the register is not what its trail says, in plain words; empty when it is."""
        with self.reading() as view:
            return faults_of(view)

    def scrub(self) -> None:
        """Write the database's files anew, so that what was erased cannot be read from them."""
        rewrite(self.engine)


def faults_of(view: SqlReading) -> list[str]:
    """Return where the register in view is not what its trail says; empty when it is."""
    trail = view.trail()
    return [
        *chain_faults(entry.as_line() for entry in trail),
        *differences(view.connection, trail),
    ]
