"""The other way to do it, for comparison: a flow run of its own for each place."""

from prefect import flow

from tasks.ratification import advance_place


@flow(name="one-place")
async def one_place(version_id: str, place_id: str) -> None:
    """Do what is due at one place, by the same act as `ratify-places` does."""
    advance_place(version_id, place_id)
