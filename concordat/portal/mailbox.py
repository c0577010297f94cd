"""The mailbox of a service without a mail server: its letters, as pages.

The rules:
1. It exists only where letters are written into a folder, for trying out and rehearsing. With a mail
   server there is no such page: nobody but its addressee sees a letter's link or code.
2. It exists only on the machine itself: the portal's address in letters is a loopback one, whoever
   asks is on the machine, and so is the name by which they called it, so that no other site can read
   it through a reader's browser.
3. A letter's HTML is a page of its own, in which nothing can be loaded, sent or run.
"""

import ipaddress
from urllib.parse import quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from concordat.portal.desk import office_of, page, read_version
from concordat.portal.post import post_of
from concordat.services.ports import Mailbox

LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation"
)


def show_letters(request: Request) -> HTMLResponse:
    """List every letter, the newest first."""
    letters = _mailbox(request).letters()
    return page(
        request, "mailbox", version=read_version(request), letters=letters, zone="Europe/London"
    )


def show_letter(request: Request) -> HTMLResponse:
    """Show the words of one letter, and what is attached to it."""
    letter = _mailbox(request).letter(request.path_params["name"])
    return page(
        request, "letter", version=read_version(request), letter=letter, zone="Europe/London"
    )


def show_html(request: Request) -> HTMLResponse:
    """Show a letter's HTML as its addressee sees it."""
    letter = _mailbox(request).letter(request.path_params["name"])
    return HTMLResponse(letter.html, headers={"Content-Security-Policy": LETTER_POLICY})


def send_file(request: Request) -> Response:
    """Send what is attached to a letter, for the browser to save."""
    path = request.path_params
    name, data = _mailbox(request).file(path["name"], path["number"])
    saved = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(
        data,
        media_type="application/octet-stream",
        headers={"Content-Disposition": saved},
    )


def _mailbox(request: Request) -> Mailbox:
    mailbox = post_of(request).mailbox
    ours = urlsplit(office_of(request).links.portal_url).hostname
    asking = None if request.client is None else request.client.host
    hosts = (ours, request.url.hostname, asking)
    if mailbox is None or not all(map(_is_loopback, hosts)):
        raise HTTPException(404)
    return mailbox


def _is_loopback(host: str | None) -> bool:
    if host is None or host == "localhost":
        return host == "localhost"
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
