"""The pages for everyone: the programme, its text, its documents, its standing for machines."""

import json

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from concordat.domain.blocks import publicity_block
from concordat.domain.calendar import local_date
from concordat.domain.errors import NotFound
from concordat.domain.formats import MEDIA_TYPES
from concordat.domain.record import Version
from concordat.domain.states import VersionState
from concordat.portal.conditional import FOREVER, conditional, last_changed, last_happened
from concordat.portal.desk import (
    desk_of,
    office_of,
    page,
    read_version,
    version_in_force,
    version_numbered,
    version_on_its_way,
    version_shown,
)
from concordat.portal.headings import headings_of
from concordat.portal.open_data import open_data
from concordat.portal.place_groups import counting, place_groups
from concordat.portal.programme_page import (
    PUBLIC_KINDS,
    STANDS,
    ending,
    listed,
    on_its_way,
    stages,
)
from concordat.portal.withheld import why_no_record, withheld
from concordat.services.lineage import text_on_record
from concordat.services.office import Office
from concordat.services.programme_dates import programme_dates
from concordat.services.register import Reading
from concordat.services.standing import standing

CLOSED = frozenset({VersionState.REJECTED, VersionState.SUPERSEDED})
"""The states of versions whose dates are nobody's any more."""


def home(request: Request) -> HTMLResponse:
    """Show the programme: what it is, where it stands, how to take part."""
    with office_of(request).register.reading() as view:
        version = version_in_force(view)
        if version is None:
            return page(request, "nothing-yet", version=None)
        found = standing(view, version.id)
        coming = version_on_its_way(view, version)
        open_one = coming or version
        return page(
            request,
            "programme",
            version=version,
            found=found,
            stands=STANDS[version.state],
            stages=stages(view, version, found),
            documents=listed(view, version),
            quiet=publicity_block(
                open_one.programme, local_date(view.now, version.programme.timezone)
            ),
            sessions=[e for e in open_one.programme.timeline.events if e.ends > view.now],
            in_review=open_one.state == VersionState.IN_REVIEW,
            has_text=text_on_record(view, open_one) is not None,
            open_one=open_one,
            coming=None if coming is None else on_its_way(view, coming),
            has_calendar=desk_of(request).write_calendar is not None,
            groups=place_groups(found),
            counting=counting(found),
            are_asked=version.state in {VersionState.RATIFYING, VersionState.IN_EFFECT},
            withheld=withheld(view, version),
            why_no_record=why_no_record,
        )


def text_of(office: Office, sha256: str) -> Markup:
    """Return the words kept under that hash, which the publisher has escaped."""
    return Markup(office.store.get(sha256).decode())  # noqa: S704 - escaped when it was made.


def agreement(request: Request) -> HTMLResponse:
    """Show the words of the agreement as they stand."""
    office = office_of(request)
    with office.register.reading() as view:
        version = _asked_for(view, request.path_params.get("number"))
        sha256 = text_on_record(view, version)
        documents = listed(view, version)
    if sha256 is None:
        raise NotFound(
            "The draft has not been published yet.",
            remedy="It is published when the review window opens.",
        )
    text = text_of(office, sha256)
    return page(
        request,
        "agreement",
        version=version,
        text=text,
        headings=headings_of(text),
        frozen=version.text_sha256 is not None,
        sha256=sha256,
        documents=documents,
    )


def _asked_for(view: Reading, number: int | None) -> Version:
    if number is not None:
        return version_numbered(view, number)
    return version_in_force(view) or version_shown(view)


def document(request: Request) -> Response:
    """Send a public document; NotFound for every other one."""
    data, name = _public(request, "pdf")
    return pdf(data, name, FOREVER)


def word_file(request: Request) -> Response:
    """Send a public Word file, which the browser saves; NotFound for every other one."""
    data, name = _public(request, "docx")
    saved = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=MEDIA_TYPES["docx"], headers=saved | FOREVER)


def _public(request: Request, kind_of_file: str) -> tuple[bytes, str]:
    office, sha256 = office_of(request), request.path_params["sha256"]
    with office.register.reading() as view:
        name = _public_name(view, sha256, kind_of_file)
    return office.store.get(sha256), name


def _public_name(view: Reading, sha256: str, kind_of_file: str) -> str:
    for version_id in reversed(view.version_ids()):
        for kind, scope, kept in view.documents(version_id):
            if kept == sha256 and kind in PUBLIC_KINDS and ending(kind) == kind_of_file:
                stem = kind.removesuffix(f"-{kind_of_file}")
                return f"{version_id}-{scope}-{stem}.{kind_of_file}"
    raise NotFound("There is no public document at this address.", remedy="Start from our pages.")


def pdf(data: bytes, name: str, headers: dict[str, str] | None = None) -> Response:
    """Return a PDF that the browser shows, and saves under that name."""
    shown = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(data, media_type="application/pdf", headers=shown | (headers or {}))


def status(request: Request) -> Response:
    """Say where the agreement stands, for machines."""
    office = office_of(request)
    with office.register.reading() as view:
        version = version_in_force(view) or version_shown(view)
        said = open_data(view, version, office.links.portal_url)
        changed_at = last_changed(view, version.programme.timezone)
    body = json.dumps(said, ensure_ascii=False, indent=1).encode()
    return conditional(request, body, "application/json", changed_at)


def calendar(request: Request) -> Response:
    """Send the programme's sessions as a calendar file."""
    desk = desk_of(request)
    with desk.office.register.reading() as view:
        version: Version = version_shown(view)
    if desk.write_calendar is None:
        raise NotFound("There is no calendar here.", remedy="The sessions are on the first page.")
    made = desk.write_calendar(version.programme, desk.office.clock.now())
    return Response(made, media_type="text/calendar")


def feed(request: Request) -> Response:
    """Send every date of the programme, as a calendar to subscribe to."""
    desk = desk_of(request)
    with desk.office.register.reading() as view:
        version = version_shown(view)
        known = [view.version(version_id) for version_id in view.version_ids()]
        alive = [v for v in known if v.state not in CLOSED]
        dates = [d for v in alive for d in programme_dates(view, v)]
        changed_at = last_happened(view)
    if desk.write_feed is None:
        raise NotFound("There is no calendar here.", remedy="The dates are on the first page.")
    portal = desk.office.links.portal_url
    # A session is one event in every version, so its number grows from each to the next.
    sequence = sum(v.revision + 1 for v in known)
    made = desk.write_feed(version.programme, dates, sequence, changed_at, portal)
    return conditional(request, made, "text/calendar", changed_at)


def accessibility(request: Request) -> HTMLResponse:
    """Say how these pages and documents were made for everyone, and what is not known of them."""
    return page(request, "accessibility", version=read_version(request))
