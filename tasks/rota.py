"""What the task server does by itself, every minute: what `catch-up` does when the director runs it.

The rules:
1. Its round is that of the flow; what needs no Prefect is looked for while Prefect is away.
2. A round that fails is said, and the next one comes all the same.
3. Several task servers may look at once: what is found twice is done once.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from prefect.exceptions import ObjectNotFound

from concordat.domain.errors import ConcordatError
from tasks.catching_up import ROUND

LOG = logging.getLogger("concordat.rota")
EVERY_S = 60.0


@dataclass(slots=True)
class Rota:
    """Looks every minute, from the start on, until it is told to stop."""

    stopped: threading.Event

    def run(self) -> None:
        """Look, and wait, and look again."""
        while not self.stopped.is_set():
            self.look()
            self.stopped.wait(EVERY_S)

    def look(self) -> None:
        """Make one round; what fails holds up nothing that comes after it."""
        for act in ROUND:
            _do(act.name, act.fn)


def _do(what: str, look: Callable[[], int]) -> None:
    try:
        look()
    except ConcordatError as error:
        LOG.warning("This is tried again in a minute: %s. %s", what, error)
    except ObjectNotFound:
        LOG.info("Prefect does not know the deployments yet; they are looked for in a minute.")
