"""What many people at once see of a portal: they are `visitors.py`, a process of their own."""

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tests.bench.waiting_places import Signatory

PEOPLE = 50
PAUSE_S = 4.0
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Visit:
    """What many visitors saw: the seconds each answer took, and all of them together.

    `cpu_ms` is what the portal used of the processor for an answer.
    """

    took_s: tuple[float, ...]
    whole_s: float
    cpu_ms: float

    @property
    def p95_ms(self) -> float:
        """What nineteen of twenty answers took at most."""
        return sorted(self.took_s)[math.ceil(len(self.took_s) * 0.95) - 1] * 1000

    @property
    def a_second(self) -> float:
        """How many answers there were a second."""
        return len(self.took_s) / self.whole_s


def answers(port: int, people: list[list[str]], pause_s: float) -> dict[str, Any]:
    """Send each person's requests, and return what they saw; RuntimeError for a page that refuses."""
    plan = json.dumps({"port": port, "people": people, "pause_s": pause_s})
    command = [sys.executable, "-m", "tests.bench.visitors"]
    done = subprocess.run(command, input=plan, capture_output=True, text=True, check=True)
    seen: dict[str, Any] = json.loads(done.stdout)
    if not seen["statuses"].keys() <= {"200", "303"}:
        raise RuntimeError(f"The visitors were answered {seen['statuses']}.")
    return seen


def post(who: Signatory) -> str:
    """Return the request by which somebody signs."""
    return _request("POST", who.path, who.form, f"Cookie: {who.cookie}\r\n")


def bare_post(who: Signatory) -> str:
    """Return the request that has the bare portal keep as much."""
    return _request("POST", "/sign", f"request_id={who.path}&{who.form}")


def get(path: str, cookie: str = "") -> str:
    """Return the request for a page."""
    return _request("GET", path, headers=f"Cookie: {cookie}\r\n" if cookie else "")


def _request(method: str, path: str, body: str = "", headers: str = "") -> str:
    sent = f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}{sent}\r\n{body}"
