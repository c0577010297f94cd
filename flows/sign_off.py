"""The sign-off of one version: review window, board, public signing, ratification at every place."""

from typing import Annotated

from prefect import State, flow, runtime
from prefect.states import Completed
from pydantic import Field

from concordat.domain.gates import Gate
from flows.ratify_places import PLACES_AT_ONCE, ratify
from flows.waiting import ask_the_board, wait_until
from tasks.board import how_it_ended
from tasks.ratification import advance_version, issue_certificate
from tasks.review_window import freeze_version, open_review_window
from tasks.timeline import begin_sign_off


@flow(name="sign-off", flow_run_name="version {version}: sign-off", task_runner=PLACES_AT_ONCE)
async def sign_off(
    version: Annotated[int, Field(ge=1)] = 1, agreement: str | None = None
) -> State | str:
    """Take one version of the agreement from its review window to ratification at every place.

    Launch it once for each version: a second launch joins the first. It waits by itself for as
    long as people need, and asks for the board's decision with a form.

    Args:
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    version_id, carried_by = begin_sign_off(version, runtime.flow_run.id, agreement)
    if carried_by != runtime.flow_run.id:
        return Completed(
            name="Joined", message=f"Version {version} is under way in run {carried_by}."
        )
    await wait_until(Gate.WINDOW_OPENS, version_id)
    open_review_window(version_id)
    await wait_until(Gate.REVIEW_WINDOW, version_id)
    freeze_version(version_id)
    await ask_the_board(version_id)
    if ended := how_it_ended(version_id):
        return Completed(name="Ended", message=ended)
    advance_version(version_id)
    await wait_until(Gate.PUBLIC_SIGNING, version_id)
    ratify(version_id)
    await wait_until(Gate.PLACES_SETTLED, version_id)
    if ended := how_it_ended(version_id):
        return Completed(name="Ended", message=ended)
    advance_version(version_id)
    issue_certificate(version_id)
    return Completed(message=f"Every place has its outcome on version {version}.")
