"""Tells the log what was recorded, once it stands: the fact, what it is about, and the acts done.

What a fact says is not told: it may hold what people wrote. The entry's number leads to it.
"""

import logging
from collections.abc import Sequence

from concordat.domain.trail import TrailEntry

LOG = logging.getLogger("concordat.register")


def tell(entries: Sequence[TrailEntry], acts: Sequence[str]) -> None:
    """Write a line for each entry that a transaction added to the trail."""
    for entry in entries:
        version, _, subject = entry.about.partition("/")
        ids = {"version": version, "subject": subject, "entry": entry.number, "acts": list(acts)}
        LOG.info(entry.fact, extra=ids)
