"""The register as its trail alone says it is: made again from it, or compared with it.

The rules:
1. The last row that an entry left of its kind and key is how the row stands.
2. What the trail does not carry (see `kept`) is neither compared nor made again: addresses and
   programmes are handed over beside the trail, respondents' words are gone with the register.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from concordat.domain.trail import CHANGES, TrailEntry
from concordat.register.columns import from_json
from concordat.register.kept import NOT_CARRIED, PERSONAL, is_carried, key_of
from concordat.register.ledger import carried
from concordat.register.rows import values
from concordat.register.tables import metadata, trail

Rows = dict[tuple[str, tuple[Any, ...]], dict[str, Any]]
"""Rows as the trail carries them, by table and key."""


def rows_in_trail(entries: Iterable[TrailEntry]) -> Rows:
    """Return every row as the trail's last word on it leaves it."""
    found: Rows = {}
    for entry in entries:
        for change in entry.data.get(CHANGES, ()):
            table = metadata.tables[change["table"]]
            # A trail of before may carry a column that was made personal since.
            row = {name: v for name, v in change["row"].items() if is_carried(table.name, name)}
            found[table.name, _key(table, change["row"])] = row
    return found


def rows_in_register(connection: Connection) -> Rows:
    """Return every row that stands in the register, as far as the trail carries it."""
    found: Rows = {}
    for table in _tables():
        for mapping in connection.execute(select(table)).mappings():
            row = carried(table.name, dict(mapping))
            found[table.name, _key(table, row)] = row
    return found


def differences(connection: Connection, entries: Iterable[TrailEntry]) -> list[str]:
    """Return where the register is not what its trail says, in plain words; empty when it is."""
    said, stands = rows_in_trail(entries), rows_in_register(connection)
    faults = []
    for name, key in sorted(said.keys() | stands.keys(), key=repr):
        what = f"{name} {' '.join(str(part) for part in key if part is not None)}"
        if (name, key) not in stands:
            faults.append(f"{what}: the trail knows it, the register does not")
        elif (name, key) not in said:
            faults.append(f"{what}: the register has it, the trail knows nothing of it")
        elif said[name, key] != stands[name, key]:
            old, new = said[name, key], stands[name, key]
            changed = sorted(n for n in old.keys() | new.keys() if old.get(n) != new.get(n))
            faults.append(f"{what}: {', '.join(changed)} is not what the trail says")
    return faults


def replay(connection: Connection, entries: Iterable[TrailEntry]) -> None:
    """Make the register again from its trail, in an empty register that has its programmes."""
    kept = tuple(entries)
    rows = rows_in_trail(kept)
    for table in _tables():
        made = [_restored(table, row) for (name, _), row in rows.items() if name == table.name]
        if made:
            connection.execute(insert(table), made)
    if kept:
        connection.execute(insert(trail), [values(trail, entry) for entry in kept])


def _restored(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    lost = {name: "" for name in PERSONAL.get(table.name, ()) if not table.c[name].nullable}
    fresh = {"revision": 0} if "revision" in table.c else {}
    empty = dict.fromkeys((column.name for column in table.c), None)
    return empty | lost | fresh | {n: from_json(table.c[n], value) for n, value in row.items()}


def _tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name not in NOT_CARRIED]


def _key(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in key_of(table))
