import pytest

from concordat.domain.branding import (
    SHAPES_NEED,
    USUAL,
    WHITE,
    WORDS_NEED,
    contrast,
    darkened,
)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#005eb8", "#ffffff", 6.40),
    ],
)
def test_contrast_is_the_ratio_of_wcag_whichever_comes_first(
    one: str, other: str, ratio: float
) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.05)
    assert contrast(one, other) == contrast(other, one)


def test_the_usual_colours_can_be_read() -> None:
    assert contrast(USUAL.text, USUAL.brand) >= WORDS_NEED
    assert contrast(USUAL.brand, WHITE) >= SHAPES_NEED


def test_a_darkened_colour_is_nearer_to_black() -> None:
    assert darkened("#8040ff", 0.5) == "#402080"
    assert darkened("#8040ff", 0) == "#8040ff"
    assert darkened("#8040ff", 1) == "#000000"
