"""The portal as one web app: every page with who may call it."""

from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware

from concordat.portal import (
    asking,
    changes,
    comments,
    identity,
    messages,
    public,
    reviews,
    signing,
    verification,
)
from concordat.portal.access import Access, Page
from concordat.portal.desk import Desk, WriteCalendar, WriteFeed
from concordat.portal.errors import HANDLERS
from concordat.portal.forms import with_form
from concordat.portal.gate import Gate
from concordat.portal.headers import SecurityHeaders
from concordat.portal.messages import IsSigned
from concordat.portal.opened_link import open_in_browser
from concordat.portal.rendering import Pages
from concordat.portal.thanks import THANKS, thanks
from concordat.portal.verification import Verification
from concordat.services.office import Office
from concordat.services.ports import PdfInspector
from concordat.services.recognition import Recogniser

ANYONE, PERSONAL = Access.PUBLIC, Access.PERSONAL_LINK

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
    Page("/connect/{provider}", messages.take_message, Access.SIGNED_MESSAGE, "POST"),
    Page("/review/{token}", reviews.show_return_form, PERSONAL),
    Page("/review/{token}", with_form(reviews.take_return), PERSONAL, "POST"),
)


def create_app(
    office: Office,
    templates: Path = Path("templates"),
    write_calendar: WriteCalendar | None = None,
    inspector: PdfInspector | None = None,
    write_feed: WriteFeed | None = None,
    listeners: Mapping[str, IsSigned] | None = None,
) -> Starlette:
    """Return the portal of the office. `templates` holds `portal/`, its pages and stylesheet."""
    folder = templates / "portal"
    app = Starlette(
        routes=list(PAGES),
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers=HANDLERS,
    )
    # Behind a proxy a redirect to the address with a slash could leave https.
    app.router.redirect_slashes = False
    stylesheet = (folder / "portal.css").read_bytes()
    checks = None if inspector is None else Verification(inspector, Recogniser(office), Gate())
    app.state.desk = Desk(
        office, Pages(folder), stylesheet, write_calendar, checks, write_feed, listeners or {}
    )
    return app
