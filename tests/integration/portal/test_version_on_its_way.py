"""While a version is in effect and another is on its way: which of them each page is about."""

import pytest

from concordat.services.office import Office
from concordat.services.review_window import open_review_window
from tests.fakes import VERSION, go_to, version_of
from tests.integration.portal.conftest import Visitor
from tests.integration.portal.test_open_data import data_of
from tests.scenarios.test_amended_versions import (
    CONSULTING,
    EDITORIAL,
    MATERIAL,
    V2,
    amended,
    led_on,
    version,
)


@pytest.fixture
def visitor(ratified_office: Office) -> Visitor:
    return Visitor(ratified_office)


def test_the_first_page_is_about_the_version_in_effect_and_says_what_is_on_its_way(
    visitor: Visitor,
) -> None:
    amended(visitor.office, MATERIAL)
    page = visitor.get("/").text
    assert ">Version 1</span>" in page
    assert "The agreement is in effect." in page
    assert "On its way: version 2" in page
    assert "Version 2 amends this one, which stays in effect until that one does." in page
    assert 'href="/changes/2"' in page
    assert page.index("The agreement is in effect.") < page.index("On its way: version 2")


def test_people_take_part_in_the_one_on_its_way(visitor: Visitor) -> None:
    made = amended(visitor.office, CONSULTING)
    go_to(visitor.office, made.programme.timeline.window_opens, 9)
    open_review_window(visitor.office, V2)
    page = visitor.get("/").text
    assert 'href="/comment">Comment on the draft</a>' in page
    assert '<a href="/agreement/2">Read the draft</a>' in page
    assert "We work as equals, in every place." in visitor.get("/agreement/2").text
    assert '<a href="/agreement/2">Read the draft</a>' in visitor.get("/comment").text
    assert visitor.post("/comment", text="Good.").status_code == 303


def test_the_agreement_is_the_one_in_effect_and_each_version_has_its_own_page(
    visitor: Visitor,
) -> None:
    amended(visitor.office, MATERIAL)
    assert "We work as equal partners." in visitor.get("/agreement").text
    assert "We work as equal partners." in visitor.get("/agreement/1").text
    assert "We work as equals, in every place." in visitor.get("/agreement/2").text
    assert visitor.get("/agreement/3").status_code == 404
    assert 'href="/agreement/2">Read the text' in visitor.get("/changes/2").text


def test_the_data_says_both(visitor: Visitor) -> None:
    assert data_of(visitor)["coming"] is None
    amended(visitor.office, MATERIAL)
    said = data_of(visitor)
    assert (said["version"], said["state"]) == (1, "in effect")
    assert (said["coming"]["version"], said["coming"]["state"]) == (2, "awaiting approval")


def test_once_it_takes_effect_it_is_the_one_that_is_shown(visitor: Visitor) -> None:
    amended(visitor.office, EDITORIAL)
    led_on(visitor.office)
    assert version(visitor.office, V2).effective_on is not None
    assert version_of(visitor.office).superseded_by == V2
    page = visitor.get("/").text
    assert ">Version 2</span>" in page
    assert "On its way" not in page
    assert data_of(visitor)["supersedes"] == VERSION
