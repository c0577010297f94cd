"""Ratification: every place with something due, in parallel, each by its own config."""

from typing import Annotated, Any

from prefect import flow, unmapped
from prefect.context import SyncClientContext
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import Field

from tasks.ratification import advance_place, places_due
from tasks.timeline import version_id_of

PLACES_AT_ONCE: TaskRunner[PrefectFuture[Any]] = ThreadPoolTaskRunner(max_workers=12)  # type: ignore[assignment]  # Prefect types its runners invariantly.
"""Fewer than the register has database connections, so that no place waits in vain for one."""


@flow(
    name="ratify-places",
    flow_run_name="version {version}: ratify places",
    task_runner=PLACES_AT_ONCE,
)
async def ratify_places(
    version: Annotated[int, Field(ge=1)] = 1, agreement: str | None = None
) -> int:
    """Do what is due at every place: ask for decisions, draw records, invite, sign and seal.

    It waits for nobody and may be run at any time: what is done is not done again.

    Args:
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    return ratify(version_id_of(version, agreement))


def ratify(version_id: str) -> int:
    """Advance every place with something due, in parallel; return how many there were."""
    places = places_due(version_id)
    # One client for all of them: making one for each costs more than the work at a place.
    with SyncClientContext.get_or_create():
        advance_place.map(unmapped(version_id), places).result()
    return len(places)
