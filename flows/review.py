"""The review: opens by itself, asks every partner, reports, and waits for what is decided."""

from typing import Annotated

from prefect import State, flow
from prefect.states import Completed
from pydantic import Field

from concordat.domain.gates import ReviewGate
from flows.waiting import ask_for_the_outcome, wait_in_review_until
from tasks.reviews import make_review_report, open_review, where_the_review_went
from tasks.timeline import version_id_of


@flow(name="review", flow_run_name="version {version}: review {cycle}")
async def review(
    version: Annotated[int, Field(ge=1)] = 1,
    cycle: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> State:
    """Review the agreement: nobody launches it, it is scheduled from the day of taking effect.

    Args:
        version: The number of the agreement's version, counting from 1.
        cycle: Which review this is, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    version_id = version_id_of(version, agreement)
    open_review(version_id, cycle)
    if passed_on := where_the_review_went(version_id, cycle):
        return Completed(name="Passed on", message=passed_on)
    await wait_in_review_until(ReviewGate.RETURNS_DUE, version_id, cycle)
    make_review_report(version_id, cycle)
    await ask_for_the_outcome(version_id, cycle)
    return Completed(message=f"Review {cycle} is closed; the next one is scheduled.")
