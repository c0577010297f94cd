"""What a signature looks like on the page: lines of text, as large as its field allows."""

from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.content import AppearanceContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.stamp.base import BaseStampStyle

from concordat.signing.font_objects import embed
from concordat.signing.stamp_font import StampFont, stamp_font

_LARGEST, _SMALLEST, _STEP = 9.0, 4.0, 0.5
_LEADING, _MARGIN = 1.3, 4.0


@dataclass(frozen=True)
class LinesStamp(BaseStampStyle):
    """A stamp that shows lines of text."""

    lines: tuple[str, ...] = ()

    def create_stamp(
        self,
        writer: Any,
        box: BoxConstraints,
        text_params: dict[str, Any],  # noqa: ARG002 (the library names it)
    ) -> Any:
        """Return the appearance for a field of that size."""
        return _Lines(writer, box, self.lines)


class _Lines(AppearanceContent):
    def __init__(self, writer: Any, box: BoxConstraints, lines: tuple[str, ...]) -> None:
        super().__init__(writer=writer, box=box)
        self._lines = lines

    def render(self) -> bytes:
        font = stamp_font()
        self.set_resource(ResourceType.FONT, pdf_name("/F1"), embed(self.writer))
        size, lines = fitted(font, self._lines, self.box.width, self.box.height)
        top = self.box.height - _MARGIN - size
        drawn = [f"BT /F1 {size:g} Tf {size * _LEADING:g} TL {_MARGIN:g} {top:g} Td"]
        drawn += [f"<{font.encoded(line)}> Tj T*" for line in lines]
        return "\n".join([*drawn, "ET"]).encode()


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
