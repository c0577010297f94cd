"""Whether this machine's clock can be right: it cannot be behind what is on record already.

A clock that was set back does no harm by itself: every act has its key, and what is late is done when
its time comes again. But days and deadlines are wrong until somebody is told.
"""

from datetime import timedelta

from concordat.services.register import Reading

ALLOWED = timedelta(minutes=2)
"""How far the clocks of several machines may be apart without anybody having to know."""


def clock_behind(view: Reading) -> str:
    """Say how far the clock is behind the trail's last entry, and what to do; nothing when it is not."""
    head = view.trail_head()
    if head is None or head.at - view.now <= ALLOWED:
        return ""
    minutes = int((head.at - view.now).total_seconds() // 60)
    return (
        f"This machine's clock says {view.now:%Y-%m-%d %H:%M} UTC, which is {minutes:,} minutes before "
        f"the last thing on record (entry {head.number}). Set the clock right. Nothing is done twice, "
        "but reminders and deadlines are late until then."
    )
