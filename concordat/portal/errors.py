"""Which page answers which error: one table.

The rules:
1. Every page says what happened, what to do, and whom to ask.
2. What goes wrong on our side shows nothing of itself; the process's own log has it.
3. What somebody was refused who may be up to no good is logged: links and forms that are not ours.
4. A link that opens nothing is counted against the address it was tried from.
"""

import logging
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match
from starlette.types import ExceptionHandler

from concordat.domain.errors import (
    AlreadyDone,
    ConcordatError,
    Conflict,
    LinkRefused,
    MailServerAway,
    NotAllowed,
    NotFound,
    NotIdentified,
    Throttled,
    Undeliverable,
    WrongTurn,
)
from concordat.portal.access_log import as_written
from concordat.portal.desk import page, read_version
from concordat.portal.headers import add_headers
from concordat.portal.pace import address_of

LOG = logging.getLogger(__name__)
SUSPECT = frozenset({400, 403, 413, 429})
"""The statuses with which the web server refuses what no page of ours sends, or sends so often."""


@dataclass(frozen=True, slots=True)
class Told:
    """How an error is told: the status of the answer and the heading of the page."""

    status: int
    heading: str


TABLE: dict[type[ConcordatError], Told] = {
    NotFound: Told(404, "Page not found"),
    LinkRefused: Told(410, "This link cannot be used"),
    WrongTurn: Told(409, "It is not your turn yet"),
    NotIdentified: Told(403, "First, show that it is you"),
    NotAllowed: Told(409, "This cannot be done now"),
    AlreadyDone: Told(409, "This has been done already"),
    Conflict: Told(409, "Somebody else was first"),
    Undeliverable: Told(503, "Please try again in a few minutes"),
    MailServerAway: Told(503, "Please try again in a few minutes"),
    Throttled: Told(503, "Please try again in a few minutes"),
}

UNKNOWN = "unknown"
LINKS = {
    UNKNOWN: Told(404, "This link cannot be opened"),
    "unopened": Told(403, "Open your link again"),
}
"""How a link is refused that was not simply used up, by the reason."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What a page says that was refused before any use case was asked."""

    heading: str
    message: str
    remedy: str


PROTOCOL = {
    400: Refused(
        "This could not be read",
        "What your browser sent is not what our form sends.",
        "Go back, load the page again, and send the form once more.",
    ),
    403: Refused(
        "This did not come from our page",
        "Another site seems to have sent this form for you, so nothing was done.",
        "Open the page from your link, and send the form from there.",
    ),
    404: Refused(
        "Page not found",
        "There is no page at this address.",
        "If you followed a link from a letter, check that the whole link was copied.",
    ),
    405: Refused(
        "This cannot be done here",
        "This page does not take what your browser sent.",
        "Open the page again from its link.",
    ),
    413: Refused(
        "This is too long",
        "What you sent is larger than this page takes.",
        "Shorten it, or send it to us by e-mail.",
    ),
    429: Refused(
        "Please wait a moment",
        "More came from your connection than this page takes at once, so nothing was done.",
        "Wait a minute, go back, and try again.",
    ),
}
"""What the web server itself refuses, by status."""

GONE = 499
"""Nobody reads the answer to who has left; the number is the one that web servers log."""

OUR_FAULT = Refused(
    "Something went wrong",
    "This is a fault on our side.",
    "Please try again in a few minutes. If it goes on, write to the address your letter came from.",
)


def told(error: ConcordatError) -> Told:
    """Return how the error is told, by its nearest kind in the table."""
    if isinstance(error, LinkRefused) and error.why in LINKS:
        return LINKS[error.why]
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)


def status_of_form(error: NotAllowed) -> int:
    """Return the status of a form that was refused: 409 for its time or turn, 400 for its words."""
    untimely = isinstance(error, WrongTurn) or error.state is not None
    return HTTPStatus.CONFLICT if untimely else HTTPStatus.BAD_REQUEST


def _refused(request: Request, error: Exception) -> HTMLResponse:
    if not isinstance(error, ConcordatError):
        raise error
    if isinstance(error, LinkRefused) and error.why == UNKNOWN:
        request.app.state.limits.link_was_bad(request.scope)
    found = told(error)
    if isinstance(error, LinkRefused | NotIdentified):
        _log(request, found.status, found.heading)
    return _page(request, found.status, Refused(found.heading, error.message, error.remedy))


def _protocol(request: Request, error: Exception) -> HTMLResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code in SUSPECT:
        _log(request, error.status_code, error.detail)
    answer = _page(request, error.status_code, PROTOCOL.get(error.status_code, OUR_FAULT))
    answer.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return answer


def _log(request: Request, status: int, what: str) -> None:
    where, whence = as_written(request.url.path), address_of(request.scope) or "this machine"
    LOG.warning("Refused %s %s from %s: %s, %s", request.method, where, whence, status, what)


def _methods(request: Request) -> set[str]:
    scope = dict(request.scope)
    here = [r for r in request.app.routes if r.matches(scope)[0] is not Match.NONE]
    return {method for route in here for method in route.methods}


def _left(_request: Request, _error: Exception) -> Response:
    return Response(status_code=GONE)


def _unexpected(request: Request, _error: Exception) -> Response:
    # Whatever broke may be the register, so this page reads nothing. It is sent from outside the
    # middleware that adds the headers.
    answer = page(request, "error", version=None, status=500, said=OUR_FAULT)
    add_headers(answer.headers, request.scope)
    return answer


def _page(request: Request, status: int, said: Refused) -> HTMLResponse:
    return page(request, "error", version=read_version(request), status=status, said=said)


HANDLERS: dict[type[Exception] | int, ExceptionHandler] = {
    **dict.fromkeys(TABLE, _refused),
    HTTPException: _protocol,
    ClientDisconnect: _left,
    Exception: _unexpected,
}
