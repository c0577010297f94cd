"""The director records what a ratifying body decided."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.decision import Outcome
from tasks.ratification import record_decision
from tasks.timeline import version_id_of


@flow(name="record-place-decision", flow_run_name="{outcome}: {places}")
async def record_place_decision(
    places: Annotated[list[str], Field(min_length=1)],
    outcome: Outcome,
    decided_on: date,
    minute_reference: str,
    text: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
) -> None:
    """Record what a body decided for its place, or for each of its places, at one meeting.

    Args:
        places: The ids of the places, as the files in config/places are named.
        outcome: What was decided.
        decided_on: The day of the meeting.
        minute_reference: The reference under which it is minuted.
        text: The reservation, the condition, or the reason for deferring or declining.
        version: The number of the agreement's version, counting from 1.
    """
    version_id = version_id_of(version)
    for place in places:
        record_decision(version_id, place, outcome, decided_on, minute_reference, text)
