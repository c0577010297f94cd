"""The addresses of everyone who can be written to, apart from all else, so that one can be erased.

Everywhere else an address is written as `contact:7`, the contact's id. What was never an id is taken
as it stands. An address that was erased is empty.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from concordat.register import tables as t

MANY = 20
"""From how many addresses on they are looked up all at once."""

REFERENCE = re.compile(r"contact:(\d+)")

FIND = select(t.contact.c.id).where(t.contact.c.email == bindparam("address"))
ERASURES = select(func.count()).where(t.contact.c.erased_at.is_not(None)).scalar_subquery()
"""How many addresses have been erased."""


class Contacts:
    """The addresses of one register, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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
        number = self._connection.execute(FIND, {"address": address}).scalar_one_or_none()
        return None if number is None else f"contact:{number}"

    def references(self, addresses: Iterable[str]) -> dict[str, str]:
        """Return what is written in the place of each address; those that are new are added."""
        wanted = [address for address in dict.fromkeys(addresses) if address]
        if len(wanted) < MANY:
            known = {address: found for address in wanted if (found := self.find(address))}
        else:
            known = {address: reference for reference, address in self.everyone().items()}
        new = [address for address in wanted if address not in known]
        if new:
            last = self._connection.execute(select(func.coalesce(func.max(t.contact.c.id), 0)))
            numbered = list(enumerate(new, start=1 + last.scalar_one()))
            rows = [{"id": number, "email": address} for number, address in numbered]
            self._connection.execute(insert(t.contact), rows)
            known |= {address: f"contact:{number}" for number, address in numbered}
        return known

    def erase(self, address: str, at: datetime) -> str | None:
        """Erase an address, and return what stands in its place for ever; None when nobody has it."""
        reference = self.find(address)
        if reference is not None:
            where = t.contact.c.email == address
            gone = update(t.contact).where(where).values(email=None, erased_at=at)
            self._connection.execute(gone)
        return reference
