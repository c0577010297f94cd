"""The forms of the portal's own pages, as they are found on them: what a stranger thing starts from."""

from collections.abc import Iterable
from html.parser import HTMLParser

from starlette.routing import Match

from concordat.portal.app import PAGES

Field = tuple[str, str]
"""A field's name, and the value it has before anybody types."""


class Forms(HTMLParser):
    """The fields of each form of a page, by where the form is sent."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[Field]] = {}
        self._open: list[Field] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a form, or of a field of the form that is open."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = self.found.setdefault(said.get("action", ""), [])
        elif tag in {"input", "textarea", "select", "button"} and said.get("name"):
            self._open.append((said["name"], said.get("value", "")))


def forms_of(pages: Iterable[str]) -> dict[str, tuple[Field, ...]]:
    """Return the fields of every form on the pages, by the path of the route it is sent to."""
    found: dict[str, tuple[Field, ...]] = {}
    for html in pages:
        for action, fields in Forms(html).found.items():
            path = route_of("POST", action)
            found[path] = tuple(dict.fromkeys([*found.get(path, ()), *fields]))
    return found


def route_of(method: str, path: str) -> str:
    """Return the path of the route that answers; empty if there is none."""
    found = (page.path for page in PAGES if page.matches(_scope(method, path))[0] is Match.FULL)
    return next(found, "")


def routes_at(path: str) -> set[str]:
    """Return the paths of the routes at an address, whatever the method."""
    scope = _scope("GET", path)
    return {page.path for page in PAGES if page.matches(scope)[0] is not Match.NONE}


def _scope(method: str, path: str) -> dict[str, str]:
    return {"type": "http", "method": method, "path": path, "root_path": ""}
