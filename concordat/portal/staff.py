"""The staff's pages: the facilitator's desk, which shows and changes nothing, and the way in and out."""

import logging

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from concordat.domain.errors import NotAllowed, NotFound
from concordat.portal.desk import office_of, page, read_version
from concordat.portal.forms import Fields, check_own_page
from concordat.portal.rendering import Problem
from concordat.portal.staff_door import (
    SignInFailed,
    door_of,
    entry_of,
    forget_entry,
    is_signed_in,
    keep_entry,
    let_in,
    let_out,
    new_entry,
    secret_of,
    staff_only,
)
from concordat.services.facilitators_desk import facilitators_desk
from concordat.services.seats import OVER
from concordat.services.staff import (
    check_admin_link,
    enter_by_account,
    enter_by_link,
    leave,
    refuse_account,
)

LOG = logging.getLogger(__name__)


@staff_only
def desk(request: Request) -> HTMLResponse:
    """Show what is awaited from whom and what is to be seen to, for every version that is not over."""
    with office_of(request).register.reading() as view:
        versions = [view.version(version_id) for version_id in reversed(view.version_ids())]
        desks = [facilitators_desk(view, v.id) for v in versions if v.state not in OVER]
    return page(
        request,
        "staff-desk",
        version=versions[0] if versions else None,
        desks=desks,
        prefect_url=door_of(request).prefect_url,
    )


def show_sign_in(request: Request) -> Response:
    """Say how staff sign in; whoever is signed in goes to the desk."""
    return RedirectResponse("/staff", 303) if is_signed_in(request) else _sign_in(request)


def to_provider(request: Request) -> Response:
    """Send the browser to the identity provider, on a click in our own page."""
    check_own_page(request)
    provider = door_of(request).provider
    if provider is None:
        raise NotFound("No identity provider is configured here.")
    entry = new_entry()
    try:
        answer = RedirectResponse(provider.address(entry), 303)
    except SignInFailed as failure:
        return _failed(request, failure)
    keep_entry(request, answer, entry)
    return answer


def from_provider(request: Request) -> Response:
    """Take what the identity provider answers, and let in whoever is of the staff."""
    provider, entry, office = door_of(request).provider, entry_of(request), office_of(request)
    if provider is None:
        raise NotFound("No identity provider is configured here.")
    if entry is None:
        return _failed(request, SignInFailed("this browser has begun no signing in"))
    try:
        account = provider.account(entry, dict(request.query_params), office.clock.now())
    except SignInFailed as failure:
        return _failed(request, failure)
    if not account.allowed:
        return _refused(request, refuse_account(office, account.id))
    return let_in(request, enter_by_account(office, account.id, secret_of(request)))


def show_admin_link(request: Request) -> HTMLResponse:
    """Show the button that uses the operator's link: mail and chat programmes open links themselves."""
    token = request.path_params["token"]
    _check_without_provider(request)
    with office_of(request).register.reading() as view:
        check_admin_link(view, token)
    return page(request, "staff-enter", version=read_version(request), path=request.url.path)


def enter(request: Request, _fields: Fields) -> Response:
    """Let the operator in, and use the link up."""
    _check_without_provider(request)
    token = request.path_params["token"]
    return let_in(request, enter_by_link(office_of(request), token, secret_of(request)))


def sign_out(request: Request, _fields: Fields) -> Response:
    """End the browser's session."""
    secret = secret_of(request)
    if secret:
        leave(office_of(request), secret)
    return let_out(request)


def _check_without_provider(request: Request) -> None:
    if door_of(request).provider is not None:
        raise NotFound(
            "Staff sign in with their organisation's account here.",
            remedy="Go to /staff.",
        )


def _sign_in(request: Request, status: int = 200, problem: Problem | None = None) -> HTMLResponse:
    return page(
        request,
        "staff-sign-in",
        version=read_version(request),
        status=status,
        has_provider=door_of(request).provider is not None,
        problem=problem,
    )


def _failed(request: Request, failure: SignInFailed) -> Response:
    LOG.warning("Signing in as staff failed: %s", failure)
    remedy = "Try again. If it goes on, tell whoever runs this service."
    answer = _sign_in(request, 403, Problem("You could not be signed in.", remedy, "sign-in"))
    forget_entry(request, answer)
    return answer


def _refused(request: Request, refusal: NotAllowed) -> Response:
    answer = _sign_in(request, 403, Problem(refusal.message, refusal.remedy, "sign-in"))
    forget_entry(request, answer)
    return answer
