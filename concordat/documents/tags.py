"""Mends the tags that WeasyPrint writes, for programs that read a document aloud.

The rules:
1. A form tag points at its field itself: checkers call a later change in a list of one illegal.
2. A header cell says what it heads: its column in the head of a table, its row elsewhere. WeasyPrint
   names header cells by ids instead, without the index by which a reader would find them.
3. A link inside the document says where it leads: the id it leads to, written as words.
"""

from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def mend_tags(document: pikepdf.Pdf) -> None:
    """Mend the tags of every form field, table cell and link, in one pass over the document."""
    for thing in document.objects:
        if isinstance(thing, Dictionary):
            mend = _MENDING.get(str(thing.get(Name.S) or thing.get(Name.Subtype)))
            if mend:
                mend(thing)


def _form(form: Dictionary) -> None:
    kids = form.get(Name.K)
    if isinstance(kids, Array) and len(kids) == 1:
        form.K = kids[0]


def _header_cell(cell: Dictionary) -> None:
    in_head = cell.P.P.get(Name.S) == Name.THead
    cell.A.Scope = Name.Column if in_head else Name.Row
    if Name.ID in cell:
        del cell.ID


def _data_cell(cell: Dictionary) -> None:
    if Name.Headers in cell.A:
        del cell.A.Headers


def _link(annotation: Dictionary) -> None:
    if Name.Dest in annotation:
        words = str(annotation.Dest).replace("-", " ")
        annotation.Contents = String(words[:1].upper() + words[1:])


_MENDING: dict[str, Callable[[Dictionary], None]] = {
    "/Form": _form,
    "/TH": _header_cell,
    "/TD": _data_cell,
    "/Link": _link,
}
