"""Reads a canonical text as passages: a heading, a paragraph, an item, a caption, a row of a table.

The rules:
1. Every word of the text is in one passage, in the order of the text, with the emphasis it stands in.
2. A passage knows the lists and tables that it stands in; sections leave no trace.
3. The cells of a row are one block: what is set within a cell is read as one passage.
4. Blanks say only whether one word stands apart from the one before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SPOKEN = frozenset({*HEADINGS, "p", "li", "td", "th", "caption", "dt", "dd"})
_FRAMES = _SPOKEN | {"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "blockquote"}
_BREAKS = _FRAMES | {"section", "article", "header", "footer", "div", "br", "hr"}
_STYLES = frozenset({"strong", "em", "sup", "sub"})
_UNREAD = frozenset({"script", "style", "template"})
_ATTRIBUTES = ("colspan", "rowspan", "scope", "start")
_WORD = re.compile(r"\w+(?:['\u2019.,/-]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark: the emphasis it stands in, and whether it stands apart from the one before."""

    text: str
    styles: tuple[str, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One element that a passage stands in, the same for every passage in it."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: its words, what it is, and the elements it stands in, from the outermost on.

    Two passages are the same when they say the same and are the same kind of thing.
    """

    words: tuple[Word, ...]
    tag: str
    path: tuple[Frame, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The words as one line of plain text."""
        return "".join(f" {word.text}" if word.apart else word.text for word in self.words)


Block = tuple[Passage, ...]
"""What is compared as a whole: the cells of one row, or any other passage alone."""


def passages_of(html: str) -> tuple[Passage, ...]:
    """Return the passages of a canonical text that say something, in order."""
    return tuple(passage for block in blocks_of(html) for passage in block if passage.words)


def blocks_of(html: str) -> tuple[Block, ...]:
    """Return the blocks of a canonical text, in order; a row keeps its empty cells."""
    from lxml.html import document_fromstring  # noqa: PLC0415 (the portal reads no texts)

    reader = _Reader()
    reader.read(document_fromstring(f"<!DOCTYPE html><body>{html}</body>").body, (), ())
    reader.end(())
    return tuple(reader.blocks)


class _Reader:
    """Collects blocks: words gather until a block begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._words: list[Word] = []
        self._apart = False

    def read(self, element: Any, path: tuple[Frame, ...], styles: tuple[str, ...]) -> None:
        self._take(element.text, styles)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _UNREAD:
                self._enter(child, path, styles)
            self._take(child.tail, styles)

    def end(self, path: tuple[Frame, ...]) -> None:
        """End the passage that is being read, which stands in those elements."""
        words = self._gathered()
        if words:
            tag = path[-1].tag if path and path[-1].tag in _SPOKEN else "p"
            self.blocks.append((Passage(words, tag, path),))

    def _enter(self, element: Any, path: tuple[Frame, ...], styles: tuple[str, ...]) -> None:
        if element.tag in _STYLES:
            styles = tuple(sorted({*styles, element.tag}))
        if element.tag not in _BREAKS:
            self.read(element, path, styles)
        elif element.tag == "br":
            self._apart = True
        else:
            self.end(path)
            within = (*path, _frame(element)) if element.tag in _FRAMES else path
            if element.tag == "tr":
                self._read_row(element, within)
            else:
                self.read(element, within, ())
                self.end(within)

    def _read_row(self, row: Any, path: tuple[Frame, ...]) -> None:
        cells = []
        for cell in row.iterchildren("td", "th"):
            reader = _Reader()
            reader.read(cell, (), ())
            reader.end(())
            cells.append(
                Passage(tuple(_words_apart(reader.blocks)), cell.tag, (*path, _frame(cell)))
            )
        if any(cell.words for cell in cells):
            self.blocks.append(tuple(cells))

    def _take(self, text: str | None, styles: tuple[str, ...]) -> None:
        end = 0
        for found in _WORD.finditer(text or ""):
            apart = self._apart or found.start() > end
            self._words.append(Word(found[0], styles, apart and bool(self._words)))
            self._apart, end = False, found.end()
        self._apart = self._apart or len(text or "") > end

    def _gathered(self) -> tuple[Word, ...]:
        words, self._words, self._apart = tuple(self._words), [], False
        return words


def _words_apart(blocks: list[Block]) -> Iterator[Word]:
    """Yield the words of every block, the first of each apart from what is before it."""
    passages = [passage for block in blocks for passage in block if passage.words]
    for number, passage in enumerate(passages):
        first, *others = passage.words
        yield Word(first.text, first.styles, apart=number > 0)
        yield from others


def _frame(element: Any) -> Frame:
    given = ((name, element.get(name)) for name in _ATTRIBUTES)
    return Frame(element.tag, tuple((name, value) for name, value in given if value))
