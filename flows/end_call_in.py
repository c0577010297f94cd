"""The director records that a call-in was waived."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.services.call_in import CallInAct
from tasks.bodies import waive_call_in
from tasks.timeline import version_id_of


@flow(name="end-call-in", flow_run_name="call-in waived: {place}")
async def end_call_in(
    place: str,
    waived_by: str,
    waived_on: date,
    minute_reference: str,
    reason: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """End a call-in before its days have run, because whoever may waive it has; signing then begins.

    Args:
        place: The id of the place, as its file in config/places is named.
        waived_by: Who waived it: a role, never a person's name.
        waived_on: The day on which it was waived.
        minute_reference: Where the waiver is minuted.
        reason: Why, if it was said.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    waiver = CallInAct(waived_by, waived_on, minute_reference, reason)
    waive_call_in(version_id_of(version, agreement), place, waiver)
