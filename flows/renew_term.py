"""The director records that the agreement was renewed."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.amendment import record_renewal
from tasks.timeline import version_id_of


@flow(name="renew-term", flow_run_name="version {version}: renewed")
async def renew_term(
    decided_on: date,
    minute_reference: str,
    starts: date | None = None,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that the agreement goes on for another term.

    Decided by the end of the term that runs, the new one follows it without a gap. Decided later,
    it begins on a day of its own, and the days between are shown.

    Args:
        decided_on: The day it was decided.
        minute_reference: The reference under which it is minuted.
        starts: The first day of a new term after a gap; empty: as soon as it may.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    record_renewal(version_id_of(version, agreement), decided_on, minute_reference, starts)
