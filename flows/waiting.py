"""Wait at a gate for as long as it takes, with no process running and no time limit.

A suspended run begins again from the top when it is resumed: every step before the gate finds in
the register that it is done. The gate is asked again after every wake. Each wait has a key of its
own, because Prefect takes a repeated key for a wait that is over.
"""

from uuid import uuid4

from prefect.flow_runs import asuspend_flow_run

from concordat.domain.gates import Gate, ReviewGate
from flows.forms import BoardDecisionForm, ReviewOutcomeForm
from tasks.board import prepare_board_form, record_board_decision
from tasks.reviews import close_review, prepare_review_form
from tasks.timeline import may_pass, may_pass_review


async def wait_until(gate: Gate, version_id: str) -> None:
    """Suspend the sign-off until the gate is open."""
    while not may_pass(version_id, gate):
        await asuspend_flow_run(key=str(uuid4()), timeout=None)


async def wait_in_review_until(gate: ReviewGate, version_id: str, cycle: int) -> None:
    """Suspend the review until the gate is open."""
    while not may_pass_review(version_id, cycle, gate):
        await asuspend_flow_run(key=str(uuid4()), timeout=None)


async def ask_the_board(version_id: str) -> None:
    """Offer the board's form until an answer settles the matter; a deferral offers it again."""
    while not may_pass(version_id, Gate.BOARD_DECISION):
        form = prepare_board_form(version_id)
        offered = BoardDecisionForm.with_initial_data(
            description=form.description, meeting_on=form.meeting_on
        )
        answer = await asuspend_flow_run(wait_for_input=offered, key=form.key, timeout=None)
        record_board_decision(version_id, form.answer, answer.as_decision())


async def ask_for_the_outcome(version_id: str, cycle: int) -> None:
    """Offer the review's form until an answer settles the matter."""
    while not may_pass_review(version_id, cycle, ReviewGate.OUTCOME):
        number, description = prepare_review_form(version_id, cycle)
        offered = ReviewOutcomeForm.with_initial_data(description=description)
        key = f"review-outcome-{number}"
        answer = await asuspend_flow_run(wait_for_input=offered, key=key, timeout=None)
        close_review(version_id, cycle, number, **answer.as_decision())
