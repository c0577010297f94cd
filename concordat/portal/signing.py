"""A signatory's personal page: read the document in full, then sign or decline.

Reading changes nothing, however often: mail programmes open links before people do. Whoever is not
identified yet is shown the doorstep instead.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from concordat.domain.errors import NotAllowed, NotIdentified, WrongTurn
from concordat.domain.formats import MAX_FORMAT
from concordat.portal.desk import office_of, page
from concordat.portal.errors import status_of_form
from concordat.portal.forms import Fields
from concordat.portal.identity import show_doorstep
from concordat.portal.opened_link import OpenedLink, forget_link, opened_link
from concordat.portal.opened_tablet import done, tablet_of
from concordat.portal.public import pdf, text_of
from concordat.portal.rendering import Problem
from concordat.portal.thanks import DECLINED, SIGNED
from concordat.services.ask_by_link import MAX_QUESTION
from concordat.services.delegated import delegated
from concordat.services.sign import MAX_NAME, MAX_REASON, STATEMENT, decline, open_link, sign
from concordat.services.signing_view import put_off, signing_view

LONGEST = {
    "name": MAX_NAME,
    "reason": MAX_REASON,
    "question": MAX_QUESTION,
    "format": MAX_FORMAT,
}
"""How many characters each field takes."""


def show_document(request: Request) -> HTMLResponse:
    """Show who asks whom to sign what, the text in full, and both forms, to whoever is identified.

    Whoever has delegated is shown that instead.
    """
    opened = opened_link(request)
    return (
        show_doorstep(request, opened)
        or show_delegated(request, opened)
        or signing_form(request, opened)
    )


def show_delegated(request: Request, opened: OpenedLink) -> HTMLResponse | None:
    """Return the page that says to whom the link's signatory has delegated; None when they have not."""
    found = delegated(office_of(request), opened.token, opened.session)
    if found is None:
        return None
    return page(request, "delegated", version=found.version, found=found, path=opened.path)


def put_off_signing(request: Request, _fields: Fields) -> Response:
    """Say until when there is time to sign; the browser forgets the link, and nothing is recorded."""
    opened, office = opened_link(request), office_of(request)
    try:
        seen = put_off(office, opened.token, opened.session)
    except NotIdentified as error:
        return doorstep_again(request, opened, error)
    if tablet_of(request) is not None:
        return done(request, opened.path)
    answer = page(request, "later", version=seen.page.version, seen=seen)
    forget_link(request, answer, opened)
    return answer


def send_document(request: Request) -> Response:
    """Send the document that is to be signed."""
    opened, office = opened_link(request), office_of(request)
    if show_doorstep(request, opened) is not None:
        return RedirectResponse(opened.path, 303)
    asked = open_link(office, opened.token).request
    name = f"{asked.version_id}-{asked.scope}-to-sign.pdf"
    return pdf(office.store.get(asked.document_sha256), name)


def take_signature(request: Request, fields: Fields) -> Response:
    """Record the signature; the page comes back, with what was typed, if it cannot be taken."""
    opened = opened_link(request)
    name, shown = fields.get("name", ""), fields.get("document_sha256", "")
    try:
        sign(office_of(request), opened.token, opened.session, name, shown)
    except NotIdentified as error:
        return doorstep_again(request, opened, error)
    except NotAllowed as error:
        return signing_form(request, opened, error, _to_correct(error, name), name=name)
    return done(request, SIGNED)


def _to_correct(error: NotAllowed, name: str) -> str:
    """Return the id of what the signatory is sent to: the name, the signing or the document."""
    if not 0 < len(name.strip()) <= MAX_NAME:
        return "sign-name"
    return "signing" if isinstance(error, WrongTurn) else "document"


def take_decline(request: Request, fields: Fields) -> Response:
    """Record that the signatory declines; the page comes back if the reason is missing."""
    opened, reason = opened_link(request), fields.get("reason", "")
    try:
        decline(office_of(request), opened.token, opened.session, reason)
    except NotIdentified as error:
        return doorstep_again(request, opened, error)
    except NotAllowed as error:
        return signing_form(request, opened, error, "decline-reason", reason=reason)
    return done(request, DECLINED)


def doorstep_again(request: Request, opened: OpenedLink, error: NotIdentified) -> Response:
    """Show the doorstep to whoever sent a form unidentified."""
    return show_doorstep(request, opened, error, "ask") or RedirectResponse(opened.path, 303)


def signing_form(
    request: Request,
    opened: OpenedLink,
    error: NotAllowed | None = None,
    field: str = "",
    **typed: str,
) -> HTMLResponse:
    """Show the document with every form; `error` stands at the top, `field` is what to correct."""
    office = office_of(request)
    seen = signing_view(office, opened.token)
    asked = seen.page
    sha256 = asked.version.text_sha256
    context: dict[str, Any] = {
        "asked": asked,
        "seen": seen,
        "on_tablet": tablet_of(request) is not None,
        "path": opened.path,
        "text": None if sha256 is None else text_of(office, sha256),
        "statement": STATEMENT,
        "typed": {**dict.fromkeys(LONGEST, ""), **typed},
        "longest": LONGEST,
        "problem": error and Problem(error.message, error.remedy, field),
    }
    status = 200 if error is None else status_of_form(error)
    return page(request, "sign", version=asked.version, status=status, **context)
