"""`concordat up`: the whole service on one machine, until it is told to stop."""

import sys
import time

from concordat.bootstrap import configured_programme, prepare
from concordat.local.processes import Processes, check_port
from concordat.local.service import project_folder, service_environment, start_service
from concordat.settings import Settings

WATCH_S = 1.0


def run_service(settings: Settings) -> None:
    """Start everything, say where it is, and watch it until Ctrl-C or SIGTERM.

    Raises BadConfig or BadSetting before anything is started, ConcordatError when a process dies.
    """
    programme = configured_programme(settings)
    check_port(settings.prefect_port, "CONCORDAT_PREFECT_PORT")
    check_port(settings.portal_port, "CONCORDAT_PORTAL_PORT")
    prepare(settings, programme)
    environment = service_environment(settings)
    with Processes(project_folder(), environment, settings.home / "logs") as processes:
        addresses = start_service(processes, settings)
        print(  # noqa: T201
            f"{programme.title}\n"
            f"  Prefect UI, for the director:  {addresses.prefect}\n"
            f"  Portal, for everyone else:     {addresses.portal}\n"
            f"  Logs:                          {settings.home / 'logs'}\n"
            "Next: open Deployments in the Prefect UI and run sign-off. Ctrl-C stops everything.",
            file=sys.stderr,
        )
        while True:
            processes.check()
            time.sleep(WATCH_S)
