"""The director records that a place gives notice of withdrawing its ratification."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.membership import withdraw_one_place
from tasks.timeline import version_id_of


@flow(name="withdraw-place", flow_run_name="withdraws: {place}")
async def withdraw_place(
    place: str,
    notified_on: date,
    effective_on: date,
    reason: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that a place gives notice; on its day its ratification stops counting, by itself.

    Its record stays. The places that count are counted again on that day.

    Args:
        place: The id of the place, as its file in config/places is named.
        notified_on: The day on which it gave notice.
        effective_on: The first day on which it does not count, after the notice has run.
        reason: Why it withdraws, if it says so.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    version_id = version_id_of(version, agreement)
    withdraw_one_place(version_id, place, notified_on, effective_on, reason)
