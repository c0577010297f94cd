"""Catch up: on a schedule, find whatever is due or was lost, and wake whoever does it."""

from prefect import flow

from tasks.catching_up import leave_wakes, let_go, restore_runs


@flow(name="catch-up")
async def catch_up() -> int:
    """Find what is due, lost, or to be kept no longer. Returns how many things were due."""
    return leave_wakes() + restore_runs() + let_go()
