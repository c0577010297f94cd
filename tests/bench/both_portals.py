"""The portal and the bare one, started side by side, each as a process with a database of its own."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from concordat.local.processes import Processes, free_port
from concordat.local.service import LOOPBACK, project_folder, service_environment
from concordat.services.office import Office
from concordat.settings import Settings
from tests.bench.figures import Figure, ratio
from tests.bench.visits import Visit, answers
from tests.databases import Databases
from tests.fakes import engine_of, url_of

OURS, BARE = "portal", "bare"


@dataclass(frozen=True, slots=True)
class Both:
    """Both portals, and the port of each."""

    processes: Processes
    ports: dict[str, int]

    def visited(self, name: str, people: list[list[str]], pause_s: float = 0.0) -> Visit:
        """Return what these people saw of one of the two."""
        before = self._cpu_ms(name)
        seen = answers(self.ports[name], people, pause_s)
        spent = (self._cpu_ms(name) - before) / len(seen["took_s"])
        return Visit(tuple(seen["took_s"]), seen["whole_s"], spent)

    def memory_mb(self, name: str) -> float:
        """Return the memory that one of the two has now."""
        found = re.search(r"VmRSS:\s+(\d+) kB", self._told(name, "status"))
        return int(found[1]) / 1024 if found else 0.0

    def _cpu_ms(self, name: str) -> float:
        stat = self._told(name, "stat").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def _told(self, name: str, what: str) -> str:
        pid = self.processes.running[name].pid
        return Path(f"/proc/{pid}/{what}").read_text(encoding="utf-8")


@contextmanager
def both_portals(office: Office, folder: Path, databases: Databases) -> Iterator[Both]:
    """Start the portal of the office, and the bare one on a database beside it; stop them."""
    engine_of(office).dispose()
    ports = {OURS: int(office.links.portal_url.rpartition(":")[2]), BARE: free_port()}
    (folder / "bare").mkdir()
    url = databases.new(folder / "bare")
    environment = service_environment(settings_of(folder, url_of(office), ports[OURS]))
    python = (sys.executable, "-m")
    with Processes(project_folder(), environment, folder / "logs") as processes:
        processes.start(OURS, *python, "concordat", "portal")
        processes.start(BARE, *python, "tests.bench.bare_portal", str(ports[BARE]), url)
        for name, port in ports.items():
            processes.wait_for(f"http://{LOOPBACK}:{port}/", name)
        yield Both(processes, ports)


def settings_of(folder: Path, url: str, port: int = 0) -> Settings:
    """Return the settings of a portal in the folder, on that database and port, or on a free one."""
    folder.mkdir(exist_ok=True)
    port = port or free_port()
    return Settings(
        home=folder / "home",
        database_url=url,
        portal_url=f"http://{LOOPBACK}:{port}",
        portal_port=port,
        rehearsal_clock=folder / "clock",
    )


def compared(
    what: str, unit: str, ours: Sequence[Visit], bare: Sequence[Visit], of: Callable[[Visit], float]
) -> Iterator[Figure]:
    """Yield a figure of both, and the ratio."""
    mine, theirs = [of(visit) for visit in ours], [of(visit) for visit in bare]
    yield Figure(what, unit, tuple(mine))
    yield Figure(f"{what}: bare", unit, tuple(theirs))
    yield ratio(f"{what}: ours / bare", mine, theirs)
