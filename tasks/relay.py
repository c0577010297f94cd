"""The relay: takes wakes from the register's outbox and has done what they are for.

The rules:
1. A wake leaves the outbox only when what it is for has been done: nothing is handed to a queue
   that could lose it.
2. Equal wakes are one piece of work; one that is left meanwhile stays for the next round.
3. A piece of work that fails is tried again, later each time, and holds up no other. One that the
   outside takes only at a later time waits for that, asleep nowhere.
4. In no particular order: a wake is a hint, and whoever is woken reads the register again.
5. The acts of places and people need no Prefect: they are called as the plain functions they are
   (`.fn`), so signing goes on while its server is down. Only timelines do, and those wakes wait.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from concordat.domain.errors import Throttled
from concordat.services.register import Wake, WakeKind
from tasks.measuring import WORK as WORKED
from tasks.measuring import WORK_SECONDS
from tasks.notices import deliver_notices, read_messages
from tasks.office import office
from tasks.prefect_runs import wake_run
from tasks.ratification import advance_place, advance_version
from tasks.reviews import schedule_review

LOG = logging.getLogger("concordat.relay")
PAUSE_S = 0.1
AT_ONCE = 4
NOT_YET_S = 1.0
LATER_S = (1.0, 5.0, 15.0, 60.0)


def _advance_place(wake: Wake) -> bool:
    advance_place.fn(wake.version_id, wake.subject)
    return True


def _advance_version(wake: Wake) -> bool:
    advance_version.fn(wake.version_id)
    return True


def _deliver_notices(_wake: Wake) -> bool:
    deliver_notices.fn()
    return True


def _read_messages(_wake: Wake) -> bool:
    read_messages.fn()
    return True


def _schedule_review(wake: Wake) -> bool:
    schedule_review.fn(wake.version_id, int(wake.subject))
    return True


def _resume_timeline(wake: Wake) -> bool:
    with office().register.reading() as view:
        run_id = view.version(wake.version_id).run_id
    return run_id is None or wake_run(run_id)


def _resume_review(wake: Wake) -> bool:
    with office().register.reading() as view:
        run_id = view.review(wake.version_id, int(wake.subject)).run_id
    return run_id is None or wake_run(run_id)


WORK: dict[WakeKind, Callable[[Wake], bool]] = {
    WakeKind.PLACE: _advance_place,
    WakeKind.VERSION: _advance_version,
    WakeKind.NOTICES: _deliver_notices,
    WakeKind.MESSAGES: _read_messages,
    WakeKind.SCHEDULE_REVIEW: _schedule_review,
    WakeKind.TIMELINE: _resume_timeline,
    WakeKind.REVIEW: _resume_review,
}
"""What each kind of wake is for. False says: not yet, ask again."""

Key = tuple[WakeKind, str, str]


@dataclass(slots=True)
class Relay:
    """Works through the outbox until it is told to stop."""

    stopped: threading.Event = field(default_factory=threading.Event)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE))
    _under_way: dict[Key, Future[None]] = field(default_factory=dict)
    _failures: dict[Key, int] = field(default_factory=dict)
    _not_before: dict[Key, float] = field(default_factory=dict)

    def run(self) -> None:
        """Go round after round until stopped; what is under way is finished first."""
        with self._pool:
            while not self.stopped.wait(PAUSE_S):
                self.go_round()

    def go_round(self) -> None:
        """Start the work of every wake that is not under way and not put off."""
        self._under_way = {k: f for k, f in self._under_way.items() if not f.done()}
        with office().register.reading() as view:
            wakes = view.wakes()
        equal: dict[Key, list[Wake]] = {}
        for wake in wakes:
            equal.setdefault((wake.kind, wake.version_id, wake.subject), []).append(wake)
        for key, same in equal.items():
            if key not in self._under_way and time.monotonic() >= self._not_before.get(key, 0.0):
                self._under_way[key] = self._pool.submit(self._work, key, same)

    def _work(self, key: Key, same: list[Wake]) -> None:
        kind = key[0].value
        try:
            with WORK_SECONDS.labels(kind).time():
                done = WORK[key[0]](same[0])
        except Throttled as error:
            self._put_off(key, error)
            return
        except Exception as error:  # Whatever failed stays due and is said.
            failures = self._failures[key] = self._failures.get(key, 0) + 1
            later_s = LATER_S[min(failures, len(LATER_S)) - 1]
            self._not_before[key] = time.monotonic() + later_s
            WORKED.labels(kind, "failed").inc()
            ids = {"version": key[1], "subject": key[2]}
            LOG.warning("%s: tried again in %.0f s: %s", "/".join(key), later_s, error, extra=ids)
            return
        WORKED.labels(kind, "done" if done else "not yet").inc()
        self._failures.pop(key, None)
        if not done:
            self._not_before[key] = time.monotonic() + NOT_YET_S
            return
        self._not_before.pop(key, None)
        with office().register.writing() as tx:
            for wake in same:
                tx.delivered(wake.id)

    def _put_off(self, key: Key, error: Throttled) -> None:
        wait = error.until - office().clock.now()
        self._not_before[key] = time.monotonic() + max(wait.total_seconds(), NOT_YET_S)
        WORKED.labels(key[0].value, "not yet").inc()
        ids = {"version": key[1], "subject": key[2]}
        LOG.warning("%s: not before %s: %s", "/".join(key), error.until, error, extra=ids)
