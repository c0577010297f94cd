"""For how long personal data is kept, and what is let go when that is over.

The rules:
1. The time counts from the day a version is over: rejected, superseded, lapsed or ended. What another
   version needs stays.
2. An address goes when no version that counts names it any more, so many months after the last letter
   to it. As with an erasure (`domain.person`), a number stands in its place for ever.
3. Of the comments on a version, names and organisations go; the words stay, as the board had them.
4. Of the checks of who opened a link, what stands for the browser goes; when a code was sent and given
   stays, as evidence of each signature.
5. Letters in the mailbox folder go when they are old enough; those sent by a mail server are not here.
6. The sessions and links of staff go some days after they began; the trail says that they were.
7. Nothing that is evidence changes, and what was let go is a fact on the trail.
Source: config `retention`; UK GDPR, article 5(1)(e).
"""

from datetime import date, datetime, time

from concordat.domain.calendar import add_months, at_local, local_date
from concordat.domain.facts import Fact
from concordat.domain.states import VersionState

OVER = frozenset(
    {VersionState.REJECTED, VersionState.SUPERSEDED, VersionState.LAPSED, VersionState.ENDED}
)
ENDINGS = (Fact.BOARD_REJECTED, Fact.VERSION_SUPERSEDED, Fact.TERM_LAPSED, Fact.AGREEMENT_ENDED)
"""The facts by which a version is over."""


def is_past(at: datetime, months: int, now: datetime, timezone: str) -> bool:
    """Say whether so many months have gone by since a time, counted in days of the time zone."""
    return add_months(local_date(at, timezone), months) < local_date(now, timezone)


def months_before(now: datetime, months: int, timezone: str) -> datetime:
    """Return the time so many months ago, at the beginning of that day in the time zone; in UTC."""
    day: date = add_months(local_date(now, timezone), -months)
    return at_local(day, time(0), timezone)
