"""`concordat up`: the whole service on one machine, until it is told to stop."""

import contextlib
import sys
import time
from typing import Any

import httpx

from concordat.backup.upgrade import make_ready
from concordat.bootstrap import configured_programme
from concordat.domain.errors import BadSetting
from concordat.domain.programme import Programme
from concordat.home import hold, prepare_home
from concordat.local.checks import checks_of
from concordat.local.one_log import OneLog
from concordat.local.one_service import Hold, born, take_hold
from concordat.local.processes import Processes, check_port, free_port
from concordat.local.service import (
    Addresses,
    check_guarded,
    project_folder,
    service_environment,
    start_service,
)
from concordat.local.supervise import Supervisor
from concordat.settings import Settings

WATCH_S = 1.0
LOG = "concordat.log"


def run_service(settings: Settings) -> None:
    """Start everything, say where it is, and watch over it until Ctrl-C or SIGTERM.

    When it runs already on this home, only says where. Raises BadConfig or BadSetting before
    anything is started, ConcordatError when a process cannot be started.
    """
    check_guarded(settings)
    programme = configured_programme(settings)
    prepare_home(settings)
    held = take_hold(settings.home)
    if not isinstance(held, Hold):
        _say(_running_already(held))
        return
    try:
        _run(settings, programme, held)
    finally:
        held.let_go()


def _run(settings: Settings, programme: Programme, held: Hold) -> None:
    check_port(settings.prefect_port, "CONCORDAT_PREFECT_PORT", settings.host)
    check_port(settings.portal_port, "CONCORDAT_PORTAL_PORT", settings.host)
    if not settings.tasks_watch_port:
        settings = settings.model_copy(update={"tasks_watch_port": free_port()})
    backup = make_ready(settings, programme)
    if backup is not None:
        _say(f"The register was of an earlier release; as it was, it is in {backup}.")
    hold(settings.home)
    environment = service_environment(settings)
    log = OneLog(settings.home / "logs" / LOG)

    def tell(words: str) -> None:
        log.say("up", words)
        _say(words)

    with (
        contextlib.closing(log),
        httpx.Client() as asker,
        Processes(project_folder(), environment, log.path.parent, one_log=log) as processes,
    ):
        addresses = start_service(processes, settings)
        _mark(held, processes, addresses)
        _say(_where(programme.title, addresses, settings))
        supervisor = Supervisor(processes, checks_of(settings, environment, asker), tell)
        try:
            while True:
                if supervisor.look():
                    _mark(held, processes, addresses)
                time.sleep(WATCH_S)
        except KeyboardInterrupt:
            tell("Told to stop: everything is stopped.")


def _mark(held: Hold, processes: Processes, addresses: Addresses) -> None:
    ours = [(p.pid, born(p.pid)) for p in processes.running.values()]
    held.say(prefect=addresses.prefect, portal=addresses.portal, processes=ours)


def _where(title: str, addresses: Addresses, settings: Settings) -> str:
    return (
        f"{title}\n"
        f"  Prefect UI, for the director:  {addresses.prefect}\n"
        f"  Where everything stands:       {addresses.prefect}/artifacts\n"
        f"  Portal, for everyone else:     {addresses.portal}\n"
        f"  Log:                           {settings.home / 'logs' / LOG}\n"
        "Next: open Deployments in the Prefect UI and run sign-off. Ctrl-C stops everything."
    )


def _running_already(said: dict[str, Any]) -> str:
    if not said:
        raise BadSetting(
            "Concordat is being started on this home by somebody else at this moment.",
            remedy="Wait until it has said where it is, or stop it.",
        )
    return (
        "Concordat runs already on this home.\n"
        f"  Prefect UI, for the director:  {said['prefect']}\n"
        f"  Portal, for everyone else:     {said['portal']}"
    )


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201
