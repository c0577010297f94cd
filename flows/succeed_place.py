"""The director records that a place is succeeded by others, or abolished."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.membership import succeed_one_place
from tasks.timeline import version_id_of


@flow(name="succeed-place", flow_run_name="succeed {old}")
async def succeed_place(
    old: str,
    new: list[str],
    on: date,
    instrument: Annotated[str, Field(min_length=1)],
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that a place is split, merged or abolished; on the day its successors are asked.

    Each successor needs its file in config/places first, with valid_from and succeeds. For a
    merger, run this once for each place that goes into the new one.

    Args:
        old: The id of the place that ends.
        new: The ids of the places that succeed it; none when it is abolished.
        on: The first day of the new order, the day after the old place's last.
        instrument: The order or act that says so.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    succeed_one_place(version_id_of(version, agreement), old, tuple(new), on, instrument)
