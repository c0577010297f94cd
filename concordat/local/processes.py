"""Start processes, wait until they are ready, and stop them so that none is left behind."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

import httpx

from concordat.domain.errors import BadSetting, ConcordatError
from concordat.local.one_log import OneLog

STOP_S = 5.0
LOG_LINES_SHOWN = 15
POLL_S = 0.1


def free_port() -> int:
    """Return a port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def check_port(port: int, setting: str, host: str = "127.0.0.1") -> None:
    """Raise BadSetting when somebody uses the port already, or the address is not this machine's."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadSetting(
                f"Port {port} is in use.",
                remedy=f"Stop what uses it, or name another port in {setting}.",
            ) from error


@dataclass(slots=True)
class Processes:
    """The processes of one service. Used as a context: leaving it stops every one of them.

    Each writes into a log file of its name in `logs`, or all of them into `one_log`.
    """

    folder: Path
    environment: Mapping[str, str]
    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    one_log: OneLog | None = None
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """Start a process in a group of its own."""
        self.commands[name] = command
        if self.one_log is not None:
            process = self._started(command, subprocess.PIPE)
            assert process.stdout is not None  # noqa: S101  # A pipe was asked for.
            self.one_log.follow(name, process.stdout)
        else:
            self.logs.mkdir(parents=True, exist_ok=True)
            with (self.logs / f"{name}.log").open("ab") as log:
                process = self._started(command, log)
        self.running[name] = process

    def _started(
        self, command: tuple[str, ...], output: IO[bytes] | int
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # Our own commands.
            command,
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def is_running(self, name: str) -> bool:
        """Say whether a process that was started has not ended."""
        return self.running[name].poll() is None

    def restart(self, name: str) -> None:
        """Start a process again that has ended, without what it may have left behind."""
        self.end(name)
        self.start(name, *self.commands[name])

    def end(self, name: str) -> None:
        """End a process and whatever it started, at once."""
        process = self.running[name]
        descendants = _descendants(process.pid)
        _signal_group(process.pid, signal.SIGKILL)
        for pid in descendants:
            _kill(pid)
        process.wait()

    def wait(self, name: str) -> None:
        """Wait for a process that ends by itself; ConcordatError with its log's end if it failed."""
        if self.running[name].wait():
            raise self._failed(name)
        del self.running[name], self.commands[name]

    def wait_for(self, url: str, name: str, within_s: float = 90.0) -> None:
        """Wait until the process answers at the address."""

        def answers() -> bool:
            try:
                return httpx.get(url, timeout=2).is_success
            except httpx.HTTPError:
                return False

        self.wait_until(answers, f"{name} to answer", within_s)

    def wait_until(
        self, ready: Callable[[], bool], what: str, within_s: float, every_s: float = POLL_S
    ) -> None:
        """Wait until something is so; ConcordatError when a process dies or time runs out."""
        until = time.monotonic() + within_s
        while not ready():
            self.check()
            if time.monotonic() > until:
                raise ConcordatError(
                    f"Waited {within_s:.0f} s in vain for {what}.", remedy=f"See {self.logs}."
                )
            time.sleep(every_s)

    def check(self) -> None:
        """Raise ConcordatError, with the end of its log, when a process has died."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise self._failed(name)

    def _failed(self, name: str) -> ConcordatError:
        if self.one_log is not None:
            lines = self.one_log.last_words(name)
        else:
            lines = (self.logs / f"{name}.log").read_text(errors="replace").splitlines()
        end = "\n".join(lines[-LOG_LINES_SHOWN:])
        return ConcordatError(f"The process '{name}' ended by itself. Its last words:\n{end}")

    def stop(self) -> None:
        """Stop every process and whatever it started, last started first.

        Being told to stop once more does not interrupt it: it takes a few seconds at most.
        """
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
        try:
            self._stop()
        finally:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)

    def _stop(self) -> None:
        groups = [(p, _descendants(p.pid)) for p in reversed(self.running.values())]
        for process, _ in groups:
            _signal_group(process.pid, signal.SIGTERM)
        until = time.monotonic() + STOP_S
        for process, _ in groups:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        for process, descendants in groups:
            _signal_group(process.pid, signal.SIGKILL)
            for pid in descendants:
                _kill(pid)
            process.wait()
        self.running.clear()

    def __enter__(self) -> "Processes":
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _descendants(pid: int) -> list[int]:
    """Return the processes that a process started, and theirs, as Linux tells it."""
    found: list[int] = []
    # A process may end at any moment; it then has none any more.
    with suppress(FileNotFoundError, ProcessLookupError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found
