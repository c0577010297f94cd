"""The portal as one web app: every page with who may call it."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware

from concordat.portal import (
    asking,
    changes,
    comments,
    identity,
    public,
    reviews,
    robots,
    signing,
    staff,
    verification,
)
from concordat.portal.access import Access, Page
from concordat.portal.desk import Desk, WriteCalendar, WriteFeed, is_over_tls
from concordat.portal.errors import HANDLERS
from concordat.portal.forms import with_form
from concordat.portal.gate import Gate
from concordat.portal.headers import SecurityHeaders
from concordat.portal.hosts import OwnHosts, own_hosts
from concordat.portal.opened_link import open_in_browser
from concordat.portal.pace import Limits
from concordat.portal.rendering import Pages
from concordat.portal.staff_door import SIGN_IN, StaffDoor
from concordat.portal.thanks import THANKS, thanks
from concordat.portal.verification import Verification
from concordat.services.office import Office
from concordat.services.ports import PdfInspector
from concordat.services.recognition import Recogniser

ANYONE, PERSONAL = Access.PUBLIC, Access.PERSONAL_LINK
DOOR, STAFF = Access.STAFF_DOOR, Access.STAFF

PAGES = (
    Page("/", public.home, ANYONE),
    Page("/agreement", public.agreement, ANYONE),
    Page("/agreement/{number:int}", public.agreement, ANYONE),
    Page("/changes/{number:int}", changes.changes, ANYONE),
    Page("/documents/{sha256}.pdf", public.document, ANYONE),
    Page("/documents/{sha256}.docx", public.word_file, ANYONE),
    Page("/status.json", public.status, ANYONE),
    Page("/programme.ics", public.feed, ANYONE),
    Page("/accessibility", public.accessibility, ANYONE),
    Page("/health", public.health, ANYONE),
    Page("/robots.txt", robots.robots, ANYONE),
    Page("/calendar.ics", public.calendar, ANYONE),
    Page("/static/portal.css", public.stylesheet, ANYONE),
    Page("/comment", comments.show_comment_form, ANYONE),
    Page("/comment", with_form(comments.take_comment), ANYONE, "POST"),
    Page("/verify", verification.show_form, ANYONE),
    Page("/verify", verification.check_document, ANYONE, "POST"),
    Page("/authority.pem", verification.authority, ANYONE),
    *(Page(path, thanks, ANYONE) for path in THANKS),
    Page("/sign/{token}", open_in_browser, PERSONAL),
    Page("/signing/{key}", signing.show_document, PERSONAL),
    Page("/signing/{key}", with_form(signing.take_signature), PERSONAL, "POST"),
    Page("/signing/{key}/code", with_form(identity.ask_for_code), PERSONAL, "POST"),
    Page("/signing/{key}/identity", with_form(identity.take_code), PERSONAL, "POST"),
    Page("/signing/{key}/question", with_form(asking.take_question), PERSONAL, "POST"),
    Page("/signing/{key}/format", with_form(asking.take_format), PERSONAL, "POST"),
    Page("/signing/{key}/decline", with_form(signing.take_decline), PERSONAL, "POST"),
    Page("/signing/{key}/document.pdf", signing.send_document, PERSONAL),
    Page("/review/{token}", reviews.open_in_browser, PERSONAL),
    Page("/returning/{key}", reviews.show_return_form, PERSONAL),
    Page("/returning/{key}", with_form(reviews.take_return), PERSONAL, "POST"),
    Page("/staff", staff.desk, STAFF),
    Page("/staff/sign-out", with_form(staff.sign_out), DOOR, "POST"),
    Page(SIGN_IN, staff.show_sign_in, DOOR),
    Page("/staff/provider", staff.to_provider, DOOR),
    Page("/staff/callback", staff.from_provider, DOOR),
    Page("/staff/enter/{token}", staff.show_admin_link, PERSONAL),
    Page("/staff/enter/{token}", with_form(staff.enter), PERSONAL, "POST"),
)


NO_LIMITS = Limits()
ONLY_THE_OPERATOR = StaffDoor()


def create_app(
    office: Office,
    templates: Path = Path("templates"),
    write_calendar: WriteCalendar | None = None,
    inspector: PdfInspector | None = None,
    write_feed: WriteFeed | None = None,
    limits: Limits = NO_LIMITS,
    staff_door: StaffDoor = ONLY_THE_OPERATOR,
) -> Starlette:
    """Return the portal of the office. `templates` holds `portal/`, its pages and stylesheet.

    It answers under the host of its address in letters, and under this machine's own names.
    """
    folder = templates / "portal"
    app = Starlette(
        routes=list(PAGES),
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(
                OwnHosts, allowed_hosts=own_hosts(office.links.portal_url), www_redirect=False
            ),
        ],
        exception_handlers=HANDLERS,
    )
    # Behind a proxy a redirect to the address with a slash could leave https.
    app.router.redirect_slashes = False
    app.state.tls = is_over_tls(office)
    app.state.limits = limits
    app.state.staff = staff_door
    stylesheet = (folder / "portal.css").read_bytes()
    checks = None if inspector is None else Verification(inspector, Recogniser(office), Gate())
    app.state.desk = Desk(office, Pages(folder), stylesheet, write_calendar, checks, write_feed)
    return app
