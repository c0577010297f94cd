"""Answers that say when they last changed, so that a program which asks again is told `not yet`."""

import hashlib
from datetime import UTC, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from concordat.services.register import Reading

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For what is named by what is in it: a document, a stylesheet. It never changes at its address."""

OPEN = {"Access-Control-Allow-Origin": "*"}
"""Open data may be read by the scripts of any site."""


def last_happened(view: Reading) -> datetime:
    """Return when something last happened: what depends on the register alone has stood since then."""
    head = view.trail_head()
    return view.now if head is None else head.at


def last_changed(view: Reading, timezone: str) -> datetime:
    """Return when what also depends on the day last changed: with the register, and with each day."""
    zone = ZoneInfo(timezone)
    midnight = datetime.combine(view.now.astimezone(zone).date(), time(), zone).astimezone(UTC)
    return max(midnight, last_happened(view))


def conditional(request: Request, body: bytes, media_type: str, changed_at: datetime) -> Response:
    """Return the body, or 304 without it if the request says that its sender has it."""
    changed_at = changed_at.replace(microsecond=0)
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {**OPEN, "ETag": tag, "Last-Modified": format_datetime(changed_at, usegmt=True)}
    if _has_it(request, tag, changed_at):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _has_it(request: Request, tag: str, changed_at: datetime) -> bool:
    """Say whether the sender has this very body. A tag counts before a time. Source: RFC 9110, 13.2.2."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tag in {t.strip().removeprefix("W/") for t in tags.split(",")} or tags == "*"
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):
        return False
    return since.tzinfo is not None and changed_at <= since
