"""Rows to frozen records and back: a column is named as the field it keeps.

Statements are made once for each shape and their values bound: making them takes longer than
running them.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    RowMapping,
    Select,
    String,
    Table,
    Update,
    bindparam,
    insert,
    select,
    update,
)

from concordat.domain.errors import Conflict, NotAllowed

T = TypeVar("T")


def one(record: type[T], row: RowMapping, **more: Any) -> T:
    """Return the record that a row keeps, with the fields that the row does not."""
    return record(**{n: row[n] for n in _names(record) if n in row}, **more)


def load(
    connection: Connection,
    table: Table,
    record: type[T],
    equal: Mapping[str, Any],
    order: Sequence[str] = (),
) -> tuple[T, ...]:
    """Return the records of a table whose columns are as given (None: empty), in the order asked for."""
    empty = tuple(name for name, value in equal.items() if value is None)
    given = {name: value for name, value in equal.items() if value is not None}
    names = tuple(name for name in _names(record) if name in table.c)
    query = _selecting(table, names, tuple(given), empty, tuple(order))
    found = connection.execute(query, _bound(given))
    if names == _names(record):
        return tuple(record(*row) for row in found)
    return tuple(record(**dict(zip(names, row, strict=True))) for row in found)


def insert_row(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Add a row; NotAllowed if a database could not keep its words."""
    check_words(table, row)
    connection.execute(_inserting(table), dict(row))


def add(connection: Connection, table: Table, record: Any) -> dict[str, Any]:
    """Add a record as a new row; return the row."""
    row = values(table, record)
    insert_row(connection, table, row)
    return row


def save(
    connection: Connection,
    table: Table,
    record: Any,
    key: Sequence[str],
    only: Collection[str] | None = None,
) -> dict[str, Any]:
    """Write a record over its row, or only some of its columns; return the row.

    Conflict if the row's revision is no longer the record's; NotAllowed as with `insert_row`.
    """
    row = values(table, record)
    check_words(table, row)
    guarded = ["revision"] if "revision" in row else []
    empty = tuple(name for name in key if row[name] is None)
    given = {name: row[name] for name in [*key, *guarded] if name not in empty}
    if guarded:
        row["revision"] += 1
    written = sorted(row if only is None else only & row.keys())
    query = _updating(table, tuple(given), empty, tuple(written))
    changed = connection.execute(query, _bound(given) | {name: row[name] for name in written})
    if changed.rowcount != 1:
        raise Conflict(
            f"The {table.name} changed while it was being worked on.",
            remedy="Nothing was changed; read it again and decide anew.",
            attempted=f"save {table.name}",
        )
    return row


def check_words(table: Table, row: Mapping[str, Any]) -> None:
    """Raise NotAllowed for words that are longer than their column, or that no database keeps."""
    for name, limit in _limits(table):
        words = row.get(name)
        if not isinstance(words, str):
            continue
        if "\0" in words or not _is_unicode(words):
            raise not_a_character(_said(name))
        if limit is not None and len(words) > limit:
            raise NotAllowed(
                f"The {_said(name)} has {len(words):,} characters; {limit:,} can be kept.",
                remedy="Shorten it.",
                attempted=f"write {table.name}",
            )


def not_a_character(what: str) -> NotAllowed:
    """Return the refusal of words that hold what no database, no file and no hash takes."""
    return NotAllowed(
        f"The {what} holds a character that is no character of any language.",
        remedy="Type it anew, rather than pasting it.",
        attempted="write it into the register",
    )


def _is_unicode(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def _said(column: str) -> str:
    return column.replace("_", " ")


@cache
def _limits(table: Table) -> tuple[tuple[str, int | None], ...]:
    return tuple(
        (column.name, column.type.length) for column in table.c if isinstance(column.type, String)
    )


def values(table: Table, record: Any) -> dict[str, Any]:
    """Return the columns' values of a record; fields without a column are left out."""
    return {n: getattr(record, n) for n in _names(type(record)) if n in table.c}


@cache
def _selecting(
    table: Table,
    names: tuple[str, ...],
    given: tuple[str, ...],
    empty: tuple[str, ...],
    order: tuple[str, ...],
) -> Select[Any]:
    columns = (table.c[name] for name in names)
    ordered = (table.c[name] for name in order)
    return select(*columns).where(*_where(table, given, empty)).order_by(*ordered)


@cache
def _inserting(table: Table) -> Insert:
    return insert(table)


@cache
def _updating(
    table: Table, given: tuple[str, ...], empty: tuple[str, ...], written: tuple[str, ...]
) -> Update:
    new = {name: bindparam(name, type_=table.c[name].type) for name in written}
    return update(table).where(*_where(table, given, empty)).values(new)


def _where(
    table: Table, given: tuple[str, ...], empty: tuple[str, ...]
) -> list[ColumnElement[bool]]:
    equal = [table.c[name] == bindparam(f"is_{name}", type_=table.c[name].type) for name in given]
    return equal + [table.c[name].is_(None) for name in empty]


def _bound(given: Mapping[str, Any]) -> dict[str, Any]:
    return {f"is_{name}": value for name, value in given.items()}


def _names(record: Any) -> tuple[str, ...]:
    return tuple(record.__dataclass_fields__)
