"""Reads a Word file's tracked changes as Word resolves them, with python-docx and nothing of ours."""

from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

INS, DEL = qn("w:ins"), qn("w:del")


def body_of(file: bytes) -> Any:
    """Return the body of the document's XML."""
    return docx.Document(BytesIO(file)).element.body


def resolved(file: bytes, *, accept: bool) -> list[str]:
    """Return the paragraphs that say something, cells included, once all changes are accepted or rejected."""
    body, gone = body_of(file), DEL if accept else INS
    for row in list(body.iter(qn("w:tr"))):
        if row.find(f"{qn('w:trPr')}/{gone}") is not None:
            row.getparent().remove(row)
    for paragraph in body.iter(qn("w:p")):
        for change in paragraph.findall(gone):
            paragraph.remove(change)
    texts, before = [], ""
    for paragraph in body.iter(qn("w:p")):
        before += text_of(paragraph)
        # A paragraph whose end is gone runs on in the one after it.
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{gone}") is None:
            texts.append(before)
            before = ""
    return [text for text in [*texts, before] if text]


def text_of(paragraph: Any) -> str:
    """Return the words of a paragraph, those marked as deleted included."""
    return "".join(t.text or "" for t in paragraph.iter(qn("w:t"), qn("w:delText")))


def changes_in(file: bytes) -> list[Any]:
    """Return every mark of a change: of words, of a paragraph's end, of a row."""
    return list(body_of(file).iter(INS, DEL))
