"""The addresses of everyone who can be written to, apart from all else, so that one can be erased.

Everywhere else an address is written as `contact:7`, the contact's id. What was never an id is taken
as it stands. An address that was erased is empty.
"""

import re
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from concordat.register import tables as t

REFERENCE = re.compile(r"contact:(\d+)")


class Contacts:
    """The addresses of one register, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def erasures(self) -> int:
        """How many addresses have been erased."""
        query = select(func.count()).where(t.contact.c.erased_at.is_not(None))
        return self._connection.execute(query).scalar_one()

    def everyone(self) -> dict[str, str]:
        """Return every address by its reference; those that were erased are empty."""
        rows = self._connection.execute(select(t.contact.c.id, t.contact.c.email))
        return {f"contact:{number}": email or "" for number, email in rows}

    def addresses(self, references: tuple[str, ...]) -> tuple[str, ...]:
        """Return the addresses that references stand for, without those that were erased."""
        return tuple(found for reference in references if (found := self._address(reference)))

    def _address(self, reference: str) -> str:
        found = REFERENCE.fullmatch(reference)
        if found is None:
            return reference
        query = select(t.contact.c.email).where(t.contact.c.id == int(found[1]))
        return self._connection.execute(query).scalar_one() or ""

    def find(self, address: str) -> str | None:
        """Return what is written in the place of an address; None when nobody has it."""
        query = select(t.contact.c.id).where(t.contact.c.email == address)
        number = self._connection.execute(query).scalar_one_or_none()
        return None if number is None else f"contact:{number}"

    def reference(self, address: str) -> str:
        """Return what is written in the place of an address, which is added if it is new."""
        known = self.find(address) if address else ""
        if known is not None:
            return known
        last = select(func.coalesce(func.max(t.contact.c.id), 0))
        number = 1 + self._connection.execute(last).scalar_one()
        self._connection.execute(insert(t.contact).values(id=number, email=address))
        return f"contact:{number}"

    def erase(self, address: str, at: datetime) -> str | None:
        """Erase an address, and return what stands in its place for ever; None when nobody has it."""
        reference = self.find(address)
        if reference is not None:
            where = t.contact.c.email == address
            gone = update(t.contact).where(where).values(email=None, erased_at=at)
            self._connection.execute(gone)
        return reference
