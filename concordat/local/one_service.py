"""At most one `concordat up` on a home: a second start finds the first.

The rules:
1. The first holds the home's file of the service until it ends, however it ends.
2. The file says where the service is reached, and which processes are its own.
3. A start that finds the file of one that was killed stops the processes it left behind.
"""

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "service.json"
ENDED = "Z"
"""The state of a process that has ended and whose end nobody has asked about."""

GONE_WITHIN_S = 5.0


@dataclass(slots=True)
class Hold:
    """The hold on a home's service, until it is let go."""

    descriptor: int

    def say(self, **said: Any) -> None:
        """Say where the service is, and what belongs to it, for whoever starts a second."""
        text = json.dumps(said).encode()
        os.pwrite(self.descriptor, text, 0)
        os.ftruncate(self.descriptor, len(text))

    def let_go(self) -> None:
        """Say that there is no service any more."""
        os.ftruncate(self.descriptor, 0)
        os.close(self.descriptor)


def take_hold(home: Path) -> Hold | dict[str, Any]:
    """Return the hold on the home's service; or what the one says that has it."""
    descriptor = os.open(home / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        try:
            return _said(descriptor)
        finally:
            os.close(descriptor)
    _stop_left_behind(_said(descriptor).get("processes", ()))
    return Hold(descriptor)


def born(pid: int) -> int | None:
    """Return when a process began, as Linux counts it; None when there is none, or it has ended."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The second field, in brackets, is the program's name and may hold anything.
    fields = told.rpartition(")")[2].split()
    return None if fields[0] == ENDED else int(fields[19])


def _said(descriptor: int) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(os.pread(descriptor, 1 << 16, 0) or b"{}")
    except ValueError:
        return {}
    return said


def _stop_left_behind(processes: Iterable[tuple[int, int]]) -> None:
    left = [(pid, began) for pid, began in processes if born(pid) == began]
    for pid, _ in left:
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    until = time.monotonic() + GONE_WITHIN_S
    while any(born(pid) == began for pid, began in left) and time.monotonic() < until:
        time.sleep(0.05)
