"""The relay: takes wakes from the register's outbox and hands them to whoever they are for.

Delivery is at least once and in no particular order: a wake is a hint, and whoever is woken reads
the register again. What cannot be delivered now stays in the outbox, for the next round or the
next start.
"""

import logging
import threading
from collections.abc import Callable

import httpx
from prefect.exceptions import PrefectException

from concordat.domain.errors import Undeliverable
from concordat.services.register import Wake, WakeKind
from tasks.notices import deliver_notices
from tasks.office import office
from tasks.prefect_runs import wake_run
from tasks.ratification import advance_place, advance_version
from tasks.reviews import schedule_review

LOG = logging.getLogger("concordat.relay")
PAUSE_S = 0.2
PAUSE_AFTER_FAILURE_S = 5.0


def _wake_place(wake: Wake) -> bool:
    advance_place.delay(wake.version_id, wake.subject)
    return True


def _wake_version(wake: Wake) -> bool:
    advance_version.delay(wake.version_id)
    return True


def _wake_notices(_wake: Wake) -> bool:
    deliver_notices.delay()
    return True


def _wake_schedule(wake: Wake) -> bool:
    schedule_review.delay(wake.version_id, int(wake.subject))
    return True


def _wake_timeline(wake: Wake) -> bool:
    with office().register.reading() as view:
        run_id = view.version(wake.version_id).run_id
    return run_id is None or wake_run(run_id)


def _wake_review(wake: Wake) -> bool:
    with office().register.reading() as view:
        run_id = view.review(wake.version_id, int(wake.subject)).run_id
    return run_id is None or wake_run(run_id)


DELIVER: dict[WakeKind, Callable[[Wake], bool]] = {
    WakeKind.PLACE: _wake_place,
    WakeKind.VERSION: _wake_version,
    WakeKind.NOTICES: _wake_notices,
    WakeKind.SCHEDULE_REVIEW: _wake_schedule,
    WakeKind.TIMELINE: _wake_timeline,
    WakeKind.REVIEW: _wake_review,
}


def relay_once() -> int:
    """Deliver what can be delivered now; return how many wakes were.

    Equal wakes are delivered together, as they were read: one left meanwhile stays for next time.
    """
    with office().register.reading() as view:
        wakes = view.wakes()
    equal: dict[tuple[WakeKind, str, str], list[Wake]] = {}
    for wake in wakes:
        equal.setdefault((wake.kind, wake.version_id, wake.subject), []).append(wake)
    delivered = 0
    for same in equal.values():
        if DELIVER[same[0].kind](same[0]):
            delivered += len(same)
            with office().register.writing() as tx:
                for wake in same:
                    tx.delivered(wake.id)
    return delivered


def relay_until(stopped: threading.Event) -> None:
    """Relay round after round until told to stop; a refusal outside only lengthens the pause."""
    while not stopped.is_set():
        pause = PAUSE_S
        try:
            relay_once()
        except (Undeliverable, PrefectException, httpx.HTTPError) as error:
            LOG.warning("A wake could not be delivered, and is tried again: %s", error)
            pause = PAUSE_AFTER_FAILURE_S
        stopped.wait(pause)
