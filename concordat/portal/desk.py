"""What every handler works with: the office, the pages, and the version they are about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from concordat.domain.errors import NotFound
from concordat.domain.programme import Programme
from concordat.domain.record import Version
from concordat.domain.states import READ_ONLY, VersionState
from concordat.portal.branding import brand_of
from concordat.portal.rendering import Pages
from concordat.portal.stylesheet import Stylesheet
from concordat.services.office import Office
from concordat.services.programme_dates import ProgrammeDate
from concordat.services.register import Reading

if TYPE_CHECKING:
    from concordat.portal.messages import IsSigned
    from concordat.portal.verification import Verification

WriteCalendar = Callable[[Programme, datetime], bytes]
"""Writes a programme's sessions as an iCalendar file."""

WriteFeed = Callable[[Programme, Sequence[ProgrammeDate], int, datetime, str], bytes]
"""Writes a programme's sessions and dates as an iCalendar file to subscribe to."""


WhatIsMissing = Callable[[], Sequence[str]]
"""Says what the service lacks to do its work, in plain words; nothing when it can."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the portal was given.

    Without `write_calendar` and `write_feed` it offers no calendar files; without `verification` it
    checks no documents. `kept` are pages for everyone by their path, each with what it holds for.
    `listeners` say, by provider, whether a message is signed.
    """

    office: Office
    pages: Pages
    stylesheet: Stylesheet
    write_calendar: WriteCalendar | None
    verification: "Verification | None" = None
    write_feed: WriteFeed | None = None
    what_is_missing: WhatIsMissing = tuple
    kept: dict[str, tuple[object, bytes]] = field(default_factory=dict)
    listeners: "Mapping[str, IsSigned]" = field(default_factory=dict)


def desk_of(request: Request) -> Desk:
    """Return the desk of the app that the request reached."""
    desk: Desk = request.app.state.desk
    return desk


def office_of(request: Request) -> Office:
    """Return the office of the app that the request reached."""
    return desk_of(request).office


def is_over_tls(office: Office) -> bool:
    """Say whether the portal is reached over TLS, as its address in letters says."""
    return office.links.portal_url.startswith("https:")


def page(
    request: Request,
    name: str,
    *,
    version: Version | None,
    status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """Return a page of the portal, in the name of the version's programme where there is one."""
    desk = desk_of(request)
    shared = {
        "programme": None if version is None else version.programme,
        "rehearsal": desk.office.rehearsal or (version is not None and version.rehearsal),
        "problem": None,
        "brand": brand_of(None if version is None else version.programme),
        "stylesheet": desk.stylesheet.name,
        "can_verify": desk.verification is not None,
        "has_feed": desk.write_feed is not None,
    }
    return HTMLResponse(desk.pages.html(name, **{**shared, **context}), status)


def newest_version(view: Reading) -> Version | None:
    """Return the newest version on the register, or None while there is none."""
    versions = view.version_ids()
    return view.version(versions[-1]) if versions else None


def version_in_force(view: Reading) -> Version | None:
    """Return the version in effect of the newest agreement, or while there is none its newest version."""
    newest = newest_version(view)
    if newest is None:
        return None
    known = (view.version(version_id) for version_id in reversed(view.version_ids()))
    ours = (v for v in known if v.agreement_id == newest.agreement_id)
    return next((v for v in ours if v.state == VersionState.IN_EFFECT), newest)


def version_on_its_way(view: Reading, in_force: Version) -> Version | None:
    """Return the version that is to replace the one in force, or None."""
    newest = newest_version(view)
    gone = newest is None or newest.id == in_force.id or newest.state in READ_ONLY
    return None if gone else newest


def version_numbered(view: Reading, number: int) -> Version:
    """Return the version of that number of the newest agreement; NotFound if there is none."""
    newest = version_shown(view)
    for version in map(view.version, view.version_ids()):
        if (version.agreement_id, version.number) == (newest.agreement_id, number):
            return version
    raise NotFound(f"There is no version {number}.", remedy="Start from our first page.")


def version_shown(view: Reading) -> Version:
    """Return the newest version, in which people take part; NotFound while there is none."""
    version = newest_version(view)
    if version is None:
        raise NotFound("No agreement has been started here yet.")
    return version


def read_version(request: Request) -> Version | None:
    """Return the newest version, read in a view of its own, or None while there is none."""
    with office_of(request).register.reading() as view:
        return newest_version(view)
