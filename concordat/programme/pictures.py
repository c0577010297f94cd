"""What a picture must be so that every document that shows it can be read and kept.

The rules:
1. A PNG or JPEG can be read to its end, has at most 4,000 pixels on a side, and is in grey or RGB:
   an archive's standard does not know the colours of a printing press without their profile.
2. An SVG says its size, and holds shapes alone: no script, nothing from outside, no other picture,
   no words, which would be set in whatever fonts a machine has, and none of what WeasyPrint draws
   in a way of its own: gradients, patterns, filters.
"""

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

_SVG = "image/svg+xml"
_PNG = "image/png"
_JPEG = "image/jpeg"
MEDIA_TYPES = {".svg": _SVG, ".png": _PNG, ".jpg": _JPEG, ".jpeg": _JPEG}

_PIXELS = 4000
_SCREEN_COLOURS = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA"})
_OTHERWISE = "which is printed otherwise than it is drawn; save it as PNG"
_ELEMENTS = {
    "script": "holds a script; take it out",
    "text": "holds words in a font; turn them into outlines",
    "image": "holds another picture; save the whole as PNG",
    "foreignObject": "holds what is no drawing; take it out",
    **dict.fromkeys(("linearGradient", "radialGradient"), f"is filled by a gradient, {_OTHERWISE}"),
    "pattern": f"is filled by a pattern, {_OTHERWISE}",
    "filter": f"is drawn through a filter, {_OTHERWISE}",
}
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import", re.IGNORECASE)


def picture_fault(data: bytes, media_type: str) -> str | None:
    """Return what is wrong with the picture and what to do, as the end of a sentence, or None."""
    return _svg_fault(data) if media_type == _SVG else _raster_fault(data, media_type)


def _raster_fault(data: bytes, media_type: str) -> str | None:
    from PIL import Image  # noqa: PLC0415 (slow to import; only a logo needs it)

    kind = media_type.removeprefix("image/").upper()
    try:
        with warnings.catch_warnings():
            # An enormous picture is only warned of.
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=[kind]) as image:
                # The checksums of a PNG; the picture has to be opened anew after this.
                image.verify()
            with Image.open(BytesIO(data), formats=[kind]) as image:
                if max(image.size) > _PIXELS:
                    return f"has more than {_PIXELS} pixels on a side; save it smaller"
                if image.mode not in _SCREEN_COLOURS:
                    return f"is in the colours {image.mode}; save it in RGB with 8 bits"
                image.load()
    except Exception:
        # A broken picture can break its reader in any way.
        return f"is not a {kind} that can be read to its end; save it again"
    return None


def _svg_fault(data: bytes) -> str | None:
    if b"<!ENTITY" in data:
        return "defines entities; save it as plain SVG"
    try:
        # It is the programme's own file, small, and has no entities.
        root = ET.fromstring(data)  # noqa: S314
    except (ET.ParseError, ValueError, LookupError):
        return "is not an SVG that can be read; save it again"
    return next(_svg_faults(root), None)


def _svg_faults(root: ET.Element) -> Iterator[str]:
    if _name(root.tag) != "svg":
        yield "is not an SVG; save it again"
    if "viewBox" not in root.attrib and not {"width", "height"} <= root.attrib.keys():
        yield "does not say its size; give its 'svg' a viewBox"
    for element in root.iter():
        if found := _ELEMENTS.get(_name(element.tag)):
            yield found
        links = [value for key, value in element.attrib.items() if _name(key) == "href"]
        said = [*element.attrib.values(), element.text or ""]
        if any(not link.startswith("#") for link in links) or any(map(_OUTSIDE.search, said)):
            yield "names something outside itself; save it as plain SVG"


def _name(tag: object) -> str:
    """Return the name of an element or attribute without its namespace; none of a comment."""
    return str(tag).rpartition("}")[2] if isinstance(tag, str) else ""
