"""Catch up: find whatever is due or was lost, and wake whoever does it."""

from prefect import State, flow
from prefect.states import Completed

from tasks.catching_up import (
    ask_providers,
    leave_wakes,
    let_go,
    look_at_the_clock,
    restore_runs,
)


@flow(name="catch-up")
async def catch_up() -> State:
    """Find what is due, lost, or to be kept no longer; say how many things that were."""
    behind = look_at_the_clock()
    # A provider may be out of reach, so it comes last.
    due = leave_wakes() + restore_runs() + let_go() + ask_providers()
    if behind:
        return Completed(name="Clock is behind", message=behind)
    return Completed(message=f"Things that were due or lost: {due}.")
