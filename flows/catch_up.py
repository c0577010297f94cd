"""Catch up: find whatever is due or was lost, and wake whoever does it."""

from prefect import State, flow
from prefect.states import Completed

from tasks.catching_up import leave_wakes, look_at_the_clock, restore_runs


@flow(name="catch-up")
async def catch_up() -> State:
    """Find reminders, deadlines, lost wakes and missing runs; say how many things were due."""
    behind = look_at_the_clock()
    due = leave_wakes() + restore_runs()
    if behind:
        return Completed(name="Clock is behind", message=behind)
    return Completed(message=f"Things that were due or lost: {due}.")
