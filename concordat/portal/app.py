"""The portal as one web app: every page with who may call it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware

from concordat.portal import (
    asking,
    changes,
    comments,
    delegating,
    identity,
    in_person,
    loaded,
    mail_reports,
    mailbox,
    messages,
    news,
    partners,
    public,
    reviews,
    robots,
    signing,
    staff,
    verification,
    watching,
)
from concordat.portal.access import Access, Page
from concordat.portal.desk import Desk, WhatIsMissing, WriteCalendar, WriteFeed, is_over_tls
from concordat.portal.errors import HANDLERS
from concordat.portal.forms import with_form
from concordat.portal.gate import Gate
from concordat.portal.headers import SecurityHeaders
from concordat.portal.hosts import OwnHosts, own_hosts
from concordat.portal.kept_pages import kept
from concordat.portal.messages import IsSigned
from concordat.portal.opened_link import open_in_browser
from concordat.portal.opened_tablet import HANDED_OVER, open_tablet
from concordat.portal.pace import Limits
from concordat.portal.post import Post
from concordat.portal.rendering import Pages
from concordat.portal.staff_door import SIGN_IN, StaffDoor
from concordat.portal.stylesheet import read_stylesheet
from concordat.portal.thanks import THANKS, thanks
from concordat.portal.verification import Verification
from concordat.portal.watching import Measured
from concordat.services.office import Office
from concordat.services.ports import PdfInspector
from concordat.services.recognition import Recogniser
from concordat.services.tablet import PATH

ANYONE, PERSONAL = Access.PUBLIC, Access.PERSONAL_LINK
SIGNED, LOCAL = Access.SHARED_KEY, Access.THIS_MACHINE
DOOR, STAFF = Access.STAFF_DOOR, Access.STAFF

PAGES = (
    Page("/", kept(public.home), ANYONE),
    Page("/agreement", kept(public.agreement), ANYONE),
    Page("/agreement/{number:int}", kept(public.agreement), ANYONE),
    Page("/changes/{number:int}", changes.changes, ANYONE),
    Page("/documents/{sha256}.pdf", public.document, ANYONE),
    Page("/documents/{sha256}.docx", public.word_file, ANYONE),
    Page("/status.json", public.status, ANYONE),
    Page("/programme.ics", public.feed, ANYONE),
    Page("/partners/{party}/{number:int}", partners.partner, ANYONE),
    Page("/accessibility", public.accessibility, ANYONE),
    Page("/health", watching.health, ANYONE),
    Page("/ready", watching.ready, ANYONE),
    Page("/robots.txt", robots.robots, ANYONE),
    Page("/calendar.ics", public.calendar, ANYONE),
    Page("/static/{name}.css", loaded.stylesheet, ANYONE),
    Page("/static/icon-{brand}.svg", loaded.icon, ANYONE),
    Page("/static/logo-{sha256}", loaded.logo, ANYONE),
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
    Page("/signing/{key}/delegate", delegating.show_form, PERSONAL),
    Page("/signing/{key}/delegate", delegating.take_delegation, PERSONAL, "POST"),
    Page("/signing/{key}/take-back", with_form(delegating.take_it_back), PERSONAL, "POST"),
    Page("/signing/{key}/later", with_form(signing.put_off_signing), PERSONAL, "POST"),
    Page("/signing/{key}/witness", with_form(in_person.ask_for_word), PERSONAL, "POST"),
    Page("/signing/{key}/document.pdf", signing.send_document, PERSONAL),
    Page("/event/{token}", open_tablet, PERSONAL),
    Page(PATH, in_person.show_tablet, PERSONAL),
    Page(f"{PATH}/code", with_form(in_person.ask_officers_code), PERSONAL, "POST"),
    Page(f"{PATH}/identity", with_form(in_person.take_officers_code), PERSONAL, "POST"),
    Page(f"{PATH}/turn", with_form(in_person.take_turn), PERSONAL, "POST"),
    Page(HANDED_OVER, in_person.hand_over, PERSONAL),
    Page(f"{PATH}/close", with_form(in_person.close), PERSONAL, "POST"),
    Page("/news/{agreement}/{number:int}/{token}", news.show_choice, PERSONAL),
    Page("/news/{agreement}/{number:int}/{token}", news.take_choice, PERSONAL, "POST"),
    Page("/webhooks/mail", mail_reports.take_report, SIGNED, "POST"),
    Page("/connect/{provider}", messages.take_message, SIGNED, "POST"),
    Page("/mailbox", mailbox.show_letters, LOCAL),
    Page("/mailbox/{name}", mailbox.show_letter, LOCAL),
    Page("/mailbox/{name}/html", mailbox.show_html, LOCAL),
    Page("/mailbox/{name}/files/{number:int}", mailbox.send_file, LOCAL),
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

NO_POST = Post()
"""A portal that takes no reports of letters and shows no mailbox."""


NO_LIMITS = Limits()
ONLY_THE_OPERATOR = StaffDoor()


def create_app(
    office: Office,
    templates: Path = Path("templates"),
    write_calendar: WriteCalendar | None = None,
    inspector: PdfInspector | None = None,
    write_feed: WriteFeed | None = None,
    what_is_missing: WhatIsMissing | None = None,
    post: Post = NO_POST,
    limits: Limits = NO_LIMITS,
    staff_door: StaffDoor = ONLY_THE_OPERATOR,
    listeners: Mapping[str, IsSigned] | None = None,
) -> Starlette:
    """Return the portal of the office. `templates` holds `portal/`, its pages and our own rules.

    It answers under the host of its address in letters, and under this machine's own names.
    BadSetting when set-up has not fetched the components of the stylesheet.
    """
    folder = templates / "portal"
    app = Starlette(
        routes=list(PAGES),
        middleware=[
            Middleware(Measured),
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
    stylesheet = read_stylesheet(folder)
    checks = None if inspector is None else Verification(inspector, Recogniser(office), Gate())
    app.state.desk = Desk(office, Pages(folder), stylesheet, write_calendar, checks, write_feed)
    if what_is_missing is not None:
        app.state.desk = replace(app.state.desk, what_is_missing=what_is_missing)
    if listeners is not None:
        app.state.desk = replace(app.state.desk, listeners=listeners)
    app.state.post = post
    return app
