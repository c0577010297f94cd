"""The director records that one partner is succeeded by another organisation."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.contacts import contact_of
from tasks.membership import succeed_one_partner
from tasks.timeline import version_id_of


@flow(name="succeed-partner", flow_run_name="{old} becomes {new}")
async def succeed_partner(
    old: str,
    new: Annotated[str, Field(min_length=1, max_length=200)],
    on: date,
    instrument: Annotated[str, Field(min_length=1)],
    on_behalf_of: str | None = None,
    contact_role: str | None = None,
    contact_email: str | None = None,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that another organisation takes a partner's place; nobody signs again.

    The old partner stays on record with its last day; what it had taken on goes to the new one.

    Args:
        old: The name of the partner that is succeeded.
        new: The name of the organisation that succeeds it.
        on: The first day on which the new one is the partner.
        instrument: The order, merger or resolution that says so.
        on_behalf_of: Whom the new partner speaks for, if it does.
        contact_role: The role that is written to; without one the facilitator passes letters on.
        contact_email: The address of that role.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    contact = contact_of(contact_role, contact_email)
    version_id = version_id_of(version, agreement)
    succeed_one_partner(version_id, old, new, on, instrument, on_behalf_of, contact)
