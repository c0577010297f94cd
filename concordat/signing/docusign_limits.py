"""How many calls are left, so that none is made that would be refused.

Every answer says how many are left in the hour and in the half minute. When none is, the next call
is not made: whoever asked is told when it can be.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from concordat.signing.docusign_errors import BURST, BURST_SPAN, HOURLY, TooMany, reset_at

LEFT = {HOURLY: "x-ratelimit-remaining", BURST: "x-burstlimit-remaining"}


@dataclass(slots=True)
class Allowance:
    """What one account has left, as its last answers said."""

    _used_up_until: dict[str, datetime] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, now: datetime) -> None:
        """Raise TooMany, with the time, when no call is left."""
        with self._lock:
            until = max(self._used_up_until.values(), default=now)
        if until > now:
            raise TooMany(
                f"No calls to DocuSign are left before {until:%Y-%m-%d %H:%M:%S} UTC.",
                until=until,
                attempted="call DocuSign",
            )

    def note(self, headers: Mapping[str, str], now: datetime) -> None:
        """Take note of what an answer says is left. `headers` have lower-case names."""
        with self._lock:
            for code, header in LEFT.items():
                left = headers.get(header, "")
                if left == "0":
                    until = now + BURST_SPAN if code == BURST else reset_at(code, headers, now)
                    self._used_up_until[code] = until
                elif left:
                    self._used_up_until.pop(code, None)
