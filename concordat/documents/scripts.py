"""The fonts of names in other scripts, as their packages ship them, read only when needed.

Arabic is IBM Plex Sans, whose letters are one glyph each, so that they can be copied; the others
are Noto Sans.

A document that Fira Sans can set costs nothing more for them. The order is fixed, and a character
is set in the first font that has it, so that the same text gives the same bytes everywhere. All
are set in their regular weight, in headings too.
"""

import unicodedata
from base64 import b64encode
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path

_SCRIPTS = (
    "Devanagari",
    "Gurmukhi",
    "Bengali",
    "Gujarati",
    "Tamil",
    "Telugu",
    "Kannada",
    "Malayalam",
    "Oriya",
    "Sinhala",
    "Arabic",
    "Hebrew",
    "Armenian",
    "Georgian",
    "Ethiopic",
    "Thai",
    "Lao",
    "Khmer",
    "Myanmar",
)
_ARABIC = "IBMPlexSansArabic"
_FONTS = ("NotoSans", _ARABIC, *(f"NotoSans{script}" for script in _SCRIPTS))
_VARIATIONS = ("fvar", "gvar", "avar", "cvar", "HVAR", "VVAR", "MVAR", "STAT")
# Marks and joiners belong to the letter before them, and are set in its font.
_FOLLOWS = frozenset({"Mn", "Mc", "Cf"})


def scripts_for(characters: set[str]) -> tuple[str, ...]:
    """Return the fonts that those characters, which Fira Sans lacks, are set in; maybe none."""
    wanted = [c for c in sorted(characters) if unicodedata.category(c) not in _FOLLOWS]
    found = {_first_with(character) for character in wanted}
    return tuple(font for font in _FONTS if font in found)


def covered_by(fonts: tuple[str, ...]) -> frozenset[str]:
    """Return every character that those fonts have."""
    return frozenset().union(*(_characters(font) for font in fonts))


def script_faces(fonts: tuple[str, ...]) -> str:
    """Return the CSS that defines a family, of the font's name, from each of those fonts."""
    return "\n".join(
        f"@font-face {{ font-family: '{font}'; src: url('{_as_address(font)}'); }}"
        for font in fonts
    )


def _first_with(character: str) -> str | None:
    return next((font for font in _FONTS if character in _characters(font)), None)


@cache
def _characters(font: str) -> frozenset[str]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 (slow to import; only rendering needs it)

    with TTFont(file_of(font), lazy=True) as opened:
        return frozenset(map(chr, opened.getBestCmap()))


def _as_address(font: str) -> str:
    """Return the font in its regular weight, as a `data:` address."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 (as above)

    regular = BytesIO()
    with TTFont(file_of(font), recalcTimestamp=False) as variable:
        for table in set(_VARIATIONS) & set(variable.keys()):
            del variable[table]
        variable.save(regular)
    return f"data:font/ttf;base64,{b64encode(regular.getvalue()).decode()}"


def is_script_font(name: str) -> bool:
    """Say whether that is the name of one of these fonts."""
    return name in _FONTS


def file_of(font: str) -> Path:
    """Return the file of a font, as its package ships it."""
    if font == _ARABIC:
        return (
            Path(str(resources.files("fontpkg_ibm_plex_sans_arabic")))
            / "files"
            / f"{font}-Regular.ttf"
        )
    return Path(str(resources.files("manimgx_fonts"))) / f"{font}[wght].ttf"
