"""The director records that a seat has a new holder, or its holder another address."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.seating import SeatName
from tasks.signing import replace_signatory as record
from tasks.timeline import version_id_of


@flow(name="replace-signatory", flow_run_name="new signatory: {role}, {scope}")
async def replace_signatory(
    scope: str,
    role: str,
    new_address: str,
    reason: str,
    since: date | None = None,
    organisation: str = "",
    present_address: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Give a seat to a new holder, or correct its address; what is unsigned is asked anew.

    Args:
        scope: The id of the place whose record is signed, or `public` for the public signing.
        role: The role of the seat, as the document prints it.
        new_address: Where the new holder is reached, or the same one from now on.
        reason: Why, in words that may be told to the place.
        since: The day the new holder took the role. Empty: the same holder has another address.
        organisation: Its organisation, where several seats have the same role.
        present_address: Where its holder is reached at present, where those are the same too.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    seat = SeatName(role, organisation, present_address)
    record(version_id_of(version, agreement), scope, seat, new_address, reason, since)
