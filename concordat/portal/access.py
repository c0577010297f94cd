"""Who may call each page: every route says so, and nothing is public by omission."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

Endpoint = Callable[[Request], Awaitable[Response] | Response]

ACCESS = "concordat.access"
"""Where a request's scope says who may call the page it found."""


class Access(StrEnum):
    """Who may call a page."""

    PUBLIC = "anyone"
    PERSONAL_LINK = "whoever holds the personal link"
    SIGNED_MESSAGE = "a provider, by the signature of its message"


class Page(Route):
    """A route that says who may call it."""

    def __init__(self, path: str, endpoint: Endpoint, access: Access, method: str = "GET") -> None:
        super().__init__(path, endpoint, methods=[method])
        self.access = access

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether the request is for this page, and note who may call it."""
        match, child = super().matches(scope)
        if match is not Match.NONE:
            child[ACCESS] = self.access
        return match, child
