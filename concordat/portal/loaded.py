"""What pages load beside their words: the stylesheet, the programme's colours, icon and logo."""

import re
from base64 import b64decode

from starlette.requests import Request
from starlette.responses import Response

from concordat.domain.branding import Colours
from concordat.domain.errors import NotFound
from concordat.portal.branding import ICON, logo_sha256, rules_of
from concordat.portal.conditional import FOREVER
from concordat.portal.desk import desk_of, office_of

COLOUR = re.compile(r"[0-9a-f]{6}")
COLOURS = re.compile(r"colours-([0-9a-f]{6})-([0-9a-f]{6})")


def stylesheet(request: Request) -> Response:
    """Send the portal's stylesheet, or the one of a programme's colours; NotFound for any other."""
    name = request.path_params["name"]
    portal = desk_of(request).stylesheet
    if f"{name}.css" == portal.name:
        return _css(request, portal.css, portal.compressed)
    if found := COLOURS.fullmatch(name):
        return _css(request, rules_of(Colours(f"#{found[1]}", f"#{found[2]}")).encode())
    raise NotFound("There is no stylesheet at this address.", remedy="Load the page again.")


def icon(request: Request) -> Response:
    """Send the icon in a brand colour; NotFound for what is no colour."""
    brand = request.path_params["brand"]
    if not COLOUR.fullmatch(brand):
        raise NotFound("There is no icon at this address.", remedy="Load the page again.")
    return Response(ICON.format(brand=brand), media_type="image/svg+xml", headers=FOREVER)


def logo(request: Request) -> Response:
    """Send the logo of that hash; NotFound when no version here has it."""
    sha256 = request.path_params["sha256"]
    with office_of(request).register.reading() as view:
        known = (view.version(v).programme.logo for v in reversed(view.version_ids()))
        found = next((one for one in known if one and logo_sha256(one) == sha256), None)
    if found is None:
        raise NotFound("There is no logo at this address.", remedy="Load the page again.")
    return Response(b64decode(found.base64), media_type=found.media_type, headers=FOREVER)


def _css(request: Request, css: bytes, compressed: bytes | None = None) -> Response:
    headers = FOREVER | {"Vary": "Accept-Encoding"}
    if compressed and "gzip" in request.headers.get("accept-encoding", ""):
        css, headers = compressed, headers | {"Content-Encoding": "gzip"}
    return Response(css, media_type="text/css", headers=headers)
