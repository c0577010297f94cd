"""Puts the font of visible signatures into a PDF.

PDF/A and PDF/UA ask that it be embedded, with its widths and with the text its glyphs stand for.
What can be made beforehand is made once for a process.
"""

import functools
import zlib

from concordat.signing.revision import Revision
from concordat.signing.stamp_font import StampFont, stamp_font

NAME = b"/F1"
BASE_FONT = "/CNCRDT+FiraSans-Regular"
_SYMBOLIC = 4
_CAP_HEIGHT = 689
_STEM = 80
_AT_ONCE = 100


def embed(revision: Revision) -> bytes:
    """Add the font to a PDF and return its reference: its codes are its glyph numbers."""
    font, base = stamp_font(), BASE_FONT.encode()
    packed = b"/Filter /FlateDecode"
    file = revision.add_stream(_packed_font(), b"%s /Length1 %d" % (packed, len(font.data)))
    descriptor = revision.add(b"%s /FontFile2 %s >>" % (_description(font), file))
    descendant = revision.add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont %s /CIDToGIDMap /Identity "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/FontDescriptor %s /W %s >>" % (base, descriptor, _widths())
    )
    unicode = revision.add_stream(_packed_unicode(), packed)
    return revision.add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont %s /Encoding /Identity-H "
        b"/DescendantFonts [%s] /ToUnicode %s >>" % (base, descendant, unicode)
    )


def _description(font: StampFont) -> bytes:
    """Return the font's description, not closed yet."""
    return (
        f"<< /Type /FontDescriptor /FontName {BASE_FONT} /Flags {_SYMBOLIC} "
        f"/FontBBox [-1000 {font.descent} 2000 {font.ascent}] /ItalicAngle 0 "
        f"/Ascent {font.ascent} /Descent {font.descent} "
        f"/CapHeight {_CAP_HEIGHT} /StemV {_STEM}"
    ).encode()


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


@functools.cache
def _widths() -> bytes:
    font = stamp_font()
    widths = {font.glyphs[character]: width for character, width in font.widths.items()}
    listed = " ".join(f"{glyph} [{width}]" for glyph, width in sorted(widths.items()))
    return f"[{listed}]".encode()
