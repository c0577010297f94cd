"""The font of visible signatures: Fira Sans as its package ships it, cut down to Latin letters.

Cutting takes a tenth of a second, so it is done once for a process.
"""

import functools
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

_LATIN = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x218, 0x21C), range(0x1E80, 0x1E86))
_MORE = (0x1EF2, 0x1EF3, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x20AC)


@dataclass(frozen=True)
class StampFont:
    """The cut-down font: its file, and for each character its glyph and width in 1000ths."""

    data: bytes
    glyphs: dict[str, int]
    widths: dict[str, int]
    ascent: int
    descent: int

    def width(self, text: str, size: float) -> float:
        """Return how wide the text is at that size, in points."""
        return sum(self.widths[character] for character in text) * size / 1000

    def shown(self, text: str) -> str:
        """Return the text with each character the font lacks written as its code."""
        return "".join(c if c in self.glyphs else f"[U+{ord(c):04X}]" for c in text)

    def encoded(self, text: str) -> str:
        """Return the text as the PDF shows it: four hex digits for each glyph."""
        return "".join(f"{self.glyphs[character]:04x}" for character in text)


@functools.cache
def stamp_font() -> StampFont:
    """Return the font of stamps."""
    from fontTools import subset  # noqa: PLC0415 (slow to import; only signing needs it)

    file = Path(str(resources.files("fontpkg_fira_sans"))) / "files" / "FiraSans-Regular.ttf"
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "DSIG"]
    with subset.load_font(file, options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[*chain(*_LATIN), *_MORE])
        cutter.subset(font)
        cut = BytesIO()
        font.save(cut)
        return _measured(font, cut.getvalue())


def _measured(font: Any, data: bytes) -> StampFont:
    scale = 1000 / font["head"].unitsPerEm
    names = {chr(point): name for point, name in font.getBestCmap().items()}
    return StampFont(
        data=data,
        glyphs={character: font.getGlyphID(name) for character, name in names.items()},
        widths={c: round(font["hmtx"][name][0] * scale) for c, name in names.items()},
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
    )
