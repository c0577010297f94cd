"""The colours of a programme's pages can be read by everyone.

The rules:
1. A programme that sets colours names its brand colour.
2. The words on it have a contrast of at least 4.5:1 to it.
3. It has a contrast of at least 3:1 to the white of the page.
Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
"""

from collections.abc import Iterator

from concordat.domain.branding import SHAPES_NEED, WHITE, WORDS_NEED, contrast
from concordat.domain.errors import Fault
from concordat.programme.config import Config
from concordat.programme.models import ColoursModel

BLACK = "#000000"


def brand_is_named(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    colours = _colours(config)
    if colours and colours.is_missing("brand"):
        yield colours.at("brand").fault(
            "'colours' names no brand colour; write \"brand: '#0b5563'\", with the quotes: outside "
            "them # begins a comment"
        )


def words_can_be_read(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    colours = _colours(config)
    if colours is None or colours.brand is None:
        return
    text = colours.text or WHITE
    if contrast(text, colours.brand) < WORDS_NEED:
        better = max(WHITE, BLACK, key=lambda words: contrast(words, colours.brand or WHITE))
        yield colours.at("text" if colours.text else "brand").fault(
            f"words in {text} on the brand colour {colours.brand} have a contrast of "
            f"{_ratio(text, colours.brand)}, and need {WORDS_NEED}:1 to be read; write "
            f"\"text: '{better}'\", or another brand colour"
        )


def brand_stands_out(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    colours = _colours(config)
    if colours and colours.brand and contrast(colours.brand, WHITE) < SHAPES_NEED:
        yield colours.at("brand").fault(
            f"the brand colour {colours.brand} has a contrast of {_ratio(colours.brand, WHITE)} to the "
            f"white of the page, and needs {SHAPES_NEED:.0f}:1, as buttons are drawn in it; write a "
            "darker one"
        )


def _colours(config: Config) -> ColoursModel | None:
    system = config.agreement.system if config.agreement else None
    return system.colours if system else None


def _ratio(one: str, other: str) -> str:
    # Rounded down, so that 4.46 is not told as 4.5.
    return f"{int(contrast(one, other) * 10) / 10}:1"


RULES = (brand_is_named, words_can_be_read, brand_stands_out)
