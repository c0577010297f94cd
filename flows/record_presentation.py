"""The director records that the agreement was presented."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks import bodies
from tasks.timeline import version_id_of


@flow(name="record-presentation", flow_run_name="presented on {presented_on}")
async def record_presentation(
    presented_on: date,
    minute_reference: str,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that the agreement was presented to the body its timeline names. Nothing waits for it.

    Args:
        presented_on: The day of the meeting.
        minute_reference: The reference under which it is minuted.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    bodies.record_presentation(version_id_of(version, agreement), presented_on, minute_reference)
