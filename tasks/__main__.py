"""The task server with the relay: `python -m tasks`."""

import threading

from prefect.task_worker import serve

from tasks.catching_up import leave_wakes
from tasks.notices import deliver_notices
from tasks.office import office
from tasks.ratification import advance_place, advance_version
from tasks.relay import relay_until
from tasks.reviews import schedule_review

AT_ONCE = 4


def main() -> None:
    """Serve background tasks and relay wakes until the process is told to stop."""
    office()
    stopped = threading.Event()
    relay = threading.Thread(target=relay_until, args=(stopped,), name="relay", daemon=True)
    relay.start()
    try:
        serve(
            advance_place,
            advance_version,
            deliver_notices,
            schedule_review,
            leave_wakes,
            limit=AT_ONCE,
        )
    finally:
        stopped.set()
        relay.join(timeout=5)


if __name__ == "__main__":
    main()
