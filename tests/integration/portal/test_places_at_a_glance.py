"""The first page says at its top how the places stand, and shows those together that stand alike."""

import re
from dataclasses import replace

import pytest

from concordat.domain.decision import Outcome
from concordat.portal.place_groups import counting, place_groups
from concordat.services.office import Office
from concordat.services.standing import Standing, standing
from tests.fakes import EAST, NORTH, VERSION, WEST, place_asked, ratified
from tests.integration.portal.conftest import Visitor


def found(office: Office) -> Standing:
    with office.register.reading() as view:
        return standing(view, VERSION)


def test_before_the_places_are_asked_nothing_is_counted(visitor: Visitor) -> None:
    assert "count towards the agreement" not in visitor.get("/").text


def test_how_many_places_count_and_are_needed_comes_before_the_places(
    later_visitor: Visitor,
) -> None:
    ratified(later_visitor.office, EAST)
    page = later_visitor.get("/").text
    said = "1 of 3 places counts towards the agreement; 2 are needed."
    assert page.index(said) < page.index('<svg class="picture"') < page.index("<table")


def test_places_that_stand_alike_stand_together_and_can_be_gone_to(later_visitor: Visitor) -> None:
    for place in (NORTH, WEST):
        place_asked(later_visitor.office, place)
    ratified(later_visitor.office, EAST, Outcome.RATIFIED_WITH_RESERVATION, text="Fund it first.")
    page = later_visitor.get("/").text
    awaiting, with_reservation = page.split("<tbody")[1:]
    assert "North" in awaiting
    assert "West" in awaiting
    assert "East" in with_reservation
    assert re.findall(r'<a href="#(places-[a-z-]+)">(\d+ places?)</a>', page) == [
        ("places-awaiting-decision", "2 places"),
        ("places-ratified-with-reservation", "1 place"),
    ]
    for anchor in ("places-awaiting-decision", "places-ratified-with-reservation"):
        assert page.count(f'id="{anchor}"') == 1


def test_every_place_stands_in_one_group_by_name(signed_office: Office) -> None:
    [group] = place_groups(found(signed_office))
    assert [place.name for place in group.places] == ["East", "North", "West"]


@pytest.mark.parametrize(
    ("counted", "missing", "said"),
    [
        (0, (), "None of 3 places counts towards the agreement; 2 are needed."),
        (3, (), "3 of 3 places count towards the agreement; 2 are needed."),
        (
            2,
            (EAST,),
            "2 of 3 places count towards the agreement; 2 are needed. East must be among them.",
        ),
    ],
)
def test_a_mandatory_place_that_does_not_count_is_named(
    signed_office: Office, counted: int, missing: tuple[str, ...], said: str
) -> None:
    stands = replace(found(signed_office), counted=counted, mandatory_missing=missing)
    assert counting(stands) == said


def test_the_documents_about_a_text_are_folded_before_it(later_visitor: Visitor) -> None:
    page = later_visitor.get("/agreement").text
    fold, text = page.index("Documents to download ("), page.index("<article")
    assert page.index("<details") < fold < page.index("/documents/") < text
