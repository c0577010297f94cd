"""One real service for all flow tests: Prefect's server, a worker, the task server, the portal."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import pytest

from concordat.bootstrap import build_office, configured_programme, prepare
from concordat.clocks import FileClock
from concordat.domain.calendar import at_local
from concordat.local.processes import Processes, free_port
from concordat.local.service import project_folder, service_environment, start_service
from concordat.rehearsal.director import Director
from concordat.services.catch_up import leave_wakes
from concordat.services.office import Office
from concordat.settings import Settings

LONDON = "Europe/London"


@dataclass(frozen=True)
class Service:
    office: Office
    clock: FileClock
    director: Director
    processes: Processes
    config: Path

    def jump(self, day: date, hour: int = 9) -> None:
        self.clock.set(at_local(day, time(hour), LONDON))
        leave_wakes(self.office)

    def until(self, ready: object, what: str) -> None:
        self.processes.wait_until(ready, what, 60)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("service")
    config = home / "config"
    shutil.copytree(project_folder() / "examples" / "one-gloucestershire", config)
    portal, prefect = free_port(), free_port()
    settings = Settings(
        home=home,
        config=config,
        templates=project_folder() / "templates",
        portal_url=f"http://127.0.0.1:{portal}",
        portal_port=portal,
        prefect_port=prefect,
        rehearsal_clock=home / "clock",
    )
    clock = FileClock(home / "clock")
    clock.set(at_local(date(2026, 11, 1), time(9), LONDON))
    prepare(settings, configured_programme(settings))
    environment = service_environment(settings, quick=True)
    with Processes(project_folder(), environment, home / "logs") as processes:
        start_service(processes, settings)
        office = build_office(settings)
        with Director(environment["PREFECT_API_URL"]) as director:
            yield Service(office, clock, director, processes, config)
        office.register.engine.dispose()
