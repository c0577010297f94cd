"""Changing the schema: by one process at a time, whole or not at all, with every row still there."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from concordat.domain.errors import BadSetting, BrokenEvidence
from concordat.register.engine import WRITING
from concordat.register.revision import MIGRATIONS


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """Begin a change of the schema: committed when the block ends, undone when it raises.

    Raises BadSetting for a PostgreSQL database that would sort or keep text otherwise than SQLite
    does, and BrokenEvidence when a row is left that names another which is gone.
    """
    change = _changing_sqlite if engine.dialect.name == "sqlite" else _changing_postgresql
    with engine.connect().execution_options(**{WRITING: True}) as connection:
        yield from change(connection)


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the schema up to a revision, or to `head`, within the change that is under way."""
    # Only a start or a restore does; every process that does not is spared the import.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _changing_postgresql(connection: Connection) -> Iterator[Connection]:
    with connection.begin():
        query = "SELECT current_setting('server_encoding') = 'UTF8' AND 'a-z' < 'ab' AND 'B' < 'a'"
        if not connection.exec_driver_sql(query).scalar_one():
            raise BadSetting(
                "The register's database does not keep text in UTF-8, sorted letter by letter.",
                remedy="Make it anew: CREATE DATABASE concordat TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE 'C'.",
            )
        yield connection


def _changing_sqlite(connection: Connection) -> Iterator[Connection]:
    # SQLite alters a table by making it anew, and meanwhile the rows that name its rows name
    # nothing. It checks them again below. Nobody else gets this connection afterwards.
    connection.detach()
    connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    with connection.begin():
        yield connection
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise BrokenEvidence(
                f"The change of the schema would leave rows of {sorted({row[0] for row in lost})} "
                "that name others which are gone.",
                remedy="Nothing was changed. Restore the register from a copy before trying again.",
            )
