"""Rows to frozen records and back: a column is named as the field it keeps."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, insert, select, update

from concordat.domain.errors import Conflict

T = TypeVar("T")


def one(record: type[T], row: RowMapping, **more: Any) -> T:
    """Return the record that a row keeps, with the fields that the row does not."""
    return record(**{n: row[n] for n in _names(record) if n in row}, **more)


def load(
    connection: Connection,
    table: Table,
    record: type[T],
    *where: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (),
) -> tuple[T, ...]:
    """Return the records of a table that match, in the order asked for."""
    found = connection.execute(select(table).where(*where).order_by(*order)).mappings()
    return tuple(one(record, row) for row in found)


def add(connection: Connection, table: Table, record: Any, **more: Any) -> None:
    """Add a record as a new row."""
    connection.execute(insert(table).values(**values(table, record), **more))


def save(connection: Connection, table: Table, record: Any, key: Sequence[str]) -> None:
    """Write a record over its row; Conflict if the row's revision is no longer the record's."""
    new = values(table, record)
    where = [table.c[name] == new[name] for name in key]
    if "revision" in new:
        where.append(table.c.revision == new["revision"])
        new["revision"] += 1
    changed = connection.execute(update(table).where(*where).values(**new))
    if changed.rowcount != 1:
        raise Conflict(
            f"The {table.name} changed while it was being worked on.",
            remedy="Nothing was changed; read it again and decide anew.",
            attempted=f"save {table.name}",
        )


def values(table: Table, record: Any) -> dict[str, Any]:
    """Return the columns' values of a record; fields without a column are left out."""
    return {n: getattr(record, n) for n in _names(type(record)) if n in table.c}


def _names(record: type) -> tuple[str, ...]:
    assert is_dataclass(record)  # noqa: S101  # A programming error, never data.
    return tuple(f.name for f in fields(record))
