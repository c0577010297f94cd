"""What a signatory asks on their page before they sign: a question, or another format."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from concordat.domain.errors import NotAllowed, NotIdentified
from concordat.portal.desk import office_of
from concordat.portal.forms import Fields
from concordat.portal.opened_link import opened_link
from concordat.portal.opened_tablet import done
from concordat.portal.signing import doorstep_again, signing_form
from concordat.portal.thanks import ASKED
from concordat.services.ask_by_link import ask_format, ask_question
from concordat.services.office import Office

Ask = Callable[[Office, str, str, str], None]
"""Asks for something, with the link's token, what stands for the browser, and the words typed."""


def take_question(request: Request, fields: Fields) -> Response:
    """Take a question; the page comes back if it cannot be taken."""
    return _take(request, fields, ask_question, "question")


def take_format(request: Request, fields: Fields) -> Response:
    """Take the wish for another format; the page comes back if it cannot be taken."""
    return _take(request, fields, ask_format, "format")


def _take(request: Request, fields: Fields, ask: Ask, field: str) -> Response:
    opened, words = opened_link(request), fields.get(field, "")
    try:
        ask(office_of(request), opened.token, opened.session, words)
    except NotIdentified as error:
        return doorstep_again(request, opened, error)
    except NotAllowed as error:
        return signing_form(request, opened, error, f"ask-{field}", **{field: words})
    return done(request, ASKED)
