"""The doorstep of a signatory's page: a code goes to the address on record, and is typed in here."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from concordat.domain.errors import NotAllowed
from concordat.domain.identity import DIGITS
from concordat.portal.desk import office_of, page
from concordat.portal.errors import status_of_form
from concordat.portal.forms import Fields
from concordat.portal.opened_link import OpenedLink, opened_link
from concordat.portal.opened_tablet import tablet_of
from concordat.portal.rendering import Problem
from concordat.services.identify import Doorstep, confirm_identity, doorstep, send_code
from concordat.services.vouch import officer_who_may_vouch


def show_doorstep(
    request: Request, opened: OpenedLink, error: NotAllowed | None = None, field: str = ""
) -> HTMLResponse | None:
    """Return the page that asks who is there; None when they are identified already."""
    step = doorstep(office_of(request), opened.token, opened.session)
    if step is None:
        return None
    return page(
        request,
        "doorstep",
        version=step.version,
        status=200 if error is None else status_of_form(error),
        step=step,
        path=opened.path,
        digits=DIGITS,
        officer=_officer(request, opened, step),
        problem=error and Problem(error.message, error.remedy, field),
    )


def _officer(request: Request, opened: OpenedLink, step: Doorstep) -> str | None:
    """Return the role of the officer who may vouch for the signatory on this tablet, or None."""
    at_event = tablet_of(request)
    if at_event is None or step.delegated:
        return None
    return officer_who_may_vouch(office_of(request), at_event.pair, opened.token)


def ask_for_code(request: Request, _fields: Fields) -> Response:
    """Send a code; the page comes back if too many were asked for."""
    opened = opened_link(request)
    try:
        send_code(office_of(request), opened.token, opened.session)
    except NotAllowed as error:
        return _again(request, opened, error, "ask")
    return RedirectResponse(opened.path, 303)


def take_code(request: Request, fields: Fields) -> Response:
    """Take the code that was typed; the page comes back if it is not the one."""
    opened = opened_link(request)
    try:
        confirm_identity(office_of(request), opened.token, opened.session, fields.get("code", ""))
    except NotAllowed as error:
        return _again(request, opened, error, "code")
    return RedirectResponse(opened.path, 303)


def _again(request: Request, opened: OpenedLink, error: NotAllowed, field: str) -> Response:
    return show_doorstep(request, opened, error, field) or RedirectResponse(opened.path, 303)
