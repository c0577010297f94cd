"""A request as a web server hands it to the portal, and what is answered.

Nothing lies between: what an HTTP library would refuse to send arrives too.
"""

import asyncio
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

CHUNK = 64 * 1024


@dataclass(frozen=True)
class Request:
    """What is sent. `target` is the path as it stands in the request line; `whole` says that all of it comes."""

    method: str
    target: bytes
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    whole: bool = True


@dataclass
class Answer:
    """What came back. `fault` is what the portal raised, for a test to show."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    took_s: float = 0.0
    fault: str = ""

    def header(self, name: str) -> str:
        """Return the one value of a header; empty if there is none."""
        values = [value for known, value in self.headers if known == name]
        assert len(values) <= 1, f"{name} is said twice: {values}"
        return values[0] if values else ""


def ask_all(app: ASGIApp, requests: Sequence[Request]) -> list[Answer]:
    """Send the requests one after the other; return the answers."""

    async def go() -> list[Answer]:
        return [await _ask(app, request) for request in requests]

    return asyncio.run(go())


async def _ask(app: ASGIApp, request: Request) -> Answer:
    answer = Answer()
    chunks = [request.body[n : n + CHUNK] for n in range(0, len(request.body), CHUNK)] or [b""]

    async def receive() -> Message:
        if chunks:
            body = chunks.pop(0)
            more = bool(chunks) or not request.whole
            return {"type": "http.request", "body": body, "more_body": more}
        if request.whole:
            # A browser that has sent everything stays to read the answer.
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [
                (k.decode("latin-1"), v.decode("latin-1")) for k, v in message["headers"]
            ]
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")

    began = time.monotonic()
    try:
        await app(_scope(request), receive, send)
    except Exception:  # Whatever it is, the portal raised it.
        answer.fault = traceback.format_exc()
    answer.took_s = time.monotonic() - began
    return answer


def _scope(request: Request) -> dict[str, object]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "https",
        "path": unquote(request.target.decode("ascii")),
        "raw_path": request.target,
        "query_string": request.query,
        "root_path": "",
        "headers": list(request.headers),
        "client": ("192.0.2.7", 50123),
        "server": ("127.0.0.1", 8480),
    }
