"""How often one address may send forms, and try links that open nothing.

The rules:
1. An address has so many tries at once, and each comes back by itself after a while. Whoever has none
   left is told for how long to wait; nothing is read of what they send.
2. A form costs a try, whatever becomes of it. A link costs one only when it opens nothing, so that a
   tablet on which forty people sign one after another costs none.
3. What is signed with a shared key costs none, for one server may have much to report; what comes there
   and is not signed costs a try as a form does.
4. This machine's own addresses have no limit: rehearsals sign from there. Behind a proxy on this machine
   the address is the visitor's only when the proxy is named as trusted (CONCORDAT_TRUSTED_PROXIES).
5. In IPv6 a network of 64 bits is one address: a household has the whole of it.
6. Only so many addresses are remembered; the one that did nothing for longest is forgotten first.

Each process counts for itself. Tries of a link's codes are counted in the register (`domain.identity`).
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Scope

REMEMBERED = 10_000
BAD_LINKS_AT_ONCE = 20
BAD_LINK_EVERY_S = 15.0


class Pace:
    """Counts the tries of each address: `at_once`, and one more every so many seconds.

    `clock` gives seconds that only grow.
    """

    def __init__(
        self,
        at_once: int,
        every_s: float,
        clock: Callable[[], float] = time.monotonic,
        remembered: int = REMEMBERED,
    ) -> None:
        self._slack_s = (at_once - 1) * every_s
        self._every_s = every_s
        self._clock = clock
        self._remembered = remembered
        # When the tries of an address will all have come back, the least lately used first.
        self._whole_at: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, address: str) -> float:
        """Return after how many seconds the address has a try; 0 when it has one now."""
        with self._lock:
            whole_at = self._whole_at.get(address, 0.0)
        return max(0.0, whole_at - self._clock() - self._slack_s)

    def spend(self, address: str) -> None:
        """Take one try from the address."""
        with self._lock:
            now = self._clock()
            whole_at = max(now, self._whole_at.pop(address, now))
            self._whole_at[address] = whole_at + self._every_s
            while len(self._whole_at) > self._remembered:
                self._whole_at.popitem(last=False)

    def __len__(self) -> int:
        return len(self._whole_at)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one portal; None where there is none."""

    forms: Pace | None = None
    bad_links: Pace | None = None

    def check_form(self, scope: Scope) -> None:
        """Take a try for a form; HTTPException 429, with `Retry-After`, when there is none."""
        address = address_of(scope)
        _check(self.forms, address)
        _spend(self.forms, address)

    def check_link(self, scope: Scope) -> None:
        """Raise HTTPException 429 for whoever has tried too many links that opened nothing."""
        _check(self.bad_links, address_of(scope))

    def link_was_bad(self, scope: Scope) -> None:
        """Take a try for a link that opened nothing."""
        _spend(self.bad_links, address_of(scope))


def limits(forms_a_minute: int, clock: Callable[[], float] = time.monotonic) -> Limits:
    """Return the limits of a portal that takes so many forms a minute of an address; of none for 0."""
    if not forms_a_minute:
        return Limits()
    return Limits(
        Pace(2 * forms_a_minute, 60 / forms_a_minute, clock),
        Pace(BAD_LINKS_AT_ONCE, BAD_LINK_EVERY_S, clock),
    )


def limits_of(request: Request) -> Limits:
    """Return the limits of the portal that was asked."""
    found: Limits = request.app.state.limits
    return found


def address_of(scope: Scope) -> str | None:
    """Return the address that a request is counted under; None for one without a limit."""
    # A socket of this machine has no address.
    host, _ = scope.get("client") or ("", 0)
    try:
        found = ip_address(host)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return None if found.is_loopback else str(ip_network((found, 64), strict=False))
        found = found.ipv4_mapped
    return None if found.is_loopback else str(found)


def _check(pace: Pace | None, address: str | None) -> None:
    wait_s = 0.0 if pace is None or address is None else pace.wait_s(address)
    if wait_s > 0:
        raise HTTPException(429, headers={"Retry-After": str(math.ceil(wait_s))})


def _spend(pace: Pace | None, address: str | None) -> None:
    if pace is not None and address is not None:
        pace.spend(address)
