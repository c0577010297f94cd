"""Every page of the portal for everyone: on a phone and a desk, zoomed, by keyboard, in forced colours, in print."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page
from starlette.routing import Route

from concordat.portal.app import PAGES
from concordat.services.office import Office
from tests.browser import axe
from tests.browser.portal_pages import FILES, SHOWN, Shown
from tests.browser.serving import served
from tests.browser.stages import Stage
from tests.browser.visits import Visit
from tests.browser.ways import ByKeyboard
from tests.fakes import engine_of

NARROW, PHONE, DESK, PAPER = 320, 360, 1280, 718
"""In CSS pixels: 320 is a window of 1280 at 400 %; 718 is A4 with margins of 10 mm."""

_FROM_THE_TOP = """() => { document.activeElement.blur(); window.getSelection().removeAllRanges();
  document.body.prepend(Object.assign(document.createElement('i'), {tabIndex: -1, id: 'top'}));
  document.getElementById('top').focus(); document.getElementById('top').remove(); scrollTo(0, 0) }"""
"""Puts the keyboard where it is when a page has just been opened."""

_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.body.querySelectorAll('*')]
  .filter(e => e.getBoundingClientRect().right + scrollX > innerWidth + 0.5)
  .map(e => e.outerHTML.slice(0, 120))"""
_STOPS = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex="0"]')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled).map(e => [e.name, e.type])"""
_SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
"""Source: WCAG 2.2, 1.4.12."""

_UNSEEN_IN_FORCED_COLOURS = """() => [...document.querySelectorAll('button, .button, input, textarea')]
  .filter(e => e.checkVisibility() && !['hidden', 'file', 'radio'].includes(e.type))
  .filter(e => { const s = getComputedStyle(e);
    return parseFloat(s.borderTopWidth) === 0 || s.borderTopStyle === 'none' })
  .map(e => e.outerHTML)"""


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Stage, Office]]:
    """Return every stage's office, each behind a portal of its own."""
    with ExitStack() as stack:
        found = {}
        for stage in dict.fromkeys(shown.stage for shown in SHOWN):
            folder = tmp_path_factory.mktemp(stage.__name__)
            found[stage] = stack.enter_context(served(stage(folder), mailbox=folder))
        yield found
        for office in found.values():
            engine_of(office).dispose()


@pytest.fixture(params=SHOWN, ids=lambda shown: shown.name)
def visit(
    request: pytest.FixtureRequest, browser: Browser, offices: dict[Stage, Office]
) -> Iterator[Visit]:
    """Return a visit that has come to the page."""
    shown: Shown = request.param
    with browser.new_context(viewport={"width": PHONE, "height": 740}, bypass_csp=True) as window:
        visit = Visit(window.new_page(), offices[shown.stage])
        shown.come(visit)
        assert visit.status == shown.status
        yield visit


def at_width(page: Page, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": 740})
    return page


def test_a_page_is_open_to_everyone(visit: Visit) -> None:
    reaches_everything_by_keyboard(visit.page)
    passes_axe(visit.page)
    fits_every_width(visit.page)
    stands_out_in_forced_colours(visit.page)


def reaches_everything_by_keyboard(page: Page) -> None:
    page.evaluate(_FROM_THE_TOP)
    expected = page.evaluate(_STOPS)
    stops = ByKeyboard(page).stops()
    assert stops[0].name.startswith("Skip to")
    assert len(stops) == len(one_for_each_choice(expected))
    assert [stop.number for stop in stops] == sorted(stop.number for stop in stops)


def passes_axe(page: Page) -> None:
    axe.load(page)
    assert axe.violations(page) == []
    assert axe.violations(at_width(page, DESK)) == []


def fits_every_width(page: Page) -> None:
    assert too_wide(at_width(page, NARROW)) == []
    spaced = page.add_style_tag(content=_SPACED)
    assert too_wide(page) == []
    spaced.evaluate("style => style.remove()")
    page.emulate_media(media="print")
    assert too_wide(at_width(page, PAPER)) == []


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found


def stands_out_in_forced_colours(page: Page) -> None:
    page.emulate_media(media="screen", forced_colors="active")
    assert page.evaluate(_UNSEEN_IN_FORCED_COLOURS) == []


def one_for_each_choice(stops: list[list[str]]) -> list[list[str]]:
    """Return the stops with one for each group of radio buttons, in which the arrows lead on."""
    seen: list[list[str]] = []
    for stop in stops:
        if stop[1] != "radio" or stop not in seen:
            seen.append(stop)
    return seen


def test_every_page_is_looked_at() -> None:
    routes = {
        page.path for page in PAGES if isinstance(page, Route) and "GET" in (page.methods or ())
    }
    assert {shown.route for shown in SHOWN} | FILES == routes
