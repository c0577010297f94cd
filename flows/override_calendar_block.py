"""The director sets a block of the calendar aside for one act."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.elections import HeldBack
from tasks import calendar_acts
from tasks.timeline import version_id_of


@flow(name="override-calendar-block", flow_run_name="override: {what}")
async def override_calendar_block(
    reason: Annotated[str, Field(min_length=1)],
    decided_by: Annotated[str, Field(min_length=1)],
    decided_on: date,
    what: HeldBack = HeldBack.PRIVATE_SIGNING,
    place: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Let a private signing go on in a pre-election period. Nothing else can be overridden.

    Args:
        reason: Why it cannot wait; it is told to every partner.
        decided_by: The body or role that decided it.
        decided_on: The day on which it was decided.
        what: What is to go on.
        place: The id of the place that signs; empty for everywhere, the public signing included.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    calendar_acts.override_calendar_block(
        version_id_of(version, agreement), what, place, reason, decided_by, decided_on
    )
