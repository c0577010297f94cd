"""What pages load, whose they look like, and what must not be served."""

import gzip
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from concordat.domain.branding import Colours
from concordat.domain.errors import BadSetting
from concordat.domain.logo import Logo
from concordat.portal.components import COMPONENTS
from concordat.portal.stylesheet import read_stylesheet
from concordat.programme.load import load_programme
from concordat.programme.logo import AT_MOST_KB
from concordat.services.review_cycle import open_review
from tests.fakes import (
    EAST,
    VERSION,
    a_programme,
    advance,
    an_office,
    everywhere_ratified,
    go_to,
    in_review,
    place_decided,
)
from tests.integration.portal.conftest import TEMPLATES, Visitor

PORTAL = TEMPLATES / "portal"
FIRST_LOAD = 100_000
"""In bytes: a page with all it loads, on a first visit, over the wire."""

LOGO = Logo("image/svg+xml", b64encode(b"<svg/>" * 1000).decode(), "A bridge")


def loaded(page: str) -> list[str]:
    """Return the addresses that a page loads."""
    return re.findall(r'<link[^>]* href="([^"]+)"', page) + re.findall(r' src="([^"]+)"', page)


def on_the_wire(visitor: Visitor, path: str) -> int:
    """Return the bytes of a first visit, as a browser counts them."""
    answer = visitor.get(path)
    parts = [visitor.get(address) for address in loaded(answer.text)]
    assert all(part.status_code == 200 for part in parts)
    # What is packed is counted packed: `content-length` is what travels.
    return sum(int(part.headers["content-length"]) for part in [answer, *parts])


def classes_of(html: str) -> set[str]:
    words = " ".join(re.findall(r'class="([^"]*)"', html)).split()
    return {word for word in words if word.startswith("govuk-")}


PUBLIC = ["/", "/agreement", "/comment", "/verify", "/accessibility", "/signed", "/nowhere"]


def test_a_first_visit_to_any_public_page_of_a_whole_system_is_light(tmp_path: Path) -> None:
    whole = load_programme(Path("config"), date(2026, 11, 23))
    visitor = Visitor(an_office(tmp_path, replace(whole, agreement_id="example-mou")))
    in_review(visitor.office)
    heaviest = {path: on_the_wire(visitor, path) for path in PUBLIC}
    assert max(heaviest.values()) + AT_MOST_KB * 1000 < FIRST_LOAD, heaviest


def test_a_first_visit_to_a_signatorys_page_is_light(later_visitor: Visitor) -> None:
    place_decided(later_visitor.office, EAST)
    advance(later_visitor.office, EAST)
    page = later_visitor.page_of(EAST)
    words = 25_000
    assert on_the_wire(later_visitor, page) + words + AT_MOST_KB * 1000 < FIRST_LOAD


