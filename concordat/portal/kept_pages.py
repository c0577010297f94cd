"""Keeps a page for everyone for as long as it would be made the same again.

The rules:
1. Nothing changes without an entry in the trail, so a page holds until there is another one.
2. What depends on the time depends on the minute, such as whether a session is over: a page is kept no
   longer than the minute in which it was made.
3. A page that was made by a change that came meanwhile is kept under the entry before it, where nobody
   looks any more: it is never kept for longer than it is true.
"""

from collections.abc import Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import HTMLResponse

from concordat.portal.desk import desk_of

Handler = Callable[[Request], HTMLResponse]


def kept(handler: Handler) -> Handler:
    """Return a handler that makes a page once and shows it to everyone, while it holds."""

    @wraps(handler)
    def endpoint(request: Request) -> HTMLResponse:
        desk, path = desk_of(request), request.url.path
        with desk.office.register.reading() as view:
            head, minute = view.trail_head(), view.now.replace(second=0, microsecond=0)
        state = (head and head.sha256, minute)
        if desk.kept.get(path, (None, b""))[0] != state:
            made = handler(request)
            desk.kept[path] = (state, bytes(made.body))
        return HTMLResponse(desk.kept[path][1])

    return endpoint
