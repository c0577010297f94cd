"""The director records that a deputy may sign for a seat."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.parties import Deputy
from concordat.domain.seating import SeatName
from tasks.signing import delegate_signing as record
from tasks.timeline import version_id_of


@flow(name="delegate-signing", flow_run_name="deputy: {role}, {scope}")
async def delegate_signing(
    scope: str,
    role: str,
    deputy_role: str,
    deputy_address: str,
    valid_from: date,
    valid_until: date,
    evidence: str,
    organisation: str = "",
    present_address: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Let a deputy sign for a seat between two days, and ask them when those have begun.

    Args:
        scope: The id of the place whose record is signed, or `public` for the public signing.
        role: The role of the seat, as the document prints it.
        deputy_role: The deputy's own role, as it is to be printed.
        deputy_address: Where the deputy is reached.
        valid_from: The first day of the delegation.
        valid_until: Its last day.
        evidence: The minute or scheme of delegation that shows it.
        organisation: Its organisation, where several seats have the same role.
        present_address: Where its holder is reached at present, where those are the same too.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    seat = SeatName(role, organisation, present_address)
    deputy = Deputy(deputy_role, deputy_address, valid_from, valid_until, evidence)
    record(version_id_of(version, agreement), scope, seat, deputy)
