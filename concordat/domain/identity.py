"""Whether whoever opened a personal link is the person it was sent to.

The rules:
1. The service sends a code of six digits to the address on record, never to one that the visitor gives.
2. A code is for one browser, holds for ten minutes, and can be tried five times.
3. A new code can be asked for half a minute after the last, and five times within an hour.
4. After fifteen wrong tries in all, however many codes they are spread over, the link is taken to be
   in the wrong hands: its request is void, and the signatory gets a new link.
5. Whoever gave the right code may act in that browser for two hours.
6. In person, and where the config permits it, the officer of the event may vouch for a signatory in their
   stead: the code then goes to the officer, and the signature says who vouched. Nobody vouches for
   themselves. Source: config `timeline.public_signing.in_person`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DIGITS = 6
CODE_HOLDS = timedelta(minutes=10)
TRIES = 5
BETWEEN_CODES = timedelta(seconds=30)
CODES_AN_HOUR = 5
TRIES_IN_ALL = 15
IDENTIFIED_FOR = timedelta(hours=2)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """One code that was sent for a request. `session_sha256` stands for the browser that asked for it.

    `request_id` is also that of an in-person signing, whose officer is identified the same way. `tries`
    are the wrong ones. `witness` is the role of who vouches, None where the code went to the person
    asked. Times are aware, in UTC.
    """

    version_id: str
    request_id: str
    number: int
    session_sha256: str
    sent_at: datetime
    tries: int = 0
    confirmed_at: datetime | None = None
    witness: str | None = None

    @property
    def subject(self) -> str:
        """What the code is made from."""
        return f"{self.request_id}/code/{self.number}"

    @property
    def tried_in_vain(self) -> bool:
        """Say whether its tries are used up."""
        return self.tries >= TRIES

    def can_be_tried(self, session_sha256: str, now: datetime) -> bool:
        """Say whether the code still holds for that browser."""
        unused = self.confirmed_at is None and not self.tried_in_vain
        return unused and self.session_sha256 == session_sha256 and now < self.sent_at + CODE_HOLDS


@dataclass(frozen=True, slots=True)
class Identification:
    """When somebody was identified, and by whose word if not by their own code."""

    at: datetime
    witness: str | None


def next_code_at(checks: Sequence[IdentityCheck], now: datetime) -> datetime:
    """Return when the next code can be asked for; not after `now` when it can be at once.

    `checks` are those of one request, oldest first.
    """
    if not checks:
        return now
    waits = [checks[-1].sent_at + BETWEEN_CODES]
    recent = [check for check in checks if check.sent_at > now - _HOUR]
    if len(recent) >= CODES_AN_HOUR:
        waits.append(recent[-CODES_AN_HOUR].sent_at + _HOUR)
    return max(waits)


def is_in_wrong_hands(checks: Sequence[IdentityCheck]) -> bool:
    """Say whether codes were so often tried in vain that the link must be taken to be elsewhere."""
    return sum(check.tries for check in checks) >= TRIES_IN_ALL


def identified_at(
    checks: Sequence[IdentityCheck], session_sha256: str, now: datetime
) -> datetime | None:
    """Return when the person at that browser was identified; None if they are not, or not any more."""
    found = identification(checks, session_sha256, now)
    return None if found is None else found.at


def identification(
    checks: Sequence[IdentityCheck], session_sha256: str, now: datetime
) -> Identification | None:
    """Return the last that still holds of the person at that browser; None when there is none."""
    confirmed = [
        Identification(check.confirmed_at, check.witness)
        for check in checks
        if check.confirmed_at is not None
        and check.session_sha256 == session_sha256
        and now < check.confirmed_at + IDENTIFIED_FOR
    ]
    return max(confirmed, key=lambda found: found.at, default=None)


def masked(address: str) -> str:
    """Return an e-mail address so that its owner knows it again, and nobody else learns it."""
    name, at, domain = address.rpartition("@")
    shown = name[:1] + "•" * 5
    return f"{shown}{at}{domain}"
