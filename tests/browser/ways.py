"""The ways in which people use a page: with a mouse or a finger, or with a keyboard alone.

Both know a page by what it says: the names of its buttons and links, and the labels of its fields.
"""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from playwright.sync_api import Locator, Page

from tests.browser.focus import Focus, focus_of

MANY = 200
"""More stops than any page has."""


class Way(Protocol):
    """How somebody uses the page that is open."""

    page: Page

    def press(self, name: str) -> None:
        """Press the button or follow the link that begins with that name."""
        ...

    def type(self, label: str, words: str) -> None:
        """Type the words into the field whose label begins so."""
        ...

    def unfold(self, name: str) -> None:
        """Unfold what lies behind that summary."""
        ...


@dataclass
class ByMouse:
    """Points and clicks."""

    page: Page

    def press(self, name: str) -> None:
        begins = _begins(name)
        button = self.page.get_by_role("button", name=begins)
        button.or_(self.page.get_by_role("link", name=begins)).first.click()

    def type(self, label: str, words: str) -> None:
        field = self.page.get_by_label(_begins(label))
        field.click()
        self.page.keyboard.type(words)

    def unfold(self, name: str) -> None:
        self.page.locator("summary", has_text=_begins(name)).click()


@dataclass
class ByKeyboard:
    """Goes from stop to stop with Tab. Every stop on the way has to be seen, and in the order of the page."""

    page: Page

    def press(self, name: str) -> None:
        self._go_to(name)
        self.page.keyboard.press("Enter")

    def type(self, label: str, words: str) -> None:
        self._go_to(label)
        self.page.keyboard.type(words)

    def unfold(self, name: str) -> None:
        self._go_to(name)
        self.page.keyboard.press("Space")

    def stops(self) -> list[Focus]:
        """Go once round the page; return every stop in turn."""
        return list(self._tour())

    def _go_to(self, name: str) -> None:
        for stop in self._tour():
            if stop.name.startswith(name):
                return
        raise AssertionError(f"'{name}' is not reached by keyboard on {self.page.url}")

    def _tour(self) -> Any:
        seen: set[int] = set()
        for _ in range(MANY):
            self.page.keyboard.press("Tab")
            stop = focus_of(self.page)
            if stop is None or stop.number in seen:
                return
            assert stop.visible, f"the focus is not seen on {stop}"
            seen.add(stop.number)
            yield stop
        raise AssertionError(f"the keyboard does not leave {self.page.url}")


def _begins(words: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(words)}")


def locate(page: Page, heading: str) -> Locator:
    """Return the heading of the page with those words."""
    return page.get_by_role("heading", name=heading, level=1)
