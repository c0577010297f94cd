"""A partner's page: what is awaited of it, what it has signed, its dates, and whom to ask."""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from concordat.portal.desk import (
    office_of,
    page,
    version_in_force,
    version_on_its_way,
    version_shown,
)
from concordat.services.partner_view import partner_view


def partner(request: Request) -> HTMLResponse:
    """Show one partner of the version that is under way; NotFound for a partner there is not."""
    party, number = request.path_params["party"], request.path_params["number"]
    with office_of(request).register.reading() as view:
        in_force = version_in_force(view) or version_shown(view)
        version = version_on_its_way(view, in_force) or in_force
        found = partner_view(view, version, party, number)
    return page(request, "partner", version=version, found=found, number=version.number)
