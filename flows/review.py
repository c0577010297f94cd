"""The review: opens by itself, asks every partner, reports, and waits for what is decided."""

from typing import Annotated

from prefect import State, flow
from prefect.flow_runs import asuspend_flow_run
from prefect.states import Completed
from pydantic import Field

from concordat.domain.gates import ReviewGate
from flows.forms import ReviewOutcomeForm
from flows.waiting import wait_in_review_until
from tasks.reviews import close_review, make_review_report, open_review
from tasks.timeline import may_pass_review, version_id_of


@flow(name="review", flow_run_name="version {version}: review {cycle}")
async def review(
    version: Annotated[int, Field(ge=1)] = 1, cycle: Annotated[int, Field(ge=1)] = 1
) -> State:
    """Review the agreement: nobody launches it, it is scheduled from the day of taking effect.

    Args:
        version: The number of the agreement's version, counting from 1.
        cycle: Which review this is, counting from 1.
    """
    version_id = version_id_of(version)
    open_review(version_id, cycle)
    await wait_in_review_until(ReviewGate.RETURNS_DUE, version_id, cycle)
    make_review_report(version_id, cycle)
    if not may_pass_review(version_id, cycle, ReviewGate.OUTCOME):
        form = ReviewOutcomeForm.with_initial_data(
            description=f"## Review {cycle} of version {version}\n\nWhat was decided on its report?"
        )
        answer = await asuspend_flow_run(
            wait_for_input=form, key=f"review-outcome-{cycle}", timeout=None
        )
        close_review(version_id, cycle, **answer.model_dump())
    return Completed(message=f"Review {cycle} is closed; the next one is scheduled.")
