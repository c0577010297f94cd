"""A signatory delegates to a deputy from their page, with what shows it, and takes it back."""

from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from concordat.domain.appointment import MAX_ADDRESS
from concordat.domain.calendar import local_date
from concordat.domain.delegation import BEGINNINGS, MAX_FILE, MAX_WORDS, DelegationWish
from concordat.domain.errors import NotAllowed, NotIdentified
from concordat.portal.desk import office_of, page
from concordat.portal.errors import GONE, status_of_form
from concordat.portal.forms import Fields, check_own_page
from concordat.portal.identity import show_doorstep
from concordat.portal.opened_link import OpenedLink, opened_link
from concordat.portal.opened_tablet import done
from concordat.portal.rendering import Problem
from concordat.portal.signing import doorstep_again, signing_form
from concordat.portal.thanks import TAKEN_BACK
from concordat.portal.upload import TooLarge, TooSlow, Upload, read_upload
from concordat.services.delegate_by_link import check_may_delegate, delegate_by_link
from concordat.services.delegated import take_back
from concordat.services.sign import open_link

FILE = "evidence"
LONGEST = {"deputy": MAX_WORDS, "address": MAX_ADDRESS}
"""How many characters the fields take."""

WORDS = ("deputy", "role", "address", "day", "month", "year", "reference")
"""The fields beside the file."""

ARRIVES_WITHIN_S = 60
"""Nobody reads the answer to who has left; the number is the one that web servers log."""


def show_form(request: Request) -> Response:
    """Ask for the deputy, and for what shows that they may sign."""
    opened = opened_link(request)
    refused = _refuse_unread(request, opened)
    return refused or _form(request, opened)


def _form(
    request: Request,
    opened: OpenedLink,
    error: NotAllowed | None = None,
    field: str = "",
    **typed: str,
) -> HTMLResponse:
    asked = open_link(office_of(request), opened.token)
    return page(
        request,
        "delegate",
        version=asked.version,
        status=200 if error is None else status_of_form(error),
        asked=asked,
        path=opened.path,
        typed={**dict.fromkeys(WORDS, ""), **typed},
        longest=LONGEST,
        problem=error and Problem(error.message, error.remedy, f"delegate-{field}"),
    )


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
        given = await read_upload(request, FILE, WORDS, MAX_FILE, ARRIVES_WITHIN_S)
    except TooLarge:
        return await run_in_threadpool(_again, request, opened, _not_taken("is too large"))
    except TooSlow:
        return await run_in_threadpool(_again, request, opened, _not_taken("was too slow"))
    except ClientDisconnect:
        return Response(status_code=GONE)
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
        return _form(request, opened, error, _to_correct(request, opened, wish), **typed)
    return done(request, opened.path)


def _to_correct(request: Request, opened: OpenedLink, wish: DelegationWish) -> str:
    """Return the field that the signatory is sent to: the first that cannot stand as it is."""
    office = office_of(request)
    asked = open_link(office, opened.token)
    today = local_date(office.clock.now(), asked.version.programme.timezone)
    if wish.file is not None and not wish.file.startswith(tuple(BEGINNINGS.values())):
        return FILE
    for field, words in (("deputy", wish.name), ("role", wish.role)):
        if not 0 < len(words.strip()) <= MAX_WORDS:
            return field
    if wish.until is None or not today <= wish.until <= asked.last_day:
        return "day"
    shown = wish.file is not None or wish.reference.strip()
    return "address" if shown and len(wish.reference) <= MAX_WORDS else "reference"


def _again(request: Request, opened: OpenedLink, error: NotAllowed) -> Response:
    # What is large takes its time, and whoever sent it may not be identified any more.
    return show_doorstep(request, opened) or _form(request, opened, error, FILE)


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
