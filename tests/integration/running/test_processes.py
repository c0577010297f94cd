"""Processes that are started, watched and found again: small ones of our own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from concordat.domain.errors import BadSetting, ConcordatError
from concordat.local.one_log import OneLog
from concordat.local.one_service import Hold, born, take_hold
from concordat.local.processes import Processes
from concordat.local.service import check_guarded, service_environment
from concordat.local.supervise import Supervisor
from concordat.settings import Settings

LASTS = "import time, sys; print('up', flush=True); time.sleep(600)"


def until(ready: Callable[[], bool]) -> None:
    for _ in range(400):
        if ready():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[OneLog]:
    made = OneLog(tmp_path / "logs" / "concordat.log")
    yield made
    made.close()


def test_a_killed_process_runs_again_and_everything_is_in_one_log(
    tmp_path: Path, log: OneLog
) -> None:
    with Processes(tmp_path, os.environ, tmp_path, one_log=log) as processes:
        processes.start("first", sys.executable, "-c", LASTS)
        processes.start("second", sys.executable, "-c", LASTS)
        told: list[str] = []
        supervisor = Supervisor(processes, {}, told.append)
        first, second = (processes.running[name].pid for name in ("first", "second"))
        until(lambda: log.path.read_text().count("up") == 2)
        os.kill(first, 9)
        until(supervisor.look)
        assert processes.running["first"].pid != first
        assert processes.running["second"].pid == second
        until(lambda: log.path.read_text().count("up") == 3)
    assert not any(map(born, (first, second)))
    lines = log.path.read_text().splitlines()
    assert {line.split()[2] for line in lines} == {"first", "second"}
    assert told == ["first has ended by itself; it is started again in 0 s."]


def test_what_a_process_says_last_is_told_when_it_fails(tmp_path: Path, log: OneLog) -> None:
    with Processes(tmp_path, os.environ, tmp_path, one_log=log) as processes:
        processes.start("deploy", sys.executable, "-c", "raise SystemExit('no such flow')")
        until(lambda: bool(log.last_words("deploy")))
        with pytest.raises(ConcordatError, match=r"'deploy' ended by itself[\s\S]*no such flow"):
            processes.wait("deploy")


def test_a_second_start_finds_the_first(tmp_path: Path) -> None:
    first = take_hold(tmp_path)
    assert isinstance(first, Hold)
    assert take_hold(tmp_path) == {}
    first.say(portal="http://127.0.0.1:8480")
    assert take_hold(tmp_path) == {"portal": "http://127.0.0.1:8480"}
    first.let_go()
    again = take_hold(tmp_path)
    assert isinstance(again, Hold)
    again.let_go()


def test_what_a_killed_service_left_behind_is_stopped_and_nobody_elses(tmp_path: Path) -> None:
    left = subprocess.Popen([sys.executable, "-c", LASTS], start_new_session=True)
    other = subprocess.Popen([sys.executable, "-c", LASTS], start_new_session=True)
    began = born(left.pid)
    first = take_hold(tmp_path)
    assert isinstance(first, Hold)
    first.say(processes=[(left.pid, began), (other.pid, 1), (2**22 + 1, 1)])
    os.close(first.descriptor)
    again = take_hold(tmp_path)
    assert isinstance(again, Hold)
    assert left.wait(10) == -9
    assert other.poll() is None
    other.kill()
    other.wait()
    again.let_go()


@pytest.mark.parametrize("host", ["192.0.2.7", "::", "concordat.example.org"])
@pytest.mark.parametrize("password", ["", "director", "director:", ":secret"])
def test_a_service_that_others_reach_is_refused_without_a_password(
    host: str, password: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", password)
    with pytest.raises(BadSetting, match="PREFECT_SERVER_API_AUTH_STRING"):
        check_guarded(Settings(home=tmp_path, host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_service_on_loopback_needs_no_password(
    host: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PREFECT_SERVER_API_AUTH_STRING", raising=False)
    check_guarded(Settings(home=tmp_path, host=host))


def test_a_password_reaches_the_server_and_its_clients(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "director:secret")
    settings = Settings(home=tmp_path, host="::")
    check_guarded(settings)
    environment = service_environment(settings)
    assert environment["PREFECT_SERVER_API_AUTH_STRING"] == "director:secret"
    assert environment["PREFECT_API_AUTH_STRING"] == "director:secret"
    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert environment["PREFECT_SERVER_UI_API_URL"] == "/api"
