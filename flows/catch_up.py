"""Catch up: on a schedule, find whatever is due or was lost, and wake whoever does it."""

from prefect import flow

from tasks.catching_up import ask_providers, leave_wakes, restore_runs


@flow(name="catch-up")
async def catch_up() -> int:
    """Find reminders, deadlines, lost wakes and missing runs. Returns how many things were due."""
    # A provider may be out of reach, so it comes last.
    return leave_wakes() + restore_runs() + ask_providers()
