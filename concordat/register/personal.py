"""What the register holds under one address, found by what stands in its place everywhere else."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Text, select, type_coerce

from concordat.domain.programme import Programme
from concordat.domain.record import Notice
from concordat.register import tables as t
from concordat.register.columns import programme_from_json
from concordat.register.contacts import Contacts
from concordat.register.rows import one
from concordat.services.register import Holdings


def holdings(connection: Connection, contacts: Contacts, address: str) -> Holdings | None:
    """Return what is held under the address; None when nobody has it.

    Letters are in the order queued, and name no other addressee; programmes are by their hash.
    """
    reference = contacts.find(address)
    if reference is None:
        return None
    order = (t.notice.c.queued_at, t.notice.c.id)
    query = select(t.notice).where(_names(t.notice.c.to, reference)).order_by(*order)
    letters = (one(Notice, row) for row in connection.execute(query).mappings())
    return Holdings(
        reference=reference,
        letters=tuple(replace(letter, to=(address,)) for letter in letters),
        programmes=_programmes(connection, contacts, reference),
    )


def _programmes(
    connection: Connection, contacts: Contacts, reference: str
) -> tuple[tuple[str, Programme], ...]:
    known, c = contacts.everyone(), t.programme.c
    query = select(c.sha256, c.json).where(_names(c.json, reference)).order_by(c.sha256)
    return tuple(
        (sha256, programme_from_json(text, lambda said: known.get(said, said)))
        for sha256, text in connection.execute(query)
    )


def _names(column: Column[Any], reference: str) -> ColumnElement[bool]:
    # In JSON a reference stands in quotes, so that contact:1 is not found in contact:12.
    return type_coerce(column, Text).contains(f'"{reference}"')
