"""How many places a second `ratify-places` advances, against a flow run for each place.

Measured is the step from "not started" to "decision requested": status, trail, notice and wake of
each place in a register on disk. No document is rendered, signed or sealed at this step, so the
figures are of the register and of Prefect alone. Both ways go through a deployment, a worker and
a process of their own on one Prefect server, in turn. The times are Prefect's own timestamps.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from concordat.clocks import FileClock
from concordat.domain.facts import Fact
from concordat.domain.programme import Programme
from concordat.domain.rules import PlaceId
from concordat.domain.states import PlaceStatus
from concordat.local.processes import Processes, free_port
from concordat.local.service import LOOPBACK, WORK_POOL, project_folder, service_environment
from concordat.programme.load import load_programme
from concordat.register.sql_register import SqlRegister
from concordat.rehearsal.director import FAILED, Director
from concordat.settings import Settings
from tests.bench.figures import Figure, ratio
from tests.fakes import VERSION, an_office, engine_of, publicly_signed

SIZES = {14: 3, 175: 3, 1000: 1}
"""How many places there are, and in how many rounds: a thousand in the last one only, because
they take as long as all the rest and leave Prefect's server busy for a while."""
ROUNDS = max(SIZES.values())
SAMPLE = 6
"""How many places the other way is tried on in each round: they take seconds each."""
AT_ONCE = 4
PATIENCE_S = 240.0
REST_S = 3.0
"""How long the server is left alone before each measurement, to write down the last one's events."""


def measure() -> tuple[Figure, ...]:
    """Run both ways in turn, round by round, each on a register of its own."""
    rates: dict[str, list[float]] = {}
    with (
        tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch,
        _bench(scratch) as bench,
    ):
        seeds = {places: _seed(Path(scratch) / f"seed-{places}", places) for places in SIZES}
        for left in range(ROUNDS, 0, -1):
            took_s = bench.one_by_one(seeds[min(SIZES)])
            rates.setdefault("one by one", []).append(SAMPLE / took_s)
            for places in (n for n, rounds in SIZES.items() if rounds >= left):
                run = bench.mapped(seeds[places])
                rates.setdefault(f"{places} whole", []).append(places / run.whole_s)
                rates.setdefault(f"{places} step", []).append(places / run.step_s)
    return _figures(rates)


def _figures(rates: dict[str, list[float]]) -> tuple[Figure, ...]:
    def rate(what: str, name: str) -> Figure:
        return Figure(what, "places/s", tuple(rates[name]))

    alone = rates["one by one"]
    figures = [rate(f"a flow run for each place (sample of {SAMPLE} a round)", "one by one")]
    for places in SIZES:
        figures += [
            rate(f"{places} places mapped, within a run", f"{places} step"),
            rate(f"{places} places mapped, process start-up included", f"{places} whole"),
            ratio(f"{places} places: within a run / run for each", rates[f"{places} step"], alone),
            ratio(
                f"{places} places: start-up incl. / run for each", rates[f"{places} whole"], alone
            ),
        ]
    return tuple(figures)


@dataclass(frozen=True, slots=True)
class Run:
    """How long a flow run took: from being asked for, and from its first line, to its end."""

    whole_s: float
    step_s: float


