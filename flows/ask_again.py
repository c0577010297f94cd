"""The director has a signatory asked again who declined."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.seating import SeatName
from tasks.signing import ask_again as record
from tasks.timeline import version_id_of


@flow(name="ask-again", flow_run_name="asked again: {role}, {scope}")
async def ask_again(
    scope: str,
    role: str,
    reason: str,
    organisation: str = "",
    present_address: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Ask a signatory again who declined and would sign after all. The decline stays on record.

    Args:
        scope: The id of the place whose record is signed, or `public` for the public signing.
        role: The role of the seat, as the document prints it.
        reason: What has changed since they declined.
        organisation: Its organisation, where several seats have the same role.
        present_address: Where its holder is reached at present, where those are the same too.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    seat = SeatName(role, organisation, present_address)
    record(version_id_of(version, agreement), scope, seat, reason)
