"""What one transaction records, and the rows that each of its facts changed.

The rules:
1. Rows changed before a fact is recorded go with that fact; those changed after the last one go
   with the last.
2. A row that the trail carries never changes without a fact: the transaction is refused.
3. Of a row the trail carries the columns that are not empty, as `kept` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from concordat.domain.facts import Fact
from concordat.domain.trail import CHANGES, TrailEntry, next_entry
from concordat.register.columns import as_json
from concordat.register.kept import NOT_CARRIED, is_carried


@dataclass(slots=True)
class _Recorded:
    fact: Fact
    about: str
    data: dict[str, Any]
    actor: str
    changes: list[dict[str, Any]]


@dataclass(slots=True)
class Ledger:
    """The facts of one transaction, in order. `now` is its one time."""

    now: datetime
    _recorded: list[_Recorded] = field(default_factory=list)
    _unclaimed: list[dict[str, Any]] = field(default_factory=list)

    def record(self, fact: Fact, about: str, data: Mapping[str, Any], actor: str) -> None:
        """Note a fact, with the rows changed since the one before."""
        plain = {key: as_json(value) for key, value in data.items()}
        self._recorded.append(_Recorded(fact, about, plain, actor, self._unclaimed))
        self._unclaimed = []

    def changed(self, table: Table, row: Mapping[str, Any]) -> None:
        """Note a row as it stands now."""
        if table.name not in NOT_CARRIED:
            self._unclaimed.append({"table": table.name, "row": carried(table.name, row)})

    def entries(self, head: TrailEntry | None) -> list[TrailEntry]:
        """Return the entries that follow the trail's head; RuntimeError for rows without a fact."""
        if self._unclaimed:
            if not self._recorded:
                raise RuntimeError(f"rows changed without a fact: {self._unclaimed}")
            self._recorded[-1].changes.extend(self._unclaimed)
        made: list[TrailEntry] = []
        for one in self._recorded:
            data = one.data | ({CHANGES: one.changes} if one.changes else {})
            head = next_entry(head, self.now, one.actor, one.fact.value, one.about, data)
            made.append(head)
        return made


def carried(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a row that the trail carries, as JSON values; empty ones left out."""
    return {
        name: as_json(value)
        for name, value in row.items()
        if value is not None and is_carried(table, name)
    }
