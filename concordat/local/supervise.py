"""Watch over the processes of a service: what dies is started again, what hangs is stopped first.

The rules:
1. A process that ends is started again: at once, then later each time, at most a minute apart.
2. One that runs for a while has its failures forgotten.
3. One that does not answer several times in a row is stopped and started again. Nobody is blamed
   for not answering while what they depend on is away.
4. It never gives up: what is away may come back, and the others go on meanwhile.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from concordat.domain.errors import ConcordatError
from concordat.local.processes import Processes

AGAIN_S = (0.0, 1.0, 5.0, 15.0, 60.0)
FORGOTTEN_S = 120.0
LOOK_S = 20.0
GRACE_S = 90.0
"""How long a process may take until it answers for the first time, on a slow machine."""
MISSES = 3


@dataclass(frozen=True, slots=True)
class Check:
    """How a process is asked whether it works, and what it needs to work."""

    answers: Callable[[], bool]
    needs: tuple[str, ...] = ()


@dataclass(slots=True)
class _Watched:
    since: float
    failures: int = 0
    misses: int = 0
    again_at: float | None = None
    answered: bool = False


@dataclass(slots=True)
class Supervisor:
    """Watches processes that run. `tell` takes what is to be told, a line at a time."""

    processes: Processes
    checks: Mapping[str, Check]
    tell: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    _watched: dict[str, _Watched] = field(default_factory=dict)
    _looked_at: float = 0.0

    def look(self) -> bool:
        """Look once; return whether any process is another than before."""
        now = self.clock()
        for name in self.processes.commands:
            self._watched.setdefault(name, _Watched(now))
        changed = [self._look_at(name, watched, now) for name, watched in self._watched.items()]
        if now - self._looked_at >= LOOK_S:
            self._looked_at = now
            self._ask_all(now)
        return any(changed)

    def _look_at(self, name: str, watched: _Watched, now: float) -> bool:
        """Put the process off when it has ended, start it when its time has come."""
        if watched.again_at is None:
            if self.processes.is_running(name):
                return False
            if now - watched.since >= FORGOTTEN_S:
                watched.failures = 0
            wait_s = AGAIN_S[min(watched.failures, len(AGAIN_S) - 1)]
            watched.failures += 1
            watched.again_at = now + wait_s
            self.tell(f"{name} has ended by itself; it is started again in {wait_s:.0f} s.")
        if now < watched.again_at:
            return False
        watched.again_at, watched.since = None, now
        watched.misses, watched.answered = 0, False
        try:
            self.processes.restart(name)
        except (OSError, ConcordatError) as error:
            self.tell(f"{name} cannot be started: {error}.")
        return True

    def _ask_all(self, now: float) -> None:
        answers = {name: check.answers() for name, check in self.checks.items()}
        for name, check in self.checks.items():
            watched = self._watched[name]
            if answers[name]:
                watched.misses, watched.answered = 0, True
            elif all(answers[needed] for needed in check.needs):
                self._missed(name, watched, now)

    def _missed(self, name: str, watched: _Watched, now: float) -> None:
        if not self.processes.is_running(name):
            return
        if not watched.answered and now - watched.since < GRACE_S:
            return
        watched.misses += 1
        if watched.misses >= MISSES:
            self.tell(f"{name} does not answer; it is stopped and started again.")
            self.processes.end(name)
