"""The headers of every answer, refusals included.

The rules:
1. A page loads its own stylesheet and nothing else; there is no script, and no other site may
   frame it or learn where its reader came from.
2. Over TLS a browser is told to come back over nothing else, for a year.
3. What is not known to be public is private: kept by no cache and listed by no search engine.
4. An answer that is no page of ours may bring a policy of its own, and only such an answer.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from concordat.portal.access import ACCESS, Access

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
FILE_POLICY = "frame-ancestors 'none'"
"""For files: a browser's own PDF viewer does not open under the policy of pages."""

ONLY_OVER_TLS = "max-age=31536000; includeSubDomains"

ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds the headers to whatever the app answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), scope)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def add_headers(headers: MutableHeaders, scope: Scope) -> None:
    """Add the headers to those of the answer to a request of that scope."""
    headers.update(ALWAYS)
    if scope["app"].state.tls:
        headers["Strict-Transport-Security"] = ONLY_OVER_TLS
    is_file = headers.get("content-type", "").startswith("application/pdf")
    headers.setdefault("Content-Security-Policy", FILE_POLICY if is_file else PAGE_POLICY)
    if scope.get(ACCESS) == Access.PUBLIC:
        headers.setdefault("Cache-Control", "no-cache")
    else:
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex, nofollow"
