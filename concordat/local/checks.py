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


def checks_of(settings: Settings, environment: Mapping[str, str]) -> dict[str, Check]:
    """Return the check of each process, by its name."""
    api = environment["PREFECT_API_URL"]
    auth = password_of(environment)
    tasks = f"http://{settings.watch_host}:{settings.tasks_watch_port}"
    return {
        "prefect": Check(lambda: _answers(f"{api}/health")),
        "portal": Check(lambda: _answers(f"{portal_address(settings)}/health")),
        "tasks": Check(lambda: _answers(f"{tasks}/health")),
        "worker": Check(lambda: _worker_is_online(api, auth), needs=("prefect",)),
    }


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=PATIENCE_S).is_success
    except httpx.HTTPError:
        return False


def _worker_is_online(api: str, auth: tuple[str, str] | None) -> bool:
    asked = f"{api}/work_pools/{WORK_POOL}/workers/filter"
    try:
        answer = httpx.post(asked, json={}, timeout=PATIENCE_S, auth=auth)
        return any(worker["status"] == "ONLINE" for worker in answer.raise_for_status().json())
    except httpx.HTTPError:
        return False
