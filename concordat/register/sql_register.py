"""The register on SQL: transactions, and bringing the schema up to date."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from concordat.domain.programme import Programme
from concordat.domain.trail import chain_faults
from concordat.register.engine import LOCK_WAIT_S, begun, connect, rewrite
from concordat.register.reading import SqlReading
from concordat.register.refusals import too_busy
from concordat.register.replay import differences
from concordat.register.rows import not_a_character
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
        """Bring the schema up to date; does nothing when it is."""
        # Only a start migrates; every process that does not is spared the import.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["engine"] = self.engine
        command.upgrade(config, "head")

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
                transaction.finish()
        except UnicodeEncodeError as error:
            raise not_a_character("text") from error

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
            trail = view.trail()
            return [
                *chain_faults(entry.as_line() for entry in trail),
                *differences(view.connection, trail),
            ]

    def scrub(self) -> None:
        """Write the database's files anew, so that what was erased cannot be read from them."""
        rewrite(self.engine)
