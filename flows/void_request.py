"""The director voids a signing request that may have reached somebody else."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.seating import SeatName
from tasks.signing import void_request as record
from tasks.timeline import version_id_of


@flow(name="void-request", flow_run_name="void: {role}, {scope}")
async def void_request(
    scope: str,
    role: str,
    reason: str,
    noticed_on: date,
    organisation: str = "",
    present_address: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Void a seat's open request; its link closes, and the seat gets a new one.

    Args:
        scope: The id of the place whose record is signed, or `public` for the public signing.
        role: The role of the seat, as the document prints it.
        reason: What happened, in words that may be told to the place.
        noticed_on: The day on which it was noticed.
        organisation: Its organisation, where several seats have the same role.
        present_address: Where its holder is reached at present, where those are the same too.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    seat = SeatName(role, organisation, present_address)
    record(version_id_of(version, agreement), scope, seat, reason, noticed_on)
