"""The pages of the tablet at the public signing: its officer, who signs next, handing over, and its end.

Nothing of a signatory is left on the tablet when the next one gets it: the list shows roles alone, and
whatever was open is forgotten whenever it is shown.
"""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from concordat.domain.errors import NotAllowed, NotIdentified
from concordat.domain.identity import DIGITS
from concordat.portal.desk import office_of, page, read_version
from concordat.portal.errors import status_of_form
from concordat.portal.forms import Fields
from concordat.portal.identity import show_doorstep
from concordat.portal.opened_link import forget_links, opened_link
from concordat.portal.opened_tablet import (
    forget_tablet,
    open_for_signatory,
    opened_tablet,
)
from concordat.portal.rendering import Problem
from concordat.services.tablet import (
    PATH,
    close_tablet,
    confirm_officer,
    send_officer_code,
    tablet,
    token_to_sign,
)
from concordat.services.vouch import ask_officer


def show_tablet(request: Request) -> HTMLResponse:
    """Show who signs, in their order, to whoever holds the tablet; before that, ask its officer for a code."""
    return _show(request)


def _show(request: Request, error: NotAllowed | None = None, field: str = "") -> HTMLResponse:
    found = tablet(office_of(request), *opened_tablet(request).pair)
    answer = page(
        request,
        "tablet" if found.identified else "officer",
        version=found.version,
        status=200 if error is None else status_of_form(error),
        found=found,
        path=PATH,
        digits=DIGITS,
        problem=error and Problem(error.message, error.remedy, field),
    )
    forget_links(request, answer)
    return answer


def ask_officers_code(request: Request, _fields: Fields) -> Response:
    """Send the officer a code; the page comes back if too many were asked for."""
    try:
        send_officer_code(office_of(request), *opened_tablet(request).pair)
    except NotAllowed as error:
        return _show(request, error, "ask")
    return RedirectResponse(PATH, 303)


def take_officers_code(request: Request, fields: Fields) -> Response:
    """Take the officer's code; the page comes back if it is not the one."""
    opened = opened_tablet(request)
    try:
        confirm_officer(office_of(request), *opened.pair, fields.get("code", ""))
    except NotAllowed as error:
        return _show(request, error, "code")
    return RedirectResponse(PATH, 303)


def take_turn(request: Request, fields: Fields) -> Response:
    """Open the page of whoever is to sign now; the list comes back if they cannot."""
    opened, seat = opened_tablet(request), fields.get("seat", "")
    try:
        token = token_to_sign(office_of(request), *opened.pair, seat)
    except NotAllowed as error:
        return _show(request, error, "line")
    return open_for_signatory(request, token)


def ask_for_word(request: Request, _fields: Fields) -> Response:
    """Send the officer the code to vouch for the signatory before them."""
    opened, at_event = opened_link(request), opened_tablet(request)
    try:
        ask_officer(office_of(request), at_event.pair, opened.token, opened.session)
    except NotIdentified:
        return RedirectResponse(PATH, 303)
    except NotAllowed as error:
        again = show_doorstep(request, opened, error, "ask")
        return again or RedirectResponse(opened.path, 303)
    return RedirectResponse(opened.path, 303)


def hand_over(request: Request) -> HTMLResponse:
    """Ask whoever has the tablet to hand it on."""
    opened_tablet(request)
    answer = page(request, "hand-over", version=read_version(request), path=PATH)
    forget_links(request, answer)
    return answer


def close(request: Request, _fields: Fields) -> Response:
    """Close the in-person signing; this browser forgets it."""
    opened = opened_tablet(request)
    try:
        close_tablet(office_of(request), *opened.pair)
    except NotIdentified as error:
        return _show(request, error, "ask")
    answer = RedirectResponse("/", 303)
    forget_tablet(request, answer)
    return answer
