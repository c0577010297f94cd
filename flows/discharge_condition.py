"""The director records that a place's condition was met."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.ratification import discharge
from tasks.timeline import version_id_of


@flow(name="discharge-condition", flow_run_name="condition met: {place}")
async def discharge_condition(
    place: str,
    discharged_on: date,
    evidence: str,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that the condition of a place's ratification was met, so that it counts.

    Args:
        place: The id of the place, as its file in config/places is named.
        discharged_on: The day on which it was met.
        evidence: The paper or minute that shows it.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    discharge(version_id_of(version, agreement), place, discharged_on, evidence)
