"""The page that shows the portal has a sentence and a small picture for every page on the way."""

import pytest

from tests.reference.portal_page import SHOWN, Shown

LARGEST = 120_000
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.title)
def test_a_page_on_the_way_has_a_small_picture_and_one_sentence(shown: Shown) -> None:
    data = shown.picture.read_bytes()
    assert data.startswith(PNG)
    assert len(data) < LARGEST
    assert shown.told.endswith(".")
    assert ". " not in shown.told


def test_each_picture_is_of_one_page() -> None:
    assert len({shown.picture for shown in SHOWN}) == len(SHOWN)
