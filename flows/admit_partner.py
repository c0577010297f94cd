"""The director records that a partner joins."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.contacts import contact_of
from tasks.membership import admit_one
from tasks.timeline import version_id_of


@flow(name="admit-partner", flow_run_name="joins: {name}")
async def admit_partner(
    party: str,
    name: Annotated[str, Field(min_length=1, max_length=200)],
    decided_on: date,
    minute_reference: Annotated[str, Field(min_length=1)],
    joined_on: date,
    on_behalf_of: str | None = None,
    contact_role: str | None = None,
    contact_email: str | None = None,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that a new partner joins the agreement as it stands; nobody signs again.

    Its accession record is made and sealed at once, and every partner gets it.

    Args:
        party: The id of the party that it joins, as in config/agreement.yaml.
        name: The organisation's name.
        decided_on: The day on which it decided to join.
        minute_reference: The reference under which its decision is minuted.
        joined_on: The day from which it is a partner: that day or a later one.
        on_behalf_of: Whom it speaks for, if it does.
        contact_role: The role that is written to; without one the facilitator passes letters on.
        contact_email: The address of that role.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    contact = contact_of(contact_role, contact_email)
    admit_one(
        version_id_of(version, agreement),
        party,
        name,
        decided_on,
        minute_reference,
        joined_on,
        on_behalf_of,
        contact,
    )