@dataclass(frozen=True, slots=True)
class Bench:
    """A Prefect server with a worker, and a folder for the homes of what is measured."""

    folder: Path
    processes: Processes
    director: Director

    def mapped(self, seed: Path) -> Run:
        """Run `ratify-places` once, over every place of a register."""
        with self._home(seed) as home:
            [run] = self._run("ratify-places/ratify-places", home, [{"version": 1}])
            _check(home, asked=_places(home))
        return Run(_span([run], "created"), _span([run], "start_time"))

    def one_by_one(self, seed: Path) -> float:
        """Run one flow run for each place of the sample; return how long they took together, in s."""
        with self._home(seed) as home:
            sample = _places(home)[:SAMPLE]
            asked = [{"version_id": VERSION, "place_id": place} for place in sample]
            runs = self._run("one-place/one-place", home, asked)
            _check(home, asked=sample)
        return _span(runs, "created")

    @contextmanager
    def _home(self, seed: Path) -> Iterator[Path]:
        home = Path(tempfile.mkdtemp(dir=self.folder)) / "home"
        shutil.copytree(seed, home)
        yield home
        shutil.rmtree(home)

    def _run(
        self, deployment: str, home: Path, asked: Sequence[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Launch the runs together, wait for them all, and return them as Prefect tells of them."""
        time.sleep(REST_S)
        found = self.director._ask("GET", f"/deployments/name/{deployment}")
        environment = {
            "CONCORDAT_HOME": str(home),
            "CONCORDAT_REHEARSAL_CLOCK": str(home / "clock"),
        }
        ids = [
            self.director._ask(
                "POST",
                f"/deployments/{found['id']}/create_flow_run",
                {"parameters": parameters, "job_variables": {"env": environment}},
            )["id"]
            for parameters in asked
        ]
        return [self._ended(run_id) for run_id in ids]

    def _ended(self, run_id: str) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_S
        while True:
            run: dict[str, Any] = self.director._ask("GET", f"/flow_runs/{run_id}")
            if run["state_type"] == "COMPLETED":
                return run
            if run["state_type"] in FAILED:
                raise RuntimeError(f"The run {run_id} ended: {run['state']['message']}")
            if time.monotonic() > until:
                raise TimeoutError(f"The run {run_id} is still {run['state_type']}.")
            self.processes.check()
            time.sleep(0.25)


@contextmanager
def _bench(scratch: str) -> Iterator[Bench]:
    """Start Prefect's server and a worker on a free port, with both deployments, and stop them."""
    folder, port = Path(scratch), free_port()
    settings = Settings(
        home=folder,
        config=Path("config"),
        templates=Path("templates"),
        prefect_port=port,
        database_url="",
    )
    environment = service_environment(settings, quick=True)
    prefect = (sys.executable, "-m", "prefect")
    api = environment["PREFECT_API_URL"]
    with Processes(project_folder(), environment, folder / "logs") as processes:
        processes.start(
            "prefect", *prefect, "server", "start", "--host", LOOPBACK, "--port", str(port)
        )
        processes.wait_for(f"{api}/health", "prefect")
        pool = ("--pool", WORK_POOL)
        worker = ("worker", "start", *pool, "--type", "process", "--limit", str(AT_ONCE))
        processes.start("worker", *prefect, *worker)
        processes.wait_for(f"{api}/work_pools/{WORK_POOL}", "worker")
        deploy = (*prefect, "--no-prompt", "deploy")
        processes.start("deploy", *deploy, "--name", "ratify-places")
        processes.wait("deploy")
        as_theirs = ("--job-variable", "command=python -m prefect.engine")
        processes.start(
            "deploy-one",
            *(*deploy, "tests/bench/one_place.py:one_place", "--name", "one-place"),
            *(*pool, *as_theirs),
        )
        processes.wait("deploy-one")
        yield Bench(folder, processes, Director(api))


def programme_of(places: int) -> Programme:
    """Return the shipped programme with so many places, made after its own in turn."""
    shipped = load_programme(Path("config"), date(2026, 12, 1))
    kinds = shipped.places
    made = tuple(
        replace(
            kinds[number % len(kinds)],
            id=PlaceId(f"place-{number:04d}"),
            name=f"{kinds[number % len(kinds)].name} {number}",
            valid_from=None,
            valid_to=None,
            succeeds=None,
        )
        for number in range(places)
    )
    agreement_id = VERSION.removesuffix("-v1")
    # Nobody says here who was at the board's meeting.
    bodies = tuple(replace(body, quorum=None) for body in shipped.bodies)
    return replace(shipped, agreement_id=agreement_id, places=made, bodies=bodies)


def _seed(home: Path, places: int) -> Path:
    """Make a home whose agreement is publicly signed, and whose places have not been asked yet."""
    home.mkdir()
    office = publicly_signed(an_office(home, programme_of(places)))
    FileClock(home / "clock").set(office.clock.now())
    engine_of(office).dispose()
    (home / "register.db").rename(home / "register.sqlite")
    return home


def _register(home: Path) -> SqlRegister:
    return SqlRegister(f"sqlite:///{home / 'register.sqlite'}", FileClock(home / "clock"))


def _places(home: Path) -> list[str]:
    register = _register(home)
    with register.reading() as view:
        found = [r.place_id for r in view.ratifications(VERSION)]
    register.engine.dispose()
    return found


def _check(home: Path, asked: Sequence[str]) -> None:
    """Fail unless each of these places was asked, once, and no other: only right work is counted."""
    register = _register(home)
    with register.reading() as view:
        waiting = {
            r.place_id
            for r in view.ratifications(VERSION)
            if r.status == PlaceStatus.AWAITING_DECISION
        }
        recorded = [e.about for e in view.trail() if e.fact == Fact.DECISION_REQUESTED]
        owed = [n for n in view.unsent_notices() if n.template == "decision-requested"]
    register.engine.dispose()
    done = (waiting, sorted(recorded), len(owed))
    if done != (set(asked), sorted(f"{VERSION}/{place}" for place in asked), len(asked)):
        raise RuntimeError(f"Not every one of {len(asked)} places was asked once.")


def _span(runs: Sequence[dict[str, Any]], since: str) -> float:
    """Return the seconds from the first beginning to the last end."""
    began = min(datetime.fromisoformat(run[since]) for run in runs)
    ended = max(datetime.fromisoformat(run["end_time"]) for run in runs)
    return (ended - began).total_seconds()
