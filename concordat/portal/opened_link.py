"""The personal link that a browser has opened.

The rules:
1. The link's secret stands in an address once: from then on it is in a cookie, and the page's
   address says nothing.
2. Each link has a cookie of its own, with a secret of the browser's beside it, so that several links
   can be open in one browser and each is confirmed by itself.
3. The cookie lasts for a working day. A link that has done its work opens nothing, cookie or not.
"""

import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from concordat.domain.errors import LinkRefused
from concordat.portal.desk import is_over_tls, office_of
from concordat.services.delegated import opens
from concordat.services.identify import page_key
from concordat.services.sign import open_link

WORKING_DAY_S = 8 * 60 * 60


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link that this browser has opened. `session` stands for the browser."""

    token: str
    session: str

    @property
    def key(self) -> str:
        """What names the page in its address."""
        return page_key(self.token)

    @property
    def path(self) -> str:
        """The path of the page."""
        return f"/signing/{self.key}"


def open_in_browser(request: Request) -> Response:
    """Take the secret out of the address; LinkRefused, with the reason, for a link that does not open."""
    office, token = office_of(request), request.path_params["token"]
    if not opens(office, token):
        open_link(office, token)
    known = _cookie(request, page_key(token))
    same = known is not None and secrets.compare_digest(known.token, token)
    opened = known if known and same else OpenedLink(token, new_session())
    return open_page(request, opened, WORKING_DAY_S)


def new_session() -> str:
    """Return what stands for one browser, for as long as it keeps a link open."""
    return secrets.token_urlsafe(32)


def open_page(request: Request, opened: OpenedLink, lasts_s: int) -> Response:
    """Lead to the page of a link that this browser has from now on."""
    answer = RedirectResponse(opened.path, 303)
    name, value = _name(request, opened.key), f"{opened.token}.{opened.session}"
    give_cookie(request, answer, name, value, lasts_s)
    return answer


def give_cookie(request: Request, answer: Response, name: str, value: str, lasts_s: int) -> None:
    """Have the browser keep a secret that no page of it can read."""
    secure = is_secure(request)
    answer.set_cookie(name, value, max_age=lasts_s, secure=secure, httponly=True, samesite="lax")


def forget_links(request: Request, answer: Response) -> None:
    """Have this browser forget every link that it has opened, and what it has shown."""
    secure = is_secure(request)
    for name in request.cookies:
        if name.startswith(_prefix(request)):
            answer.delete_cookie(name, secure=secure, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'


def forget_link(request: Request, answer: Response, opened: OpenedLink) -> None:
    """Have this browser forget one link."""
    name = _name(request, opened.key)
    answer.delete_cookie(name, secure=is_secure(request), httponly=True, samesite="lax")


def opened_link(request: Request) -> OpenedLink:
    """Return the link behind the page; LinkRefused when this browser has not opened it."""
    found = _cookie(request, request.path_params["key"])
    if found is None:
        raise LinkRefused(
            "This browser has not opened your link, or it was too long ago.",
            why="unopened",
            remedy="Open the link in your message again. Your browser has to take cookies from this "
            "site for as long as you sign.",
        )
    return found


def _cookie(request: Request, key: str) -> OpenedLink | None:
    token, _, session = request.cookies.get(_name(request, key), "").partition(".")
    if not session or page_key(token) != key:
        return None
    return OpenedLink(token, session)


def _name(request: Request, key: str) -> str:
    # The prefix binds the cookie to this very host, and browsers take it over TLS alone.
    return f"{_prefix(request)}{key}"


def _prefix(request: Request) -> str:
    return "__Host-sign-" if is_secure(request) else "sign-"


def is_secure(request: Request) -> bool:
    """Say whether the portal is reached over TLS."""
    return is_over_tls(office_of(request))
