"""The director records that an urgent decision was reported."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.decision import BOARD
from tasks import bodies
from tasks.timeline import version_id_of


@flow(name="report-urgent-decision", flow_run_name="urgent decision reported: {scope}")
async def report_urgent_decision(
    reported_on: date,
    minute_reference: str,
    scope: str = BOARD,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that an urgent decision, made between meetings, was reported to the body's meeting.

    Args:
        reported_on: The day of the meeting to which it was reported.
        minute_reference: The reference under which that is minuted.
        scope: The word board, or the id of a place, as its file in config/places is named.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    bodies.report_urgent_decision(
        version_id_of(version, agreement), scope, reported_on, minute_reference
    )
