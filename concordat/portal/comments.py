"""Comments in the review window: anyone may write one, with or without a name."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from concordat.domain.errors import NotAllowed
from concordat.domain.record import Version
from concordat.domain.states import VersionState
from concordat.portal.desk import office_of, page, version_shown
from concordat.portal.errors import status_of_form
from concordat.portal.forms import Fields
from concordat.portal.rendering import Problem
from concordat.portal.thanks import COMMENTED
from concordat.services.review_window import MAX_COMMENT, comment

FIELDS = ("text", "name", "organisation")
MAX_NAME = 200


def show_comment_form(request: Request) -> HTMLResponse:
    """Show the form, or say that the window is not open."""
    version = _version(request)
    return _form(request, version, {}, is_open=version.state == VersionState.IN_REVIEW)


def take_comment(request: Request, fields: Fields) -> Response:
    """Take a comment; the form comes back, with what was typed, if it cannot be taken."""
    version = _version(request)
    typed = {name: fields.get(name, "") for name in FIELDS}
    try:
        _check_names(typed)
        comment(office_of(request), version.id, typed["text"], typed["name"], typed["organisation"])
    except NotAllowed as error:
        problem = Problem(error.message, error.remedy, "comment-text")
        return _form(request, version, typed, problem=problem, status=status_of_form(error))
    return RedirectResponse(COMMENTED, 303)


def _check_names(typed: Fields) -> None:
    if max(len(typed["name"]), len(typed["organisation"])) > MAX_NAME:
        raise NotAllowed(
            "The name or the organisation is too long.",
            remedy=f"Write each in at most {MAX_NAME} characters.",
        )


def _version(request: Request) -> Version:
    with office_of(request).register.reading() as view:
        return version_shown(view)


def _form(
    request: Request,
    version: Version,
    typed: Fields,
    *,
    is_open: bool = True,
    problem: Problem | None = None,
    status: int = 200,
) -> HTMLResponse:
    return page(
        request,
        "comment",
        version=version,
        status=status,
        typed={name: typed.get(name, "") for name in FIELDS},
        is_open=is_open,
        problem=problem,
        longest=MAX_COMMENT,
        number=version.number,
    )
