"""Catch up: on a schedule, find whatever is due or was lost, and wake whoever does it."""

from prefect import flow

from tasks.catching_up import leave_wakes, restore_runs


@flow(name="catch-up")
async def catch_up() -> int:
    """Find reminders, deadlines, lost wakes and missing runs. Returns how many things were due."""
    return leave_wakes() + restore_runs()
