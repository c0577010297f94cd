"""The director records that a decision was called in."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.services.call_in import CallInAct
from tasks import bodies
from tasks.timeline import version_id_of


@flow(name="call-in-decision", flow_run_name="called in: {place}")
async def call_in_decision(
    place: str,
    called_in_by: str,
    called_in_on: date,
    minute_reference: str,
    reason: str,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that a place's decision was called in and referred back, so that the place decides again.

    Args:
        place: The id of the place, as its file in config/places is named.
        called_in_by: Who called it in: a committee or role, never a person's name.
        called_in_on: The day on which it was called in, while the call-in ran.
        minute_reference: Where the call-in is minuted.
        reason: Why; every partner is told.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    called_in = CallInAct(called_in_by, called_in_on, minute_reference, reason)
    bodies.call_in_decision(version_id_of(version, agreement), place, called_in)
