"""A signatory delegates to a deputy from their page, with what shows it, and takes it back."""

from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from concordat.domain.delegation import MAX_FILE, DelegationWish
from concordat.domain.errors import NotAllowed, NotIdentified
from concordat.portal.desk import office_of
from concordat.portal.forms import Fields, check_own_page
from concordat.portal.identity import show_doorstep
from concordat.portal.opened_link import OpenedLink, opened_link
from concordat.portal.opened_tablet import done
from concordat.portal.signing import DEPUTY, doorstep_again, signing_form
from concordat.portal.thanks import TAKEN_BACK
from concordat.portal.upload import TooLarge, TooSlow, Upload, read_upload
from concordat.services.delegate_by_link import (
    check_may_delegate,
    delegate_by_link,
    take_back,
)

FILE = "evidence"
ARRIVES_WITHIN_S = 60
_GONE = 499
"""Nobody reads the answer to who has left; the number is the one that web servers log."""


async def take_delegation(request: Request) -> Response:
    """Record the delegation; the page comes back, with what was typed, if it cannot be taken.

    Nothing is read of what a stranger sends.
    """
    check_own_page(request)
    opened = opened_link(request)
    refused = await run_in_threadpool(_refuse_unread, request, opened)
    if refused is not None:
        return refused
    try:
        given = await read_upload(request, FILE, DEPUTY, MAX_FILE, ARRIVES_WITHIN_S)
    except TooLarge:
        return await run_in_threadpool(_again, request, opened, _not_taken("is too large"), {})
    except TooSlow:
        return await run_in_threadpool(_again, request, opened, _not_taken("was too slow"), {})
    except ClientDisconnect:
        return Response(status_code=_GONE)
    return await run_in_threadpool(_record, request, opened, given)


def _refuse_unread(request: Request, opened: OpenedLink) -> Response | None:
    try:
        check_may_delegate(office_of(request), opened.token, opened.session)
    except NotIdentified as error:
        return doorstep_again(request, opened, error)
    except NotAllowed as error:
        return signing_form(request, opened, error, "signing")
    return None


def _record(request: Request, opened: OpenedLink, given: Upload) -> Response:
    typed = given.fields
    wish = DelegationWish(
        name=typed.get("deputy", ""),
        role=typed.get("role", ""),
        address=typed.get("address", ""),
        until=_day(typed),
        reference=typed.get("reference", ""),
        file=given.file,
    )
    try:
        delegate_by_link(office_of(request), opened.token, opened.session, wish)
    except NotIdentified as error:
        return doorstep_again(request, opened, error)
    except NotAllowed as error:
        return _again(request, opened, error, typed)
    return done(request, opened.path)


def _again(request: Request, opened: OpenedLink, error: NotAllowed, typed: Fields) -> Response:
    # What is large takes its time, and whoever sent it may not be identified any more.
    unknown = show_doorstep(request, opened)
    return unknown or signing_form(request, opened, error, "delegate-deputy", **typed)


def _not_taken(why: str) -> NotAllowed:
    return NotAllowed(
        f"The file {why}.",
        remedy=f"Nothing was recorded. At most {MAX_FILE // 1024**2} MB are taken, as a PDF, JPEG or "
        "PNG; or write the reference alone.",
    )


def _day(typed: Fields) -> date | None:
    try:
        return date(*(int(typed.get(part, "")) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        return None


def take_it_back(request: Request, _fields: Fields) -> Response:
    """Take the delegation back, while the deputy has not signed."""
    opened = opened_link(request)
    try:
        take_back(office_of(request), opened.token, opened.session)
    except NotIdentified as error:
        return doorstep_again(request, opened, error)
    return RedirectResponse(TAKEN_BACK, 303)
