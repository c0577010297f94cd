"""A programme's own colours on its web pages, and whether they can be read.

The rules:
1. The words on the brand colour have a contrast of at least 4.5:1 to it.
2. The brand colour has a contrast of at least 3:1 to the white of the page: buttons and the stops of
   the timeline are drawn in it.
Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
"""

from dataclasses import dataclass

WHITE = "#ffffff"
WORDS_NEED = 4.5
SHAPES_NEED = 3.0

_LINEAR_UP_TO = 0.04045


@dataclass(frozen=True, slots=True)
class Colours:
    """The brand colour and that of the words on it, each as `#` and six hexadecimal digits."""

    brand: str
    text: str = WHITE


USUAL = Colours("#0b5563")
"""The colours of a programme that names none."""


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21. Source: WCAG 2.2, contrast ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def darkened(colour: str, share: float) -> str:
    """Return the colour mixed with that share of black, from 0 to 1."""
    return "#" + "".join(f"{round(part * (1 - share)):02x}" for part in _parts(colour))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, each from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
