"""The director records what several ratifying bodies decided, as after a round of meetings."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import BaseModel, Field

from concordat.domain.decision import Outcome
from tasks.ratification import check_all_recorded, record_decision
from tasks.timeline import version_id_of


class PlaceDecision(BaseModel):
    """What one place's body decided."""

    place: str = Field(description="The id of the place, as its file in config/places is named.")
    outcome: Outcome = Field(description="What was decided.")
    decided_on: date = Field(description="The day of the meeting.")
    minute_reference: str = Field(description="The reference under which it is minuted.")
    text: str = Field("", description="The reservation, the condition, or the reason.")


@flow(name="record-place-decisions", flow_run_name="version {version}: several decisions")
async def record_place_decisions(
    decisions: Annotated[list[PlaceDecision], Field(min_length=1)],
    version: Annotated[int, Field(ge=1)] = 1,
) -> None:
    """Record several decisions, each on its own: one that is refused holds up no other.

    Args:
        decisions: One for each place.
        version: The number of the agreement's version, counting from 1.
    """
    version_id = version_id_of(version)
    taken = [
        record_decision(version_id, *decision.model_dump().values(), return_state=True)
        for decision in decisions
    ]
    check_all_recorded(taken)
