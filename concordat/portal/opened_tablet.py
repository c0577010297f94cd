"""The tablet of an in-person signing, as its browser knows it.

The rules:
1. The officer's link stands in an address once: from then on it is in a cookie, as a signatory's is.
2. Each signatory has a browser's secret of their own on the tablet, for an hour at most.
3. When a signatory is done, the tablet forgets their link and what it has shown before it goes on.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from concordat.domain.errors import LinkRefused
from concordat.portal.desk import office_of
from concordat.portal.opened_link import (
    OpenedLink,
    forget_links,
    give_cookie,
    is_secure,
    new_session,
    open_page,
)
from concordat.services.tablet import PATH, tablet

DAY_S = 24 * 60 * 60
ONE_SIGNATORY_S = 60 * 60
HANDED_OVER = f"{PATH}/next"


@dataclass(frozen=True, slots=True)
class OpenedTablet:
    """An in-person signing that this browser has opened. `session` stands for the browser."""

    token: str
    session: str

    @property
    def pair(self) -> tuple[str, str]:
        """Both, as the use cases take them."""
        return self.token, self.session


def open_tablet(request: Request) -> Response:
    """Take the officer's link out of the address; LinkRefused for one that does not open."""
    opened = OpenedTablet(request.path_params["token"], new_session())
    tablet(office_of(request), *opened.pair)
    answer = RedirectResponse(PATH, 303)
    value = f"{opened.token}.{opened.session}"
    give_cookie(request, answer, _name(request), value, DAY_S)
    return answer


def tablet_of(request: Request) -> OpenedTablet | None:
    """Return the in-person signing whose tablet this browser is, or None."""
    token, _, session = request.cookies.get(_name(request), "").partition(".")
    return OpenedTablet(token, session) if token and session else None


def opened_tablet(request: Request) -> OpenedTablet:
    """Return the in-person signing of this tablet; LinkRefused when this browser is none."""
    found = tablet_of(request)
    if found is None:
        raise LinkRefused(
            "This browser has not opened the signing at the event, or it was too long ago.",
            why="unopened",
            remedy="The officer opens the link in their message again.",
        )
    return found


def open_for_signatory(request: Request, token: str) -> Response:
    """Open a signatory's page on the tablet, as nobody has had it open before."""
    return open_page(request, OpenedLink(token, new_session()), ONE_SIGNATORY_S)


def done(request: Request, path: str) -> Response:
    """Lead on from a signatory's page: to `path`, or on a tablet to its handing over."""
    if tablet_of(request) is None:
        return RedirectResponse(path, 303)
    answer = RedirectResponse(HANDED_OVER, 303)
    forget_links(request, answer)
    return answer


def forget_tablet(request: Request, answer: Response) -> None:
    """Have this browser forget the in-person signing, and every link opened on it."""
    answer.delete_cookie(_name(request), secure=is_secure(request), httponly=True, samesite="lax")
    forget_links(request, answer)


def _name(request: Request) -> str:
    return "__Host-tablet" if is_secure(request) else "tablet"
