"""Somebody's visit to the portal: a tab, and the office behind it."""

from dataclasses import dataclass

from playwright.sync_api import Page

from concordat.domain.in_person import InPersonSigning
from concordat.domain.signature import PUBLIC
from concordat.services.codes import checks_of
from concordat.services.links import Links
from concordat.services.office import Office
from tests.browser.ways import ByMouse
from tests.fakes import VERSION, clock_of, code_sent, signing_of

_STATUS = "performance.getEntriesByType('navigation')[0].responseStatus"
UNKNOWN = "A" * 43


@dataclass
class Visit:
    """A tab, and what a test knows of the service behind it."""

    page: Page
    office: Office

    @property
    def links(self) -> Links:
        return self.office.links

    @property
    def status(self) -> int:
        """Return the HTTP status of the page that is open."""
        status: int = self.page.evaluate(_STATUS)
        return status

    def open(self, path: str) -> None:
        self.page.goto(f"{self.links.portal_url}{path}")

    def press(self, name: str) -> None:
        """Press what leads to another page, and wait until that is there."""
        with self.page.expect_navigation():
            ByMouse(self.page).press(name)

    def type(self, label: str, words: str) -> None:
        ByMouse(self.page).type(label, words)

    def unfold(self, name: str) -> None:
        ByMouse(self.page).unfold(name)

    def link(self, scope: str = PUBLIC, number: int = 0) -> str:
        """Return the token of an open request, after an hour in which nobody has asked for a code."""
        clock_of(self.office).advance(minutes=61)
        return self.links.token(signing_of(self.office, scope).open_requests[number].id)

    def ask_for_code(self, scope: str = PUBLIC, number: int = 0) -> str:
        """Open the link of an open request and ask for a code; return the link's token."""
        token = self.link(scope, number)
        self.open(f"/sign/{token}")
        self.press("Send me a code")
        self.page.get_by_label("The code").wait_for()
        return token

    def identify(self, scope: str = PUBLIC, number: int = 0) -> None:
        """Open the link of an open request, and give the code."""
        token = self.ask_for_code(scope, number)
        self.type("The code", code_sent(self.office, token))
        self.press("Continue")
        self.page.get_by_label("Your full name").wait_for()

    def open_tablet(self) -> None:
        """Open the officer's link of the signing at the event, and ask for the code."""
        clock_of(self.office).advance(minutes=61)
        self.open(f"/event/{self.links.token(self._event())}")
        self.press("Send me a code")
        self.page.get_by_label("The code").wait_for()

    def be_the_officer(self) -> None:
        """Open the officer's link, and give the code."""
        self.open_tablet()
        with self.office.register.reading() as view:
            check = checks_of(view, VERSION, self._event())[-1]
        self.type("The code", self.links.code(check.subject))
        self.press("Open the signing")
        self.page.get_by_text("Who signs now").first.wait_for()

    def _event(self) -> str:
        with self.office.register.reading() as view:
            return view.records(InPersonSigning, VERSION)[-1].id

    def review_link(self) -> str:
        """Return the token of the first partner's link to the review."""
        with self.office.register.reading() as view:
            return self.links.token(view.asks(VERSION, 1)[0].id)
