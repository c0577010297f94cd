"""The limits that DocuSign publishes, on the stand-in's clock.

The rules:
1. So many calls an hour for an account; the count begins anew at the top of each hour.
2. So many in half a minute.
3. One look at an envelope in a quarter of an hour.
4. Every answer says how many calls are left; a call beyond a limit is refused, as 429 or as 400.
   Source: developers.docusign.com, "API resource limits", "Rules and resource limits".
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.standins.docusign.refusals import Refusal

HOUR_S, SPAN_S = 3600, 30
LOOK_AGAIN = timedelta(minutes=15)
HOURLY = "HOURLY_APIINVOCATION_LIMIT_EXCEEDED"
BURST = "BURST_APIINVOCATION_LIMIT_EXCEEDED"
POLLING = "Hourly_Envelope_Polling_Limit_Exceeded"


@dataclass
class Limits:
    """What is allowed; None for no limit. `refused` counts the calls refused, by `errorCode`.

    `status` is the one of a refusal: DocuSign has answered with 400 and with 429.
    """

    an_hour: int | None = None
    in_half_a_minute: int | None = None
    polling: bool = False
    status: int = 429
    refused: Counter[str] = field(default_factory=Counter)
    _calls: Counter[tuple[int, int]] = field(default_factory=Counter)
    _looks: dict[str, datetime] = field(default_factory=dict)

    def count(self, now: datetime) -> dict[str, str]:
        """Count a call and return the headers of its answer; refuse it beyond a limit."""
        headers: dict[str, str] = {}
        beyond = ""
        for limit, length_s, name, code in (
            (self.an_hour, HOUR_S, "X-RateLimit", HOURLY),
            (self.in_half_a_minute, SPAN_S, "X-BurstLimit", BURST),
        ):
            if limit is None:
                continue
            span = (length_s, int(now.timestamp()) // length_s)
            left = limit - self._calls[span]
            beyond = beyond or (code if left <= 0 else "")
            headers |= {f"{name}-Limit": str(limit), f"{name}-Remaining": str(max(left - 1, 0))}
            if length_s == HOUR_S:
                headers["X-RateLimit-Reset"] = str((span[1] + 1) * length_s)
        if beyond:
            raise self._refusal(beyond, headers)
        for length_s in (HOUR_S, SPAN_S):
            self._calls[length_s, int(now.timestamp()) // length_s] += 1
        return headers

    def look(self, envelope_id: str, now: datetime) -> None:
        """Count a look at an envelope; refuse one that comes too soon after the last."""
        last = self._looks.get(envelope_id)
        if self.polling and last is not None and now - last < LOOK_AGAIN:
            raise self._refusal(POLLING, {})
        self._looks[envelope_id] = now

    def _refusal(self, code: str, headers: dict[str, str]) -> Refusal:
        self.refused[code] += 1
        return Refusal(self.status, code, "The limit of API invocations was exceeded.", headers)
