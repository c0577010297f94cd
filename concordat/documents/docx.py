"""Turns HTML into a Word file, in the styles of a reference document and nothing fetched from outside.

Pandoc converts it, shut in its sandbox. The reference document is one that anybody can change in Word:
its styles, its page, and the words at the head and foot of each page. There «banner», «title» and
«code» stand for what they are in each document.
"""

import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

from concordat.documents.finish_docx import Sheet, finish_docx
from concordat.domain.errors import TemplateFault

_MEMORY = "512M"
_TIME_S = 60
_STYLES = {"system": "System", "notice": "Notice", "how-to": "How To Comment"}
"""The paragraph styles of the reference document, by the classes of the templates."""

_MARGIN, _WIDEST = 5, 50
"""A column has its share of the page by the characters of its longest cell: so many more, at most so many."""


class WordWriter:
    """Writes documents as Word files, in one style."""

    def __init__(self, reference: Path) -> None:
        self._reference = reference

    def docx(self, html: str) -> bytes:
        """Return the document as a Word file; its `ins` and `del` are tracked changes.

        The same HTML gives the same bytes: the dates are those of its `dcterms` metadata, and the
        changes are its author's, on that date. TemplateFault if it cannot be written.
        """
        from lxml.html import document_fromstring, tostring  # noqa: PLC0415 (the portal reads no texts)

        page = document_fromstring(html)
        sheet = _sheet(page)
        for paragraph in list(page.iter("p")):
            _name_style(paragraph)
        for change in list(page.iter("ins", "del")):
            _track(change, sheet)
        for table in list(page.iter("table")):
            _size_columns(table)
        body = tostring(page.body, encoding="unicode")
        return finish_docx(
            _converted(body, sheet.language, self._reference), sheet, self._reference.name
        )


def _sheet(page: Any) -> Sheet:
    metadata = {meta.get("name"): meta.get("content") for meta in page.iter("meta")}
    said = {
        "title": page.findtext(".//title"),
        "author": metadata.get("author"),
        "made_at": metadata.get("dcterms.created"),
        "language": page.get("lang"),
        "code": page.body.get("data-footer"),
        "banner": page.body.get("data-banner"),
    }
    missing = [name for name, value in said.items() if value is None]
    if missing:
        raise _fault(
            f"its page does not say its {', '.join(missing)}",
            "Put it back as records/base.html.j2 has it.",
        )
    return Sheet(**{name: " ".join(value.split()) for name, value in said.items()})


def _name_style(paragraph: Any) -> None:
    """Put a paragraph of a class that has a style into a division that names it, as pandoc asks."""
    style = _STYLES.get(paragraph.get("class", ""))
    if style is not None:
        paragraph.tag = "div"
        paragraph.set("data-custom-style", style)


def _track(change: Any, sheet: Sheet) -> None:
    change.set("class", {"ins": "insertion", "del": "deletion"}[change.tag])
    change.set("data-author", sheet.author)
    change.set("data-date", sheet.made_at)
    change.tag = "span"


def _size_columns(table: Any) -> None:
    """Give each column its share of the page by what stands in it; Word would make them all alike."""
    rows = [
        [cell.text_content() for cell in row.iterchildren("td", "th")] for row in table.iter("tr")
    ]
    if len({len(row) for row in rows}) != 1:
        return
    longest = [
        max(len(" ".join(cell.split())) for cell in column) for column in zip(*rows, strict=True)
    ]
    shares = [min(length + _MARGIN, _WIDEST) for length in longest]
    group = table.makeelement("colgroup")
    for share in shares:
        group.append(group.makeelement("col", {"style": f"width: {share / sum(shares):.1%}"}))
    table.insert(1 if table.find("caption") is not None else 0, group)


def _converted(html: str, language: str, reference: Path) -> bytes:
    if not reference.is_file():
        raise _fault(f"there is no {reference}", "Restore the file: it is part of the templates.")
    command = [
        str(resources.files("pypandoc") / "files" / "pandoc"),
        *("+RTS", f"-M{_MEMORY}", "-RTS", "--sandbox", "--fail-if-warnings"),
        *("--from=html-auto_identifiers", "--to=docx", "--output=-"),
        *(f"--metadata=lang:{language}", f"--reference-doc={reference}"),
    ]
    try:
        # The program is the one that was locked and installed with us; it reads the HTML alone.
        done = subprocess.run(  # noqa: S603
            command, input=html.encode(), capture_output=True, check=False, env={}, timeout=_TIME_S
        )
    except subprocess.TimeoutExpired as late:
        raise _fault(f"it took more than {_TIME_S} seconds", "Shorten the text.") from late
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        raise _fault(
            said or f"pandoc ended with {done.returncode}",
            "Correct the template or the reference document. A picture stands in the template as a "
            "data: address.",
        )
    return done.stdout


def _fault(message: str, remedy: str) -> TemplateFault:
    return TemplateFault(
        f"A document cannot be written as a Word file: {message}.",
        remedy=remedy,
        attempted="write a Word file",
    )
