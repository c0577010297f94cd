"""What goes wrong on the way, on demand: each fault strikes the next calls that it is meant for."""

import asyncio
import json
import re
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LATE_S = 30.0
HUGE = 50 * 1024 * 1024


class Fault(StrEnum):
    """What goes wrong. Those with `after` in their name happen when the call has been done."""

    REFUSED = "refused before it is done"
    DROPPED = "connection dropped before it is done"
    DROPPED_AFTER = "connection dropped after it was done"
    LATE_AFTER = "no answer in time after it was done"
    FAILED_AFTER = "refused after it was done"
    HTML_AFTER = "a web page with status 200 after it was done"
    CUT_AFTER = "half an answer after it was done"
    HUGE_AFTER = "an answer of 50 MB after it was done"


BEFORE = {Fault.REFUSED, Fault.DROPPED}


@dataclass
class Planned:
    """A fault that is to strike calls whose method and path match, so many `times`."""

    fault: Fault
    matching: str = ".*"
    times: int = 1
    status: int = 500
    code: str = "UNSPECIFIED_ERROR"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Faults:
    """The faults that are planned, in order."""

    planned: deque[Planned] = field(default_factory=deque)

    def plan(self, fault: Fault, matching: str = ".*", **more: Any) -> None:
        """Have a fault strike the next calls such as `POST .*/envelopes`."""
        self.planned.append(Planned(fault, matching, **more))

    def strike(self, call: str) -> Planned | None:
        """Return the fault that strikes the call, if one does."""
        for planned in self.planned:
            if planned.times > 0 and re.fullmatch(planned.matching, call):
                planned.times -= 1
                return planned
        return None


class Striking:
    """Lets the planned faults strike, outside everything else."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call, or fail to."""
        struck = None
        if scope["type"] == "http" and not scope["path"].startswith("/stand-in"):
            struck = self._faults.strike(f"{scope['method']} {scope['path']}")
        if struck is None:
            await self._app(scope, receive, send)
            return
        if struck.fault not in BEFORE:
            await self._app(scope, receive, _swallow)
        await _go_wrong(struck, send)


async def _swallow(_message: Message) -> None:
    return


async def _go_wrong(struck: Planned, send: Send) -> None:
    match struck.fault:
        case Fault.REFUSED | Fault.FAILED_AFTER:
            error = {"errorCode": struck.code, "message": "A fault that a test planned."}
            body = json.dumps(error).encode()
            await _answer(send, body, struck.status, "application/json", struck.headers)
        case Fault.DROPPED | Fault.DROPPED_AFTER:
            await _drop(send)
        case Fault.LATE_AFTER:
            await asyncio.sleep(LATE_S)
        case Fault.HTML_AFTER:
            await _answer(send, b"<html><body>Please wait</body></html>", 200, "text/html", {})
        case Fault.CUT_AFTER:
            await _answer(send, b'{"envelopeId": "0', 200, "application/json", {})
        case Fault.HUGE_AFTER:
            huge = b'{"envelopeId": "' + b"0" * HUGE + b'"}'
            await _answer(send, huge, 200, "application/json", {})


async def _drop(send: Send) -> None:
    # A web app cannot hang up; what uvicorn hands it as `send` belongs to what can.
    send.__self__.transport.abort()  # type: ignore[attr-defined]
    await asyncio.sleep(0.01)


async def _answer(
    send: Send, body: bytes, status: int, media_type: str, headers: dict[str, str]
) -> None:
    named = {"content-type": media_type, "content-length": str(len(body)), **headers}
    raw = [(name.lower().encode(), value.encode()) for name, value in named.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
