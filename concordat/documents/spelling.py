"""Says which letters the glyphs of other scripts stand for, to whoever copies or reads them aloud.

WeasyPrint takes a glyph to stand for the letters of its cluster when it is drawn for the first
time. Where a cluster is several glyphs, as in most scripts of South Asia, one of them gets all the
letters and the others none, which no archive accepts. The rules:
1. A glyph without letters stands for the vowel sign that it is, if it is one that is drawn before
   its consonant; for nothing that anybody sees, if not.
2. A glyph that was given more letters than its own stands for its own.
3. A glyph that joins several letters stands for its cluster, without the vowel signs drawn before
   it, which have a glyph of their own.
Letters are read in the order in which they are drawn: such a vowel sign before its consonant.
"""

import re
from functools import cache
from typing import Any

from concordat.documents.scripts import file_of, is_script_font

_MAPPED = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
_DRAWN_BEFORE = (
    "\u093f\u09bf\u09c7\u09c8\u0a3f\u0abf\u0b47\u0bc6\u0bc7\u0bc8\u0d46\u0d47\u0d48\u0dd9"
)
_NO_LETTER = "\N{COMBINING GRAPHEME JOINER}"


def spell(_document: Any, pdf: Any) -> None:
    """Correct the letters of each font of another script, in place, before the PDF is written."""
    for item in pdf.objects:
        if getattr(item, "get", None) and item.get("Type") == "/Font" and "ToUnicode" in item:
            font = item["BaseFont"].decode().partition("+")[2]
            if is_script_font(font):
                mapping = pdf.objects[int(item["ToUnicode"].split()[0])]
                mapping.stream = [_spelt(line, _letters(font)) for line in mapping.stream]


def _spelt(line: bytes, letters: dict[int, str]) -> bytes:
    mapped = _MAPPED.fullmatch(line)
    if mapped is None or line == b"<0000> <ffff>":
        return line
    glyph = int(mapped[1], 16)
    cluster = bytes.fromhex(mapped[2].decode()).decode("utf-16-be")
    text = _letters_of(cluster, letters.get(glyph, ""))
    return b"<%04x> <%s>" % (glyph, text.encode("utf-16-be").hex().encode())


def _letters_of(cluster: str, own: str) -> str:
    if not cluster:
        return own if own and own in _DRAWN_BEFORE else _NO_LETTER
    if own and own in cluster:
        return own
    return cluster.rstrip(_DRAWN_BEFORE) or cluster


@cache
def _letters(font: str) -> dict[int, str]:
    """Return the letter that each glyph is a form of; the first where there are two.

    A form is named after the plain one, with a suffix: `ka-deva.half` after `ka-deva`.
    """
    from fontTools.ttLib import TTFont  # noqa: PLC0415 (slow to import; few documents need it)

    with TTFont(file_of(font), lazy=True) as opened:
        plain: dict[str, str] = {}
        for point, name in sorted(opened.getBestCmap().items()):
            plain.setdefault(name, chr(point))
        forms = enumerate(name.partition(".")[0] or name for name in opened.getGlyphOrder())
        return {glyph: plain[name] for glyph, name in forms if name in plain}
