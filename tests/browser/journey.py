"""How a place's signatories sign, one after the other, each from their letter to the page that thanks."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, expect

from concordat.domain.parties import Signatory
from concordat.domain.states import PlaceStatus
from concordat.signing.checking import check_pdf
from tests.browser.asked_place import PLACE, SIGNATORIES, AskedPlace
from tests.browser.ways import Way
from tests.fakes import place_of, signing_of
from tests.standins.postbox import CODE, LINK

PHONE: ViewportSize = {"width": 390, "height": 844}

Use = Callable[[Page], Way]
"""Opens a way to use a page."""

Look = Callable[[str, Page], None]
"""Looks at the page at a moment of the journey, which has a name."""


def nobody_looks(_moment: str, _page: Page) -> None:
    """Look at nothing: a test needs no picture."""


def is_titled(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(re.escape(words)))


def signs(
    way: Way, place: AskedPlace, who: Signatory, number: int, look: Look = nobody_looks
) -> None:
    """Have a signatory go from the letter that asks to the page that thanks."""
    page, box = way.page, place.postbox
    _, link = box.take(who.email, LINK)
    page.goto(link)
    assert urlsplit(link).path.removeprefix("/sign/") not in page.url
    is_titled(page, "First, show that it is you")
    [cookie] = page.context.cookies(page.url)
    assert cookie["name"].startswith("__Host-sign-")
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")
    look("doorstep", page)
    way.press("Send me a code")
    expect(page.get_by_text("is on its way to")).to_be_visible()
    look("code", page)
    place.work()
    _, code = box.take(who.email, CODE)
    way.type("The code", code)
    way.press("Continue")
    is_titled(page, "Sign the ratification record of Northumberland")
    look("request", page)
    reads(way)
    way.type("Your full name", f"Holder of the office, no. {number}")
    look("signing", page)
    way.press("Sign as")
    is_titled(page, "Your signature is on record")
    look("signed", page)


def reads(way: Way) -> None:
    """Have a signatory read the words on the page, and find the PDF behind its link."""
    page = way.page
    expect(page.get_by_role("article", name="The text of the agreement")).to_be_visible()
    to_sign = page.get_by_role("link", name="Open what you are asked to sign (PDF)")
    answer = page.request.get(
        f"{urlsplit(page.url)._replace(path='').geturl()}{to_sign.get_attribute('href')}"
    )
    assert answer.body().startswith(b"%PDF")
    way.press("Go to the signing")


def all_sign(browser: Browser, place: AskedPlace, use: Use, *, scripts: bool) -> None:
    """Have each signatory sign in a browser of their own, when nobody after them has been asked yet."""
    for number, who in enumerate(SIGNATORIES, start=1):
        place.work()
        asked = {str(letter["To"]) for letter in place.postbox.letters}
        assert not asked & {later.email for later in SIGNATORIES[number:]}
        with browser.new_context(
            viewport=PHONE, ignore_https_errors=True, java_script_enabled=scripts
        ) as window:
            signs(use(window.new_page()), place, who, number)
    place.work()
    ratified(place)


def ratified(place: AskedPlace) -> None:
    """Assert that the register has three signatures in order, each identified, and a sealed record."""
    signatures = signing_of(place.office, PLACE).signatures
    assert [s.role for s in signatures] == [s.role for s in SIGNATORIES]
    assert all(s.identified_at is not None for s in signatures)
    record = place_of(place.office, PLACE).ratification
    assert record.status == PlaceStatus.RATIFIED
    sealed = place.office.store.get(record.current_sha256 or "")
    assert check_pdf(sealed, place.office.sealer.authority_pem).faults == ()
    assert list(place.office.register.audit()) == []
