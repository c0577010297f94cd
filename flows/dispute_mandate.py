"""The director records that a mandate is disputed."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.seating import SeatName
from tasks.signing import dispute_mandate as record
from tasks.timeline import version_id_of


@flow(name="dispute-mandate", flow_run_name="disputed: {role}, {scope}")
async def dispute_mandate(
    scope: str,
    role: str,
    raised_on: date,
    raised_by: str,
    reason: str,
    organisation: str = "",
    present_address: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that somebody disputes the mandate of a seat. What it signed stands.

    Args:
        scope: The id of the place whose record is signed, or `public` for the public signing.
        role: The role of the seat, as the document prints it.
        raised_on: The day on which it was disputed.
        raised_by: The role or organisation that disputes it.
        reason: Why, in its words: they are printed on the certificate.
        organisation: Its organisation, where several seats have the same role.
        present_address: Where its holder is reached at present, where those are the same too.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    seat = SeatName(role, organisation, present_address)
    record(version_id_of(version, agreement), scope, seat, raised_on, raised_by, reason)
