"""Every page of the portal that people look at, with how to come to it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from concordat.services.staff import make_admin_link
from tests.browser import stages
from tests.browser.stages import Stage
from tests.browser.visits import UNKNOWN, Visit
from tests.fakes import EAST, place_of

Come = Callable[[Visit], None]


@dataclass(frozen=True)
class Shown:
    """One page in one of its states. `route` is its path in `PAGES`; `status` is that of the answer."""

    name: str
    route: str
    stage: Stage
    come: Come
    status: int = 200


def _at(path: str) -> Come:
    return lambda visit: visit.open(path)


def _pressing(path: str, *buttons: str) -> Come:
    def come(visit: Visit) -> None:
        visit.open(path)
        for button in buttons:
            visit.press(button)

    return come


def _checking(sealed: bool) -> Come:
    def come(visit: Visit) -> None:
        visit.open("/verify")
        data = _record(visit) if sealed else b"%PDF-1.7 of somebody else"
        file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": data}
        visit.page.set_input_files("input[type=file]", files=[file])
        visit.press("Check it")

    return come


def _record(visit: Visit) -> bytes:
    sha256 = place_of(visit.office, "north").ratification.current_sha256
    return visit.office.store.get(sha256 or "")


def _doorstep(visit: Visit) -> None:
    visit.open(f"/sign/{visit.link(EAST)}")


def _code_sent(visit: Visit) -> None:
    visit.ask_for_code(EAST)


def _wrong_code(visit: Visit) -> None:
    visit.ask_for_code(EAST)
    visit.type("The code", "12")
    visit.press("Continue")


def _document(visit: Visit) -> None:
    visit.identify(EAST)
    for summary in visit.page.locator("summary").all():
        summary.click()


def _document_in_public(visit: Visit) -> None:
    visit.identify()


def _no_name(visit: Visit) -> None:
    visit.identify(EAST)
    visit.press("Sign as")


def _no_reason(visit: Visit) -> None:
    visit.identify(EAST)
    visit.unfold("I do not want to sign")
    visit.press("Decline to sign")


def _not_now(visit: Visit) -> None:
    visit.identify(EAST)
    visit.press("Not now")
    visit.page.get_by_text("sign another day").wait_for()


def _delegate(visit: Visit) -> None:
    visit.identify(EAST)
    visit.press("Let somebody else sign for me")
    visit.page.locator("#delegate-deputy").wait_for()


def _no_deputy(visit: Visit) -> None:
    _delegate(visit)
    visit.press("Delegate to them")
    visit.page.get_by_role("alert").wait_for()


def _delegated(visit: Visit) -> None:
    _delegate(visit)
    for field, words in DEPUTY.items():
        visit.page.locator(f"#delegate-{field}, [name={field}]").first.fill(words)
    visit.press("Delegate to them")
    visit.page.get_by_text("A deputy signs for you").first.wait_for()


def _officer(visit: Visit) -> None:
    visit.open_tablet()


def _tablet(visit: Visit) -> None:
    visit.be_the_officer()


def _hand_over(visit: Visit) -> None:
    visit.be_the_officer()
    visit.open("/in-person/next")


def _letter(visit: Visit) -> None:
    visit.open("/mailbox")
    visit.page.locator("main a[href^='/mailbox/']").first.click()


def _news(visit: Visit) -> None:
    _letter(visit)
    link = re.search(r"/news/[\w-]+/\d+/[\w-]+", visit.page.content())
    assert link is not None
    visit.open(link[0])


def _no_news(visit: Visit) -> None:
    _news(visit)
    visit.press("Stop the news")
    visit.page.get_by_text("You get no news").first.wait_for()


def _review(visit: Visit) -> None:
    visit.open(f"/review/{visit.review_link()}")


def _unknown_commitment(visit: Visit) -> None:
    _review(visit)
    visit.type("Where has the agreement been a success?", "It has.")
    script = "document.querySelector('[name^=\"words.\"]').name = 'words.of-nobody'"
    visit.page.evaluate(script)
    visit.page.locator("textarea[name='words.of-nobody']").fill("Kept.")
    visit.press("Send the return")


def _admin_link(visit: Visit) -> None:
    visit.page.goto(make_admin_link(visit.office))


def _staff(visit: Visit) -> None:
    _admin_link(visit)
    visit.press("Sign in")


DEPUTY = {
    "deputy": "Ann Other",
    "role": "vice-chair",
    "address": "vice@east.example.org",
    "day": "24",
    "month": "6",
    "year": "2027",
    "reference": "minute east/27/2",
}

SHOWN = (
    Shown("nothing yet", "/", stages.nothing, _at("/")),
    Shown("a rehearsal", "/", stages.rehearsing, _at("/")),
    Shown("the programme, planned", "/", stages.planned, _at("/")),
    Shown("the programme, in review", "/", stages.commenting, _at("/")),
    Shown("the programme, ratifying", "/", stages.ratifying, _at("/")),
    Shown("the programme, in effect", "/", stages.reviewing, _at("/")),
    Shown("the programme, amending", "/", stages.amending, _at("/")),
    Shown("the draft", "/agreement", stages.commenting_at_length, _at("/agreement")),
    Shown("the agreement", "/agreement", stages.ratifying, _at("/agreement")),
    Shown(
        "an agreement by number", "/agreement/{number:int}", stages.amending, _at("/agreement/2")
    ),
    Shown("changes", "/changes/{number:int}", stages.amending, _at("/changes/2")),
    Shown("comment", "/comment", stages.commenting, _at("/comment")),
    Shown("comment, refused", "/comment", stages.commenting, _pressing("/comment", "Send"), 400),
    Shown("comment, closed", "/comment", stages.ratifying, _at("/comment")),
    Shown("commented", "/comment/sent", stages.commenting, _at("/comment/sent")),
    Shown("accessibility", "/accessibility", stages.commenting, _at("/accessibility")),
    Shown("verify", "/verify", stages.commenting, _at("/verify")),
    Shown(
        "verify, none chosen", "/verify", stages.commenting, _pressing("/verify", "Check it"), 400
    ),
    Shown("verified, ours", "/verify", stages.ratifying, _checking(sealed=True)),
    Shown("verified, foreign", "/verify", stages.ratifying, _checking(sealed=False)),
    Shown("doorstep", "/signing/{key}", stages.ratifying, _doorstep),
    Shown("code sent", "/signing/{key}", stages.ratifying, _code_sent),
    Shown("code, wrong", "/signing/{key}", stages.ratifying, _wrong_code, 400),
    Shown("sign a record", "/signing/{key}", stages.ratifying, _document),
    Shown("sign in public", "/signing/{key}", stages.signing, _document_in_public),
    Shown("sign, no name", "/signing/{key}", stages.ratifying, _no_name, 400),
    Shown("decline, no reason", "/signing/{key}", stages.ratifying, _no_reason, 400),
    Shown("signed", "/signed", stages.ratifying, _at("/signed")),
    Shown("declined", "/declined", stages.ratifying, _at("/declined")),
    Shown("asked", "/asked", stages.ratifying, _at("/asked")),
    Shown("later", "/signing/{key}", stages.ratifying, _not_now),
    Shown("delegate", "/signing/{key}/delegate", stages.ratifying, _delegate),
    Shown("delegate, refused", "/signing/{key}/delegate", stages.ratifying, _no_deputy, 409),
    Shown("delegated", "/signing/{key}", stages.delegating, _delegated),
    Shown("taken back", "/taken-back", stages.ratifying, _at("/taken-back")),
    Shown("partner", "/partners/{party}/{number:int}", stages.ratifying, _at("/partners/vcse/1")),
    Shown("event officer", "/in-person", stages.at_the_event, _officer),
    Shown("tablet", "/in-person", stages.at_the_event, _tablet),
    Shown("hand over", "/in-person/next", stages.at_the_event, _hand_over),
    Shown("news", "/news/{agreement}/{number:int}/{token}", stages.commenting, _news),
    Shown("no news", "/news/{agreement}/{number:int}/{token}", stages.commenting, _no_news),
    Shown("mailbox", "/mailbox", stages.commenting, _at("/mailbox")),
    Shown("letter", "/mailbox/{name}", stages.commenting, _letter),
    Shown("review", "/returning/{key}", stages.reviewing, _review),
    Shown("review, refused", "/returning/{key}", stages.reviewing, _unknown_commitment, 400),
    Shown("returned", "/returned", stages.reviewing, _at("/returned")),
    Shown("no such page", "/", stages.ratifying, _at("/nowhere"), 404),
    Shown("no such review", "/review/{token}", stages.ratifying, _at(f"/review/{UNKNOWN}"), 404),
    Shown("staff, not signed in", "/staff/sign-in", stages.ratifying, _at("/staff")),
    Shown("staff, with a link", "/staff/enter/{token}", stages.ratifying, _admin_link),
    Shown("staff", "/staff", stages.ratifying, _staff),
    Shown("staff, nothing yet", "/staff", stages.nothing, _staff),
    Shown("no such event", "/event/{token}", stages.ratifying, _at(f"/event/{UNKNOWN}"), 404),
    Shown("no such link", "/sign/{token}", stages.ratifying, _at(f"/sign/{UNKNOWN}"), 404),
    Shown(
        "unopened link", "/signing/{key}", stages.ratifying, _at("/signing/0123456789abcdef"), 403
    ),
)

FILES = {
    "/authority.pem",
    "/calendar.ics",
    "/documents/{sha256}.docx",
    "/documents/{sha256}.pdf",
    "/health",
    "/mailbox/{name}/files/{number:int}",
    "/mailbox/{name}/html",
    "/programme.ics",
    "/signing/{key}/document.pdf",
    "/ready",
    "/robots.txt",
    "/staff/callback",
    "/staff/provider",
    "/static/icon-{brand}.svg",
    "/static/logo-{sha256}",
    "/static/{name}.css",
    "/status.json",
}
"""The routes that send a file, a letter, or a browser elsewhere: there is no page of ours to look at."""
