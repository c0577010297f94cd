"""The fonts of every document: Fira Sans, as its package ships it, never the machine's own.

Names in other scripts are set in the Noto fonts of those scripts. A character that none of them
has is never drawn as an empty box: a few have a plain twin, and any other is written out by its
Unicode name in square brackets.
"""

import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

from concordat.documents.scripts import covered_by, script_faces, scripts_for

FAMILY = "Concordat Text"
_FACES = (
    ("Regular", 400, "normal"),
    ("Italic", 400, "italic"),
    ("SemiBold", 700, "normal"),
    ("SemiBoldItalic", 700, "italic"),
)
_TWINS = {
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}",
    "\N{THIN SPACE}": "\N{NO-BREAK SPACE}",
    "\N{ZERO WIDTH SPACE}": "",
    "\N{ZERO WIDTH NO-BREAK SPACE}": "",
}
_LAYOUT = frozenset("\n\t\r")


def font_faces() -> str:
    """Return the CSS that defines the family from the font files."""
    return "\n".join(
        f"@font-face {{ font-family: '{FAMILY}'; font-weight: {weight}; font-style: {style}; "
        f"font-feature-settings: 'lnum', 'tnum'; src: url('{face_file(name).as_uri()}'); }}"
        for name, weight, style in _FACES
    )


def more_faces(scripts: tuple[str, ...]) -> str:
    """Return the CSS that sets those scripts in fonts of their own; none for no scripts."""
    if not scripts:
        return ""
    families = ", ".join(f"'{family}'" for family in (FAMILY, *scripts))
    return f"{script_faces(scripts)}\n@page {{ font-family: {families}; }} body {{ font-family: {families}; }}"


def face_file(name: str) -> Path:
    """Return the font file of one face, such as `Regular`."""
    return Path(str(resources.files("fontpkg_fira_sans"))) / "files" / f"FiraSans-{name}.ttf"


def scripts_in(text: str) -> tuple[str, ...]:
    """Return the fonts of other scripts that the text needs, in their order; mostly none."""
    return scripts_for(_lacking(text))


def printable(text: str) -> str:
    """Return the text with every character that no font has replaced by its twin or its name."""
    unknown = set(text) - _covered()
    if not unknown:
        return text
    unknown -= covered_by(scripts_in(text)) - _TWINS.keys()
    return text.translate({ord(character): _instead_of(character) for character in unknown})


def _lacking(text: str) -> set[str]:
    return set(text) - _covered() - _TWINS.keys()


def _instead_of(character: str) -> str:
    if character in _TWINS:
        return _TWINS[character]
    if unicodedata.category(character) in {"Cc", "Cf", "Mn"}:
        return ""
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"


@cache
def _covered() -> frozenset[str]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 (slow to import; only rendering needs it)

    shared: set[int] | None = None
    for name, _, _ in _FACES:
        with TTFont(face_file(name), lazy=True) as font:
            points = set(font.getBestCmap())
        shared = points if shared is None else shared & points
    return frozenset(chr(point) for point in shared or ()) | _LAYOUT