def test_the_stylesheet_is_named_by_what_is_in_it_and_kept_for_good(visitor: Visitor) -> None:
    [portal, colours, icon] = loaded(visitor.get("/").text)
    found = visitor.get(portal)
    assert found.headers["content-type"].startswith("text/css")
    assert found.headers["content-encoding"] == "gzip"
    assert found.headers["vary"] == "Accept-Encoding"
    for other in (colours, icon):
        assert visitor.get(other).headers["cache-control"] == found.headers["cache-control"]
    assert "immutable" in found.headers["cache-control"]
    plain = visitor.call("GET", portal, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == found.text
    sheet = read_stylesheet(PORTAL)
    assert gzip.decompress(sheet.compressed) == sheet.css
    assert portal == f"/static/{sheet.name}"


OTHERS = ["portal-0.css", "colours-xyz.css", "colours-0b5563.css", "icon-red.svg"]


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_else_is_there_to_load(visitor: Visitor, name: str) -> None:
    assert visitor.get(f"/static/{name}").status_code == 404


def test_a_service_without_its_components_says_how_to_fetch_them(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="make setup"):
        read_stylesheet(PORTAL, tmp_path / "govuk.css")


def test_a_page_is_in_the_programmes_colours_and_bears_its_logo(tmp_path: Path) -> None:
    programme = a_programme(colours=Colours("#005eb8", "#ffffff"), logo=LOGO)
    visitor = Visitor(an_office(tmp_path, programme))
    page = visitor.get("/comment").text
    [_, colours, icon, logo] = loaded(page)
    assert 'fill="#005eb8"' in visitor.get(icon).text
    rules = visitor.get(colours).text
    assert "--brand:#005eb8;--brand-text:#ffffff;" in rules
    assert 'alt="A bridge"' in page
    picture = visitor.get(logo)
    assert picture.content == b"<svg/>" * 1000
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in picture.headers["content-security-policy"]
    assert "immutable" in picture.headers["cache-control"]


def test_a_logo_that_no_version_has_is_not_there(visitor: Visitor) -> None:
    assert visitor.get("/static/logo-" + "0" * 64).status_code == 404
    assert "<img" not in visitor.get("/").text


def test_nothing_of_govuks_own_brand_is_served(visitor: Visitor) -> None:
    css = read_stylesheet(PORTAL).css.decode()
    served = css + "".join(visitor.get(path).text for path in PUBLIC)
    for theirs in ("GDS Transport", "@font-face", 'crown"', "__crown", "crest", "GOV.UK</", "url("):
        assert theirs not in served
    assert "MIT Licence" in css


def unstyled(html: str) -> set[str]:
    """Return the blocks of GOV.UK Frontend that the stylesheet does not have; parts may be unstyled."""
    css = read_stylesheet(PORTAL).css.decode()
    blocks = {re.split(r"__|--", name)[0] for name in classes_of(html)}
    return {block for block in blocks - {"govuk-template"} if f".{block}" not in css}


@pytest.mark.parametrize("path", PUBLIC)
def test_every_component_on_a_page_is_in_the_stylesheet(visitor: Visitor, path: str) -> None:
    in_review(visitor.office)
    assert unstyled(visitor.get(path).text) == set()


def test_every_component_on_a_signatorys_pages_is_in_the_stylesheet(later_visitor: Visitor) -> None:
    place_decided(later_visitor.office, EAST)
    advance(later_visitor.office, EAST)
    doorstep = later_visitor.get(later_visitor.sign_link(EAST)).headers["location"]
    shown = [later_visitor.get(doorstep), later_visitor.post(f"{doorstep}/code", ask="code")]
    page = later_visitor.page_of(EAST)
    shown += [later_visitor.get(page), later_visitor.post(page, name="")]
    assert {"govuk-input", "govuk-error-summary"} <= classes_of(shown[-1].text)
    assert set().union(*(unstyled(answer.text) for answer in shown)) == set()


def test_every_component_on_a_partners_return_is_in_the_stylesheet(later_visitor: Visitor) -> None:
    office = everywhere_ratified(later_visitor.office)
    with office.register.reading() as view:
        go_to(office, view.review(VERSION, 1).opens_on, 9)
    open_review(office, VERSION, 1)
    with office.register.reading() as view:
        link = f"/review/{office.links.token(view.asks(VERSION, 1)[0].id)}"
    page = later_visitor.get(later_visitor.get(link).headers["location"]).text
    assert "govuk-radios" in classes_of(page)
    assert unstyled(page) == set()


@pytest.mark.parametrize("template", sorted(PORTAL.glob("*.html.j2")), ids=lambda t: t.name)
def test_every_block_that_a_template_names_is_in_the_stylesheet(template: Path) -> None:
    # What is put in as the page is made is seen on the pages above.
    said = re.sub(r"{{.*?}}", " ", template.read_text(encoding="utf-8"))
    assert unstyled(said) == set()


@pytest.mark.parametrize("template", sorted(PORTAL.glob("*.html.j2")), ids=lambda t: t.name)
def test_every_class_of_our_own_that_a_template_names_has_a_rule(template: Path) -> None:
    said = re.sub(r"{{.*?}}|{%.*?%}", "…", template.read_text(encoding="utf-8"))
    named = " ".join(re.findall(r'class="([^"]*)"', said)).split()
    ours = {name for name in named if "…" not in name and not name.startswith("govuk-")}
    css = (PORTAL / "portal.css").read_text(encoding="utf-8")
    assert {name for name in ours if f".{name}" not in css} == set()


def test_every_macro_has_its_component_in_the_stylesheet() -> None:
    sources = Path("concordat/portal/govuk/components.scss").read_text(encoding="utf-8")
    named = set(re.findall(r"components/([a-z-]+)\"", sources))
    assert named == set(COMPONENTS.values())
