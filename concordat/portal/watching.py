"""What whoever runs the portal looks at: does it answer, can it work, how much and how fast.

The rules:
1. A page is counted under the pattern of its address, never under the address: no secret, no
   person and no document is in any figure, and there are as many names as there are pages.
2. `/health` says that the process answers; `/ready` that it can do its work. Neither is refused to
   anybody, and neither tells more than the name of what is missing.
"""

import time

from prometheus_client import Counter, Histogram
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from concordat.portal.access import PAGE
from concordat.portal.desk import desk_of

REQUESTS = Counter("concordat_portal_requests", "Requests answered.", ("page", "method", "status"))
SECONDS = Histogram(
    "concordat_portal_request_seconds",
    "From a request to the first byte of its answer.",
    ("page",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = frozenset({"GET", "HEAD", "POST"})
NO_PAGE = "none"


def health(_request: Request) -> JSONResponse:
    """Say that the portal answers."""
    return JSONResponse({"status": "ok"})


def ready(request: Request) -> JSONResponse:
    """Say whether the portal can do its work: 200, or 503 with what is missing."""
    missing = desk_of(request).what_is_missing()
    if missing:
        return JSONResponse({"status": "not ready", "missing": list(missing)}, 503)
    return JSONResponse({"status": "ok"})


class Measured:
    """Counts and times every request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                _count(scope, message["status"], time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, send_and_count)


def _count(scope: Scope, status: int, took_s: float) -> None:
    page = scope.get(PAGE, NO_PAGE)
    # Whoever asks may write any word as the method.
    method = scope["method"] if scope["method"] in METHODS else "other"
    REQUESTS.labels(page, method, str(status)).inc()
    SECONDS.labels(page).observe(took_s)
