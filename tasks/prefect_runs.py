"""What the register needs of Prefect: is a run alive, wake it, schedule one. Never what is true."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import httpx
from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Scheduled

from concordat.domain.errors import Undeliverable


@contextmanager
def client() -> Iterator[SyncPrefectClient]:
    """Open a client of the Prefect server in use; Undeliverable while that does not answer."""
    try:
        with get_client(sync_client=True) as prefect:
            yield prefect
    except httpx.TransportError as error:
        raise Undeliverable(
            "Prefect's server does not answer.",
            remedy="See that it runs. What waits for it is tried again by itself; signing goes on.",
            attempted="ask Prefect's server",
        ) from error


def label_run(agreement: str, number: int) -> None:
    """Name the run that this is part of after its agreement, and tag it with that, version and places.

    Outside of a run nothing happens.
    """
    run_id = runtime.flow_run.id
    if run_id is None:
        return
    asked = runtime.flow_run.parameters
    places = [*asked.get("places", ()), *filter(None, [asked.get("place")])]
    tags = {*runtime.flow_run.tags, agreement, f"version {number}", *map(str, places)}
    name = runtime.flow_run.name.replace(f"version {number}", f"{agreement} v{number}")
    with client() as prefect:
        prefect.update_flow_run(UUID(run_id), name=name, tags=sorted(tags))


def find_run(run_id: str) -> FlowRun | None:
    """Return a run, or None when Prefect does not know it."""
    with client() as prefect:
        try:
            return prefect.read_flow_run(UUID(run_id))
        except ObjectNotFound:
            return None


def is_alive(run_id: str) -> bool:
    """Say whether the run exists and may still go on."""
    run = find_run(run_id)
    return run is not None and run.state is not None and not run.state.is_final()


def is_lost(run_id: str) -> bool:
    """Say whether Prefect does not know the run, or its process died."""
    run = find_run(run_id)
    return run is None or (run.state is not None and run.state.type == StateType.CRASHED)


def wake_run(run_id: str) -> bool:
    """Resume a suspended run; return False while it is not suspended yet, so that it is tried again.

    A run that is over, unknown or waiting for a person's form needs no wake: True. Raises
    Undeliverable when Prefect refuses for now.
    """
    run = find_run(run_id)
    if run is None or run.state is None or run.state.is_final():
        return True
    if run.state.type != StateType.PAUSED:
        return False
    if run.state.state_details.run_input_keyset is not None:
        return True
    with client() as prefect:
        result = prefect.resume_flow_run(run.id)
    if result.status.value != "ACCEPT":
        raise Undeliverable(f"Prefect did not resume run {run_id}: {result.status.value}.")
    return True


def schedule_run(deployment: str, key: str, at: datetime, parameters: dict[str, object]) -> str:
    """Create a run of a deployment for that time; the same key gives the same run. Return its id."""
    with client() as prefect:
        found = prefect.read_deployment_by_name(deployment)
        run = prefect.create_flow_run_from_deployment(
            found.id,
            parameters=parameters,
            state=Scheduled(scheduled_time=at),
            idempotency_key=key,
        )
    return str(run.id)


def launch(deployment: str, parameters: dict[str, object]) -> str:
    """Launch a run of a deployment now; return its id."""
    with client() as prefect:
        found = prefect.read_deployment_by_name(deployment)
        run = prefect.create_flow_run_from_deployment(found.id, parameters=parameters)
    return str(run.id)
