"""Puts the font of visible signatures into a PDF.

PDF/A and PDF/UA ask that it be embedded, with its widths and with the text its glyphs stand for.
What can be made beforehand is made once for a process; the rest takes a millisecond.
"""

import functools
import zlib
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from concordat.signing.stamp_font import StampFont, stamp_font

_NAME = "/CNCRDT+FiraSans-Regular"
_SYMBOLIC = 4
_CAP_HEIGHT = 689
_STEM = 80
_AT_ONCE = 100


def embed(writer: Any) -> Any:
    """Add the font to a PDF and return its reference: its codes are its glyph numbers."""
    font = stamp_font()
    descendant = _dictionary(
        Type=pdf_name("/Font"),
        Subtype=pdf_name("/CIDFontType2"),
        BaseFont=pdf_name(_NAME),
        CIDSystemInfo=_dictionary(
            Registry=generic.pdf_string("Adobe"),
            Ordering=generic.pdf_string("Identity"),
            Supplement=_number(0),
        ),
        FontDescriptor=writer.add_object(_descriptor(writer, font)),
        CIDToGIDMap=pdf_name("/Identity"),
        W=_widths(font),
    )
    return writer.add_object(
        _dictionary(
            Type=pdf_name("/Font"),
            Subtype=pdf_name("/Type0"),
            BaseFont=pdf_name(_NAME),
            Encoding=pdf_name("/Identity-H"),
            DescendantFonts=generic.ArrayObject([writer.add_object(descendant)]),
            ToUnicode=writer.add_object(_stream(_packed_unicode())),
        )
    )


def _descriptor(writer: Any, font: StampFont) -> Any:
    file = _stream(_packed_font(), Length1=_number(len(font.data)))
    return _dictionary(
        Type=pdf_name("/FontDescriptor"),
        FontName=pdf_name(_NAME),
        Flags=_number(_SYMBOLIC),
        FontBBox=_numbers(-1000, font.descent, 2000, font.ascent),
        ItalicAngle=_number(0),
        Ascent=_number(font.ascent),
        Descent=_number(font.descent),
        CapHeight=_number(_CAP_HEIGHT),
        StemV=_number(_STEM),
        FontFile2=writer.add_object(file),
    )


@functools.cache
def _packed_font() -> bytes:
    return zlib.compress(stamp_font().data, 9)


@functools.cache
def _packed_unicode() -> bytes:
    """Return the map from glyphs back to text, so that the signature can be read aloud."""
    pairs = sorted((glyph, character) for character, glyph in stamp_font().glyphs.items())
    lines = [f"<{glyph:04x}> <{ord(character):04x}>" for glyph, character in pairs]
    parts = [lines[at : at + _AT_ONCE] for at in range(0, len(lines), _AT_ONCE)]
    body = "\n".join("\n".join((f"{len(part)} beginbfchar", *part, "endbfchar")) for part in parts)
    return zlib.compress(
        f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end""".encode(),
        9,
    )


def _widths(font: StampFont) -> Any:
    widths = {font.glyphs[character]: width for character, width in font.widths.items()}
    listed = generic.ArrayObject()
    for glyph, width in sorted(widths.items()):
        listed += [_number(glyph), _numbers(width)]
    return listed


def _stream(packed: bytes, **entries: Any) -> Any:
    known = _dictionary(Filter=pdf_name("/FlateDecode"), **entries)
    return generic.StreamObject(known, encoded_data=packed)


def _dictionary(**entries: Any) -> Any:
    named = {pdf_name(f"/{key}"): value for key, value in entries.items()}
    return generic.DictionaryObject(named)  # type: ignore[no-untyped-call]  # As below.


def _numbers(*values: int) -> Any:
    return generic.ArrayObject([_number(value) for value in values])


def _number(value: int) -> Any:
    return generic.NumberObject(value)  # type: ignore[no-untyped-call]  # Untyped in the library.
