"""Rows to frozen records and back: a column is named as the field it keeps."""

from collections.abc import Collection, Sequence
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


def add(connection: Connection, table: Table, record: Any, **more: Any) -> dict[str, Any]:
    """Add a record as a new row; return the row."""
    row = {**values(table, record), **more}
    connection.execute(insert(table).values(**row))
    return row


def save(
    connection: Connection,
    table: Table,
    record: Any,
    key: Sequence[str],
    only: Collection[str] | None = None,
) -> dict[str, Any]:
    """Write a record over its row, or only some of its columns; return the row.

    Conflict if the row's revision is no longer the record's.
    """
    row = values(table, record)
    where = [_is(table.c[name], row[name]) for name in key]
    if "revision" in row:
        where.append(table.c.revision == row["revision"])
        row["revision"] += 1
    written = row if only is None else {name: row[name] for name in only if name in row}
    changed = connection.execute(update(table).where(*where).values(**written))
    if changed.rowcount != 1:
        raise Conflict(
            f"The {table.name} changed while it was being worked on.",
            remedy="Nothing was changed; read it again and decide anew.",
            attempted=f"save {table.name}",
        )
    return row


def _is(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def values(table: Table, record: Any) -> dict[str, Any]:
    """Return the columns' values of a record; fields without a column are left out."""
    return {n: getattr(record, n) for n in _names(type(record)) if n in table.c}


def _names(record: type) -> tuple[str, ...]:
    assert is_dataclass(record)  # noqa: S101  # A programming error, never data.
    return tuple(f.name for f in fields(record))
