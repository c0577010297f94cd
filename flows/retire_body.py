"""The director records that a body is retired."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.bodies import retire
from tasks.timeline import version_id_of


@flow(name="retire-body", flow_run_name="retired: {body}")
async def retire_body(
    body: str,
    last_day: date,
    instrument: str,
    alternative: str | None = None,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that a body ends on a day, as by statute. What it decided before stays as it is.

    Args:
        body: The id of the body, as the config names it.
        last_day: The last day on which it can decide, or be informed.
        instrument: What says so: the act, the order or the resolution.
        alternative: The id of the body that takes its place in what is still open, if there is one.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    retire(version_id_of(version, agreement), body, last_day, instrument, alternative)
