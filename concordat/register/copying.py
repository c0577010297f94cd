"""Every row of a register as lines of JSON, the same from both databases; and back into an empty one.

The tables are read as they stand in the database, whatever this code makes of them, so that a
register of an earlier schema is copied as it is, and then brought up to date. Bytes are in Base64.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, MetaData, Table, insert, select, text

AT_A_TIME = 1000
SEQUENCES = {"postgresql": "SELECT setval(pg_get_serial_sequence(:table, 'id'), max(id)) FROM {}"}
"""What makes PostgreSQL number new rows after those that were put in. SQLite does so by itself."""


def tables_of(connection: Connection) -> tuple[Table, ...]:
    """Return the register's tables as they stand, each after those it refers to."""
    there = MetaData()
    there.reflect(connection)
    return tuple(table for table in there.sorted_tables if table.name != "alembic_version")


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Return the table's rows as lines, in the order of their keys."""
    key = list(table.primary_key) or list(table.c)
    rows = connection.execute(
        select(table).order_by(*key), execution_options={"yield_per": AT_A_TIME}
    )
    for row in rows.mappings():
        plain = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    # PostgreSQL's driver may give bytes as a view of them.
    return b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def fill(connection: Connection, lines: Callable[[str], Iterable[bytes]]) -> None:
    """Put rows into the empty tables. `lines` gives those of a table by its name."""
    for table in tables_of(connection):
        rows: list[dict[str, Any]] = []
        for line in lines(table.name):
            rows.append(_row(table, line))
            if len(rows) == AT_A_TIME:
                connection.execute(insert(table), rows)
                rows = []
        if rows:
            connection.execute(insert(table), rows)
        _number_on(connection, table)


def _row(table: Table, line: bytes) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(line)
    for name, value in row.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, Date):
            row[name] = date.fromisoformat(value)
        elif value is not None and isinstance(kind, LargeBinary):
            row[name] = b64decode(value)
    return row


def _number_on(connection: Connection, table: Table) -> None:
    numbered = table.autoincrement_column
    statement = SEQUENCES.get(connection.dialect.name)
    if statement and numbered is not None and numbered.server_default is not None:
        connection.execute(text(statement.format(table.name)), {"table": table.name})
