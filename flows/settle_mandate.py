"""The director records how the appointing body settled a dispute about a mandate."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.seating import SeatName
from concordat.services.settle_mandate import Settlement
from tasks.signing import settle_mandate as record
from tasks.timeline import version_id_of


@flow(name="settle-mandate", flow_run_name="settled: {role}, {scope}")
async def settle_mandate(
    scope: str,
    role: str,
    settled_on: date,
    settled_by: str,
    mandate_was_good: bool,
    decision: str,
    organisation: str = "",
    present_address: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record what the body that gave a mandate decided about the dispute.

    Args:
        scope: The id of the place whose record is signed, or `public` for the public signing.
        role: The role of the seat, as the document prints it.
        settled_on: The day of its decision.
        settled_by: The body, which must be the one that gave the mandate.
        mandate_was_good: Whether it found the mandate good.
        decision: Its decision, in its words: they are printed on the certificate.
        organisation: Its organisation, where several seats have the same role.
        present_address: Where its holder is reached at present, where those are the same too.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    seat = SeatName(role, organisation, present_address)
    settled = Settlement(seat, settled_on, settled_by, mandate_was_good, decision)
    record(version_id_of(version, agreement), scope, settled)
