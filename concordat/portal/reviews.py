"""A partner's return to a review: where it worked, where it did not, how each commitment stands."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from concordat.domain.errors import NotAllowed
from concordat.domain.parties import Party
from concordat.portal.desk import office_of, page
from concordat.portal.errors import status_of_form
from concordat.portal.forms import Fields
from concordat.portal.rendering import Problem
from concordat.portal.thanks import RETURNED
from concordat.services.review_return import MAX_WORDS, STANDINGS, open_review_link, submit_return

STANDING, WORDS = "standing.", "words."
"""What the fields about a commitment begin with; its id follows."""


def show_return_form(request: Request) -> HTMLResponse:
    """Show the partner its form."""
    return _page(request, {})


def take_return(request: Request, fields: Fields) -> Response:
    """Take the return; the form comes back, with what was typed, if it cannot be taken."""
    studies = ((True, fields.get("success", "")), (False, fields.get("difficulty", "")))
    try:
        submit_return(office_of(request), request.path_params["token"], studies, _reports(fields))
    except NotAllowed as error:
        return _page(request, fields, error)
    return RedirectResponse(RETURNED, 303)


def _reports(fields: Fields) -> dict[str, tuple[str, str]]:
    """Return standing and words by commitment id; without a choice it is not for us to say."""
    named = {name.removeprefix(STANDING) for name in fields if name.startswith(STANDING)}
    named |= {name.removeprefix(WORDS) for name in fields if name.startswith(WORDS)}
    return {
        c: (fields.get(STANDING + c, STANDINGS[-1]), fields.get(WORDS + c, ""))
        for c in sorted(named)
    }


def _page(request: Request, typed: Fields, error: NotAllowed | None = None) -> HTMLResponse:
    asked = open_review_link(office_of(request), request.path_params["token"])
    context: dict[str, Any] = {
        "asked": asked,
        "token": request.path_params["token"],
        "made_by": _made_by(asked.version.programme.parties),
        "standings": STANDINGS,
        "longest": MAX_WORDS,
        "typed": typed,
        "problem": error and Problem(error.message, error.remedy, "success"),
    }
    status = 200 if error is None else status_of_form(error)
    return page(request, "review", version=asked.version, status=status, **context)


def _made_by(parties: tuple[Party, ...]) -> dict[str, str]:
    return {"joint": "All of us, jointly", **{party.id: party.name for party in parties}}
