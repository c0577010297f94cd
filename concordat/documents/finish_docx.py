"""Makes pandoc's Word file ready to be handed round.

Pandoc tracks changes of words alone. This step
1. marks paragraphs and rows that came or went as a whole, so that accepting or rejecting every change
   leaves none of them behind empty, and numbers the changes;
2. writes the properties, with the given date, and the words at the head and foot of each page;
3. lays the file out plainly: the same parts give the same bytes.
"""

import zipfile
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import count
from typing import Any

from concordat.domain.errors import TemplateFault

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_CODE = "«code»"
_PROPERTIES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>{language}</dc:language>
<dcterms:created xsi:type="dcterms:W3CDTF">{made_at}</dcterms:created>
<dcterms:modified xsi:type="dcterms:W3CDTF">{made_at}</dcterms:modified>
</cp:coreProperties>
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the words of a file. `made_at` is in UTC: `2027-05-20T13:03:00Z`."""

    title: str
    author: str
    made_at: str
    language: str
    code: str
    banner: str


def finish_docx(made: bytes, sheet: Sheet, reference: str) -> bytes:
    """Return the finished file; TemplateFault if the reference document has no place for the code."""
    with zipfile.ZipFile(BytesIO(made)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/document.xml"] = _with_whole_changes(parts["word/document.xml"])
    said = {name: escape(value) for name, value in _said(sheet).items()}
    parts["docProps/core.xml"] = _PROPERTIES.format(**said).encode()
    if not any(_CODE.encode() in part for name, part in parts.items() if _is_margin(name)):
        raise TemplateFault(
            f"{reference}: there is no {_CODE} in its footer.",
            remedy="Write that word, with its marks, where each page is to show the version's code.",
            attempted="write a Word file",
        )
    for name in filter(_is_margin, parts):
        for word, value in said.items():
            parts[name] = parts[name].replace(f"«{word}»".encode(), value.encode())
    return _packed(parts)


def _said(sheet: Sheet) -> dict[str, str]:
    return {name: getattr(sheet, name) for name in Sheet.__dataclass_fields__}


def _is_margin(name: str) -> bool:
    return name.startswith(("word/header", "word/footer"))


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
            package.writestr(entry, part)
    return packed.getvalue()


def _with_whole_changes(xml: bytes) -> bytes:
    from lxml import etree  # noqa: PLC0415 (only a Word file needs it)

    root = etree.fromstring(xml)
    paragraphs = [(p, _change_of(p)) for p in root.iter(f"{_W}p")]
    whole = {p: change for p, change in paragraphs if change is not None}
    for paragraph, change in whole.items():
        _copy(change, _child(_child(paragraph, "pPr", 0), "rPr"))
    for row in root.iter(f"{_W}tr"):
        _mark_row(row, whole)
    for number, change in zip(count(1), root.iter(f"{_W}ins", f"{_W}del"), strict=False):
        change.set(f"{_W}id", str(number))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _change_of(paragraph: Any) -> Any | None:
    """Return the change in which all of a paragraph's words stand, or None."""
    words = [child for child in paragraph if child.tag != f"{_W}pPr"]
    changes = [child for child in words if child.tag in {f"{_W}ins", f"{_W}del"}]
    alike = {child.tag for child in words}
    return changes[0] if changes and len(alike) == 1 else None


def _mark_row(row: Any, whole: dict[Any, Any]) -> None:
    """Mark a row in which every cell that says something came, or every one went."""
    speaking = [p for p in row.iter(f"{_W}p") if next(p.iter(f"{_W}r"), None) is not None]
    changes = [whole.get(p) for p in speaking]
    tags = {change.tag for change in changes if change is not None}
    if len(tags) == 1 and None not in changes:
        _copy(changes[0], _child(row, "trPr", 0))


def _child(element: Any, name: str, position: int | None = None) -> Any:
    """Return the child of that name, made at the position, or at the end, if there is none."""
    found = element.find(f"{_W}{name}")
    if found is None:
        found = element.makeelement(f"{_W}{name}")
        element.insert(len(element) if position is None else position, found)
    return found


def _copy(change: Any, into: Any) -> None:
    """Mark a paragraph's end or a row as changed by the same author on the same date."""
    into.append(into.makeelement(change.tag, dict(change.attrib)))
