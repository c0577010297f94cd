"""The day of the public signing, as an invitation that goes with the letters that announce or move it.

The rules:
1. It is one event however often its day moves: the same id, and a number that grows, so that a
   calendar moves what it has. The programme's feed names the same event.
2. A version that another supersedes before it was signed calls its event off.
3. Whoever has not been told of the day gets no invitation: it goes with letters about the day alone.
"""

from dataclasses import dataclass

from concordat.domain.record import Notice
from concordat.domain.states import VersionState
from concordat.services.programme_dates import ProgrammeDate, public_signing_day
from concordat.services.register import Reading

CALENDAR = "calendar"
"""The parameter of a notice that names the version whose public signing it announces or moves."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One day to which people are invited, or no longer are."""

    day: ProgrammeDate
    called_off: bool = False


def invitation_of(view: Reading, notice: Notice) -> Invitation | None:
    """Return the invitation that goes with a letter, as things stand now; None without one."""
    named = notice.params.get(CALENDAR)
    if not named:
        return None
    version = view.version(named)
    if version.state == VersionState.SIGNING:
        return Invitation(public_signing_day(version))
    if version.state == VersionState.SUPERSEDED and version.sealed_at is None:
        return Invitation(public_signing_day(version), called_off=True)
    return None
