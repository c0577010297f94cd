"""The supervisor's rules, on processes that only say whether they run."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from concordat.local.one_log import readable
from concordat.local.supervise import GRACE_S, LOOK_S, MISSES, Check, Supervisor


@dataclass
class FakeProcesses:
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    up: dict[str, bool] = field(default_factory=dict)
    restarted: list[str] = field(default_factory=list)
    starts: Callable[[], bool] = lambda: True

    def is_running(self, name: str) -> bool:
        return self.up[name]

    def restart(self, name: str) -> None:
        if not self.starts():
            raise OSError(12, "Cannot allocate memory")
        self.restarted.append(name)
        self.up[name] = True

    def end(self, name: str) -> None:
        self.up[name] = False


@dataclass
class Scene:
    names: tuple[str, ...] = ("prefect", "worker")
    answers: dict[str, bool] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    now: float = 1000.0

    def __post_init__(self) -> None:
        self.processes = FakeProcesses({n: ("run", n) for n in self.names})
        self.processes.up = dict.fromkeys(self.names, True)
        self.answers = dict.fromkeys(self.names, True)
        checks = {
            "prefect": Check(lambda: self.answers["prefect"]),
            "worker": Check(lambda: self.answers["worker"], needs=("prefect",)),
        }
        self.supervisor = Supervisor(
            self.processes,  # type: ignore[arg-type]  # It says as much as is asked.
            checks,
            self.told.append,
            clock=lambda: self.now,
        )
        self.supervisor.look()

    def look(self, after_s: float) -> bool:
        self.now += after_s
        return self.supervisor.look()

    def looks(self, times: int) -> None:
        for _ in range(times):
            self.look(LOOK_S)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_what_runs_is_left_alone(scene: Scene) -> None:
    scene.looks(20)
    assert (scene.processes.restarted, scene.told) == ([], [])


def test_what_ends_is_started_again_at_once_and_told(scene: Scene) -> None:
    scene.processes.up["worker"] = False
    assert scene.look(1)
    assert scene.processes.restarted == ["worker"]
    assert scene.told == ["worker has ended by itself; it is started again in 0 s."]


def test_what_ends_again_and_again_is_started_later_each_time(scene: Scene) -> None:
    waits = []
    for _ in range(7):
        scene.processes.up["worker"] = False
        before, since = len(scene.processes.restarted), scene.now
        while len(scene.processes.restarted) == before:
            scene.look(0.5)
        waits.append(scene.now - since)
    assert [round(wait) for wait in waits] == [0, 2, 6, 16, 60, 60, 60]


def test_what_has_run_for_a_while_has_its_failures_forgotten(scene: Scene) -> None:
    for _ in range(3):
        scene.processes.up["worker"] = False
        scene.look(20)
        scene.look(20)
    scene.look(200)
    scene.processes.up["worker"] = False
    assert scene.look(0.5)
    assert scene.told[-1].endswith("in 0 s.")


def test_what_does_not_answer_several_times_is_stopped_and_started_again(scene: Scene) -> None:
    scene.answers["worker"] = False
    scene.looks(MISSES)
    assert scene.told == ["worker does not answer; it is stopped and started again."]
    scene.look(1)
    assert scene.processes.restarted == ["worker"]


def test_an_answer_in_between_lets_it_be(scene: Scene) -> None:
    for _ in range(5):
        scene.answers["worker"] = False
        scene.looks(MISSES - 1)
        scene.answers["worker"] = True
        scene.looks(1)
    assert scene.processes.restarted == []


def test_nobody_is_blamed_while_what_they_need_is_away(scene: Scene) -> None:
    scene.answers = {"prefect": False, "worker": False}
    scene.looks(MISSES)
    scene.look(1)
    assert scene.processes.restarted == ["prefect"]


def test_what_has_not_answered_yet_is_given_its_time() -> None:
    scene = Scene()
    scene.processes.up["worker"] = False
    scene.look(1)
    scene.answers["worker"] = False
    scene.looks(int(GRACE_S / LOOK_S) - 1)
    assert scene.processes.restarted == ["worker"]
    scene.looks(MISSES + 2)
    assert scene.processes.restarted == ["worker", "worker"]


def test_what_cannot_be_started_is_tried_again(scene: Scene) -> None:
    scene.processes.starts = lambda: scene.now > 1010
    scene.processes.up["worker"] = False
    for _ in range(40):
        scene.look(1)
    assert scene.processes.restarted == ["worker"]
    assert "worker cannot be started: [Errno 12] Cannot allocate memory." in scene.told


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("INFO:  started", "INFO:  started"),
        ("{not json", "{not json"),
        ('{"a": 1}', '{"a": 1}'),
        ("42", "42"),
        ('{"level": "info", "message": "it stands"}', "it stands"),
        (
            '{"level": "info", "message": "sealed", "version": "x-v1", "subject": "east", "entry": 7}',
            "sealed (x-v1/east, entry 7)",
        ),
        (
            '{"level": "error", "message": "no", "exception": "ValueError: x"}',
            "error: no\nValueError: x",
        ),
    ],
)
def test_a_line_is_written_as_a_person_reads_it(line: str, read: str) -> None:
    assert readable(line) == read
