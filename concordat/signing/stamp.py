"""What a signature looks like on the page: lines of text, as large as its field allows."""

from concordat.signing.font_objects import NAME, embed
from concordat.signing.revision import Revision
from concordat.signing.stamp_font import StampFont, stamp_font

_LARGEST, _SMALLEST, _STEP = 9.0, 4.0, 0.5
_LEADING, _MARGIN = 1.3, 4.0


def add_stamp(
    revision: Revision,
    lines: tuple[str, ...],
    size: tuple[float, float],
    font: bytes | None,
) -> bytes:
    """Add the lines as they are seen in a field of that width and height, and return the reference.

    `font` refers to the font where the document has it already.
    """
    width, height = size
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 %g %g] /Resources << /Font << %s %s >> >>"
    return revision.add_stream(
        _drawn(lines, width, height), entries % (width, height, NAME, font or embed(revision))
    )


def _drawn(lines: tuple[str, ...], width: float, height: float) -> bytes:
    font = stamp_font()
    size, folded = fitted(font, lines, width, height)
    top = height - _MARGIN - size
    drawn = [
        f"BT {NAME.decode()} {size:g} Tf {size * _LEADING:g} TL {_MARGIN:g} {top:g} Td",
        *(f"<{font.encoded(line)}> Tj T*" for line in folded),
        "ET",
    ]
    return "\n".join(drawn).encode()


def fitted(
    font: StampFont, lines: tuple[str, ...], width: float, height: float
) -> tuple[float, list[str]]:
    """Return the largest size at which the lines, folded where needed, fit; and the folded lines."""
    size = _LARGEST
    while True:
        folded = [part for line in lines for part in _folded(font, line, size, width - 2 * _MARGIN)]
        if size <= _SMALLEST or len(folded) * size * _LEADING <= height - 2 * _MARGIN:
            return size, folded
        size -= _STEP


def _folded(font: StampFont, line: str, size: float, width: float) -> list[str]:
    """Return the line in parts no wider than the field; a longer word stands alone."""
    parts: list[str] = []
    for word in font.shown(line).split():
        longer = f"{parts[-1]} {word}" if parts else word
        if parts and font.width(longer, size) <= width:
            parts[-1] = longer
        else:
            parts.append(word)
    return parts
