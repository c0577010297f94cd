"""Marks what differs between two canonical texts, so that a person can read it.

The rules:
1. A text is compared passage by passage: a heading, a paragraph, an item, a cell.
2. A passage that changed shows every word that went and every word that came; one that did not
   change is shown too, so that the text is read as a whole.
3. What is shown is text alone: markup in it is escaped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from html.parser import HTMLParser
from itertools import zip_longest

from concordat.services.content import Changes

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {"p", "li", "ul", "ol", "td", "th", "tr", "table", "caption", "dt", "dd", "div"}
BLOCKS |= {"section", "blockquote"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of a text: its words, and whether it is a heading."""

    text: str
    heading: bool = False


class _Reader(HTMLParser):
    """Collects the passages of a text, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.passages: list[Passage] = []
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (the parser hands it over)
        if tag in BLOCKS:
            self.end_passage()

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_passage(heading=tag in HEADINGS)

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def end_passage(self, *, heading: bool = False) -> None:
        text = " ".join("".join(self._words).split())
        if text:
            self.passages.append(Passage(text, heading))
        self._words = []


def passages_of(html: str) -> tuple[Passage, ...]:
    """Return the passages of a canonical text, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_passage()
    return tuple(reader.passages)


def mark_changes(old: str, new: str) -> Changes:
    """Return what differs between two canonical texts, and in how many passages."""
    lines: list[str] = []
    changed = 0
    for before, after in _pairs(passages_of(old), passages_of(new)):
        same = before == after
        changed += not same
        heading = (after or before or Passage("")).heading
        tag = "h3" if heading else "p"
        marked = "" if same else ' class="changed"'
        lines.append(f"<{tag}{marked}>{_marked(_text(before), _text(after))}</{tag}>")
    return Changes("\n".join(lines) + "\n", changed)


def _pairs(
    old: Sequence[Passage], new: Sequence[Passage]
) -> Iterator[tuple[Passage | None, Passage | None]]:
    """Yield every passage beside what it became; None where there was or is nothing."""
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from zip_longest(old[i1:i2], new[j1:j2])


def _text(passage: Passage | None) -> list[str]:
    return [] if passage is None else passage.text.split(" ")


def _marked(old: Sequence[str], new: Sequence[str]) -> str:
    parts: list[str] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        went, came = escape(" ".join(old[i1:i2])), escape(" ".join(new[j1:j2]))
        if kind == "equal":
            parts.append(went)
            continue
        parts += [f"<del>{went}</del>"] if went else []
        parts += [f"<ins>{came}</ins>"] if came else []
    return " ".join(parts)
