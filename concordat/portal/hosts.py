"""Under which names the portal answers: that of its address in letters, and this machine's own.

Whoever watches the service asks each machine by its number: what tells them how it is, and nothing else,
is answered under any name.
"""

from urllib.parse import urlsplit

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import Receive, Scope, Send

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
WATCHED = frozenset({"/health", "/ready"})


class OwnHosts(TrustedHostMiddleware):
    """Refuses requests for other hosts, but for the pages of whoever watches."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "http" and scope["path"] in WATCHED:
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def own_hosts(portal_url: str) -> list[str]:
    """Return the names under which the portal of that address answers."""
    ours = urlsplit(portal_url).hostname
    return [*THIS_MACHINE, *([ours] if ours else [])]
