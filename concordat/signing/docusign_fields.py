"""Where a document's own signature fields are, as DocuSign counts: from the top left, 72 to the inch."""

from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from concordat.domain.errors import BrokenEvidence


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field is: its page from 1, its top left corner and its size, in points."""

    page: int
    x: int
    y: int
    width: int
    height: int


def places(pdf: bytes, wanted: Collection[str]) -> dict[str, Place]:
    """Return where each wanted field is; BrokenEvidence if the document lacks one."""
    found: dict[str, Place] = {}
    with pikepdf.open(BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages, start=1):
            top = float(page.mediabox[3])
            for widget in page.get("/Annots", []):
                name = str(widget.get("/T", ""))
                if name in wanted:
                    left, low, right, high = (float(edge) for edge in widget.Rect)
                    size = (round(right - left), round(high - low))
                    found[name] = Place(number, round(left), round(top - high), *size)
    missing = sorted(set(wanted) - found.keys())
    if missing:
        raise BrokenEvidence(f"The document has no field {', '.join(missing)}.")
    return found
