"""Reads what a form sent, whole and checked, before anything is done with it."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

Fields = dict[str, str]
"""What was typed, by field; line ends are LF."""

FORM = "application/x-www-form-urlencoded"
MAX_BYTES = 1024 * 1024
MAX_FIELDS = 500


def with_form(
    handler: Callable[[Request, Fields], Response],
) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads the form and hands it to the handler, in a thread."""

    async def endpoint(request: Request) -> Response:
        check_own_page(request)
        fields = _fields(request.headers.get("content-type", ""), await body_of(request))
        return await run_in_threadpool(handler, request, fields)

    return endpoint


def check_own_page(request: Request) -> None:
    """Refuse a form that another site sends in the reader's name.

    A browser says which site a form comes from, in either header; what is no browser sends neither,
    and has nobody's cookies. Source: OWASP, Cross-Site Request Forgery Prevention, Fetch Metadata.
    """
    site = request.headers.get("sec-fetch-site")
    if site is None:
        origin = request.headers.get("origin")
        # It is compared and not taken apart: what is no address would not come apart.
        ours = origin is None or origin.partition("://")[2] == request.headers.get("host")
    else:
        ours = site in {"same-origin", "none"}
    if not ours:
        raise HTTPException(403)


def length_told(request: Request) -> int:
    """Return how many bytes the request says it brings; 0 when it does not say so in a number."""
    written = request.headers.get("content-length", "")
    return int(written) if written.isascii() and written.isdigit() else 0


async def body_of(request: Request) -> bytes:
    """Return the whole body; 413 when it is longer than any form of ours."""
    # What says beforehand that it is too long is not read at all.
    if length_told(request) > MAX_BYTES:
        raise HTTPException(413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise HTTPException(413)
    return bytes(body)


def _fields(content_type: str, body: bytes) -> Fields:
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise HTTPException(400)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as error:
        raise HTTPException(400) from error
    fields = {name: value.replace("\r\n", "\n").replace("\r", "\n") for name, value in pairs}
    if any("\0" in value for value in fields.values()):
        raise HTTPException(400)
    return fields
