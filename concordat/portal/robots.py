"""What search engines are asked to leave alone: whatever is one person's, or the staff's."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse

PRIVATE = (
    "/sign/",
    "/signing/",
    "/event",
    "/news/",
    "/mailbox",
    "/review/",
    "/returning/",
    "/staff",
)
"""The beginnings of the paths that are nobody else's. They name no page that opens."""


def robots(_request: Request) -> PlainTextResponse:
    """Say which pages are not to be listed."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    return PlainTextResponse("\n".join(lines) + "\n")
