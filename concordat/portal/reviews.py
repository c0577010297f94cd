"""A partner's return to a review: where it worked, where it did not, how each commitment stands.

As with a signatory's link, the secret stands in an address once, and then in a cookie of that link.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from concordat.domain.errors import LinkRefused, NotAllowed
from concordat.domain.parties import Party
from concordat.portal.desk import is_over_tls, office_of, page
from concordat.portal.errors import status_of_form
from concordat.portal.forms import Fields
from concordat.portal.opened_link import WORKING_DAY_S
from concordat.portal.rendering import Problem
from concordat.portal.thanks import RETURNED
from concordat.services.identify import page_key
from concordat.services.review_return import MAX_WORDS, STANDINGS, open_review_link, submit_return

STANDING, WORDS = "standing.", "words."
"""What the fields about a commitment begin with; its id follows."""


def open_in_browser(request: Request) -> Response:
    """Take the secret out of the address; LinkRefused, with the reason, for a link that does not open."""
    token = request.path_params["token"]
    open_review_link(office_of(request), token)
    key = page_key(token)
    answer = RedirectResponse(_path(key), 303)
    answer.set_cookie(
        _cookie(request, key),
        token,
        max_age=WORKING_DAY_S,
        secure=is_over_tls(office_of(request)),
        httponly=True,
        samesite="lax",
    )
    return answer


def _path(key: str) -> str:
    return f"/returning/{key}"


def _cookie(request: Request, key: str) -> str:
    return f"__Host-review-{key}" if is_over_tls(office_of(request)) else f"review-{key}"


def _token(request: Request) -> str:
    """Return the token of the link that this browser has opened; LinkRefused if it has not."""
    key = request.path_params["key"]
    token = request.cookies.get(_cookie(request, key), "")
    if page_key(token) != key:
        raise LinkRefused(
            "This browser has not opened your link, or it was too long ago.",
            why="unopened",
            remedy="Open the link in your message again. Your browser has to take cookies from this "
            "site for as long as you write.",
        )
    return token


def show_return_form(request: Request) -> HTMLResponse:
    """Show the partner its form."""
    return _page(request, {})


def take_return(request: Request, fields: Fields) -> Response:
    """Take the return; the form comes back, with what was typed, if it cannot be taken."""
    studies = ((True, fields.get("success", "")), (False, fields.get("difficulty", "")))
    try:
        submit_return(office_of(request), _token(request), studies, _reports(fields))
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
    asked = open_review_link(office_of(request), _token(request))
    context: dict[str, Any] = {
        "asked": asked,
        "path": request.url.path,
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
