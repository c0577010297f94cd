"""Who may call each page: every route says so, and nothing is public by omission."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from concordat.portal.pace import Limits

Endpoint = Callable[[Request], Awaitable[Response] | Response]

ACCESS = "concordat.access"
"""Where a request's scope says who may call the page it found."""


PAGE = "concordat.page"
"""Where it says which page that is: the pattern of its address."""


class Access(StrEnum):
    """Who may call a page."""

    PUBLIC = "anyone"
    PERSONAL_LINK = "whoever holds the personal link"
    SHARED_KEY = "whoever signs what they send with a shared key"
    THIS_MACHINE = "whoever sits at this machine"
    STAFF_DOOR = "whoever may be of the facilitator's staff"
    STAFF = "the facilitator's staff, signed in"


class Page(Route):
    """A route that says who may call it."""

    def __init__(self, path: str, endpoint: Endpoint, access: Access, method: str = "GET") -> None:
        super().__init__(path, endpoint, methods=[method])
        self.access = access

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether the request is for this page, and note which it is and who may call it."""
        match, child = super().matches(scope)
        if match is not Match.NONE:
            child[ACCESS] = self.access
            child[PAGE] = self.path
        return match, child

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request; HTTPException 429 to an address that sends too many.

        A message that is signed costs no try: one sender may have much to tell.
        """
        limits: Limits = scope["app"].state.limits
        if "{token}" in self.path:
            limits.check_link(scope)
        if scope["method"] == "POST" and self.access is not Access.SHARED_KEY:
            limits.check_form(scope)
        await super().handle(scope, receive, send)
