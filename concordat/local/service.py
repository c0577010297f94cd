"""The service on one machine: Prefect with its UI, a worker, the task server and the portal."""

import ipaddress
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

import concordat
from concordat.domain.errors import BadSetting, ConcordatError
from concordat.local.processes import Processes
from concordat.settings import Settings

WORK_POOL = "concordat"
RUNS_AT_ONCE = max(2, os.cpu_count() or 2)
LOOPBACK = "127.0.0.1"
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  # Compared with, not listened on.
PASSWORD = "PREFECT_SERVER_API_AUTH_STRING"  # noqa: S105  # The setting's name.
WORKER = "this machine"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the service is reached."""

    prefect: str
    portal: str


def project_folder() -> Path:
    """Return the folder of flows, tasks and prefect.yaml; BadSetting if it is not to be found."""
    for folder in (Path.cwd(), Path(concordat.__file__).parents[1]):
        if (folder / "prefect.yaml").is_file() and (folder / "flows").is_dir():
            return folder
    raise BadSetting(
        "There is no prefect.yaml here, nor beside the installed package.",
        remedy="Start in the project's folder.",
    )


def service_environment(settings: Settings, *, quick: bool = False) -> dict[str, str]:
    """Return the environment in which every process of the service runs.

    `quick` asks Prefect for work every second, as a rehearsal wants it.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "CONCORDAT_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    folder = project_folder()
    api = f"http://{reached_at(settings)}:{settings.prefect_port}/api"
    password = os.environ.get(PASSWORD, "")
    ours = {
        f"CONCORDAT_{name.upper()}": written
        for name, value in settings
        if (written := _written(value))
    }
    return {
        **kept,
        **ours,
        "PYTHONPATH": str(folder),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str((settings.home / "prefect").resolve()),
        "PREFECT_API_URL": api,
        # A browser elsewhere asks the server that it has the UI from.
        "PREFECT_SERVER_UI_API_URL": api if is_loopback(settings.host) else "/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "1" if quick else "5",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        # It fails at every schedule there is, once a minute (docs/adr/0010), and there is none.
        "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
        # Every five seconds by default, for what does not happen here.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "60",
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "60",
        "PREFECT_CLI_PROMPT": "false",
        **({PASSWORD: password, "PREFECT_API_AUTH_STRING": password} if password else {}),
    }


def reached_at(settings: Settings) -> str:
    """Return the address at which this machine's own processes reach the service."""
    return LOOPBACK if settings.host in EVERYWHERE else settings.host


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_guarded(settings: Settings) -> None:
    """Raise BadSetting when others could reach Prefect's server, and it asks for no password."""
    user, colon, password = os.environ.get(PASSWORD, "").partition(":")
    if is_loopback(settings.host) or (user and colon and password):
        return
    raise BadSetting(
        f"CONCORDAT_HOST is {settings.host}, so that others reach Prefect's server, and everybody "
        "who does could launch, decide and delete: it has no password.",
        remedy=f"Write USER:PASSWORD in {PASSWORD}; or leave CONCORDAT_HOST out, and let a proxy that "
        "asks who is there lead to loopback.",
        attempted="start the service",
    )


def _written(value: object) -> str:
    """Return a setting as the environment holds it; nothing for one that is not set."""
    if isinstance(value, Path):
        return str(value.resolve())
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if value is None else str(value)


def start_service(processes: Processes, settings: Settings) -> Addresses:
    """Start everything in its order, wait until it is ready, and return where it is reached."""
    api = processes.environment["PREFECT_API_URL"]
    python = sys.executable
    port = str(settings.prefect_port)
    prefect = (python, "-m", "prefect")
    processes.start("prefect", *prefect, "server", "start", "--host", settings.host, "--port", port)
    processes.start("portal", python, "-m", "concordat", "portal")
    processes.start("tasks", python, "-m", "tasks")
    processes.wait_for(f"{api}/health", "prefect")
    create_work_pool(api, password_of(processes.environment))
    processes.start("worker", *prefect, "worker", "start", "--pool", WORK_POOL, "--name", WORKER)
    processes.start("deploy", *prefect, "--no-prompt", "deploy", "--all")
    processes.wait_for(f"{portal_address(settings)}/health", "portal")
    processes.wait("deploy")
    return Addresses(api.removesuffix("/api"), settings.portal_url)


def portal_address(settings: Settings) -> str:
    """Return where this machine reaches the portal, which has another address for people."""
    return f"http://{reached_at(settings)}:{settings.portal_port}"


def password_of(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Return user and password of Prefect's server, or None when it asks for none."""
    user, _, password = environment.get(PASSWORD, "").partition(":")
    return (user, password) if password else None


def create_work_pool(api: str, auth: tuple[str, str] | None) -> None:
    """Make the work pool of the Prefect server, unless it is there; ConcordatError if it refuses."""
    # The limit is the server's, not the worker's: Prefect 3.8.8's worker dies of its own limit when
    # a run is resumed before the process that suspended it has ended.
    pool = {
        "name": WORK_POOL,
        "type": "process",
        "base_job_template": _process_template(api, auth),
        "concurrency_limit": RUNS_AT_ONCE,
    }
    answer = httpx.post(f"{api}/work_pools/", json=pool, timeout=30, auth=auth)
    if answer.status_code not in {httpx.codes.CREATED, httpx.codes.CONFLICT}:
        raise ConcordatError(f"Prefect did not make the work pool: {answer.text}")


def _process_template(api: str, auth: tuple[str, str] | None) -> object:
    """Return Prefect's own template of a run in a process, as its server hands it out."""
    answer = httpx.get(f"{api}/collections/views/aggregate-worker-metadata", timeout=30, auth=auth)
    return answer.raise_for_status().json()["prefect"]["process"]["default_base_job_configuration"]
