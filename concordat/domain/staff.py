"""Who of the facilitator's staff may look at the desk, and for how long.

The rules:
1. Staff sign in at their organisation's identity provider; where none is configured, whoever runs the
   machine has a link printed, and hands it to nobody.
2. Such a link opens once, within ten minutes.
3. A session lasts for half an hour from signing in, whatever is done in it, and ends when whoever has it
   signs out. Who signs in anew gets another session, and the one before ends.
4. Staff look. No session of theirs opens a signatory's page, shows a link or a code, signs or declines.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

LINK_HOLDS = timedelta(minutes=10)
SESSION_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class AdminLink:
    """A link by which the machine's operator signs in. `sha256` is of its token."""

    sha256: str
    made_at: datetime
    used_at: datetime | None = None

    def can_be_used(self, now: datetime) -> bool:
        """Say whether it still opens."""
        return self.used_at is None and now < self.made_at + LINK_HOLDS


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One browser that is signed in. `sha256` is of its secret, `who` is a fingerprint of the account."""

    sha256: str
    began_at: datetime
    who: str
    ended_at: datetime | None = None

    def lasts(self, now: datetime) -> bool:
        """Say whether whoever has it is signed in."""
        return self.ended_at is None and now < self.began_at + SESSION_LASTS
