"""How each process of the service on one machine is asked whether it works."""

from collections.abc import Mapping

import httpx

from concordat.local.service import (
    WORK_POOL,
    password_of,
    portal_address,
)
from concordat.local.supervise import Check
from concordat.settings import Settings

PATIENCE_S = 5


def checks_of(
    settings: Settings, environment: Mapping[str, str], asker: httpx.Client
) -> dict[str, Check]:
    """Return the check of each process, by its name. `asker` is one for all: making one costs most."""
    api = environment["PREFECT_API_URL"]
    auth = password_of(environment)
    tasks = f"http://{settings.watch_host}:{settings.tasks_watch_port}"
    return {
        "prefect": Check(lambda: _answers(asker, f"{api}/health")),
        "portal": Check(lambda: _answers(asker, f"{portal_address(settings)}/health")),
        "tasks": Check(lambda: _answers(asker, f"{tasks}/health")),
        "worker": Check(lambda: _worker_is_online(asker, api, auth), needs=("prefect",)),
    }


def _answers(asker: httpx.Client, url: str) -> bool:
    try:
        return asker.get(url, timeout=PATIENCE_S).is_success
    except httpx.HTTPError:
        return False


def _worker_is_online(asker: httpx.Client, api: str, auth: tuple[str, str] | None) -> bool:
    asked = f"{api}/work_pools/{WORK_POOL}/workers/filter"
    try:
        answer = asker.post(
            asked, json={}, timeout=PATIENCE_S, auth=auth or httpx.USE_CLIENT_DEFAULT
        )
        return any(worker["status"] == "ONLINE" for worker in answer.raise_for_status().json())
    except httpx.HTTPError:
        return False
