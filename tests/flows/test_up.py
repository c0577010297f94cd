"""`concordat up` with its real processes: found by a second start, mended, and stopped without a trace."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from concordat.local.one_service import born
from concordat.local.processes import free_port
from concordat.local.service import project_folder

pytestmark = pytest.mark.slow

WITHIN_S = 240
AUTH = ("director", "a secret")


def until(ready: Callable[[], bool], what: str) -> None:
    until_s = time.monotonic() + WITHIN_S
    while not ready():
        if time.monotonic() > until_s:
            pytest.fail(f"waited in vain for {what}")
        time.sleep(0.2)


@dataclass
class Up:
    home: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def said(self) -> str:
        return (self.home / "said").read_text()

    def processes(self) -> dict[int, int]:
        said = json.loads((self.home / "service.json").read_text() or "{}")
        return dict(said.get("processes", ()))

    def tasks_pid(self) -> int:
        running = [p for p in self.processes() if "tasks" in Path(f"/proc/{p}/cmdline").read_text()]
        return running[0]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    portal = free_port()
    environment = {
        **os.environ,
        "CONCORDAT_HOME": str(tmp_path),
        "CONCORDAT_PORTAL_PORT": str(portal),
        "CONCORDAT_PORTAL_URL": f"http://127.0.0.1:{portal}",
        "CONCORDAT_PREFECT_PORT": str(free_port()),
        "PREFECT_SERVER_API_AUTH_STRING": "director:a secret",
    }
    with (tmp_path / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "concordat", "up"],
            cwd=project_folder(),
            env=environment,
            stdout=said,
            stderr=said,
        )
    yield Up(tmp_path, environment, process)
    process.terminate()
    process.wait(60)


def test_a_service_is_found_mended_and_stopped_without_a_trace(up: Up) -> None:
    until(lambda: "Next: open Deployments" in up.said() or up.process.poll() is not None, "ready")
    assert up.process.poll() is None, up.said()

    second = subprocess.run(
        [sys.executable, "-m", "concordat", "up"],
        cwd=project_folder(),
        env=up.environment,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert second.returncode == 0
    assert "runs already" in second.stderr
    assert up.environment["CONCORDAT_PORTAL_URL"] in second.stderr

    prefect = f"http://127.0.0.1:{up.environment['CONCORDAT_PREFECT_PORT']}/api"
    assert httpx.post(f"{prefect}/flows/filter", json={}).status_code == 401
    known = httpx.post(f"{prefect}/deployments/count", json={}, auth=AUTH)
    assert known.json() > 0

    named = httpx.get(f"{prefect}/deployments/name/catch-up/catch-up", auth=AUTH).json()
    launched = f"{prefect}/deployments/{named['id']}/create_flow_run"
    run = httpx.post(launched, json={}, auth=AUTH).json()["id"]

    def state() -> dict[str, str]:
        found: dict[str, str] = httpx.get(f"{prefect}/flow_runs/{run}", auth=AUTH).json()["state"]
        return found

    until(lambda: state()["type"] in {"COMPLETED", "FAILED", "CRASHED"}, "the catch-up")
    assert state()["message"] == "Things that were due or lost: 0."

    killed = up.tasks_pid()
    os.kill(killed, signal.SIGKILL)
    until(lambda: killed not in up.processes(), "another task server")
    assert "tasks has ended by itself; it is started again in 0 s." in up.said()

    everything = up.processes()
    up.process.terminate()
    assert up.process.wait(60) == 0, up.said()
    assert [pid for pid, began in everything.items() if born(pid) == began] == []
    assert "Told to stop: everything is stopped." in up.said()
    told = {
        line.split()[2]
        for line in (up.home / "logs" / "concordat.log").read_text().splitlines()
        if line[:2] == "20"
    }
    assert {"prefect", "worker", "deploy", "up"} <= told
