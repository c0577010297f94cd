"""Marks what differs between two canonical texts, so that a person can read it.

The rules:
1. A text is compared passage by passage: a heading, a paragraph, an item, a cell. Headings, lists and
   tables stay what they are.
2. A passage that changed shows every word that went and every word that came; one that did not
   change is shown too, so that the text is read as a whole.
3. Without what came (`ins`) it is the old text, and without what went (`del`) the new one, word for word.
4. What is shown is text alone, with its emphasis: markup in it is escaped, and links are plain words.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby, zip_longest

from concordat.documents.alignment import Pair, aligned, runs
from concordat.documents.passages import Block, Frame, Passage, Word, blocks_of
from concordat.services.content import Changes

_CHANGED = ' class="changed"'
_NO_CELL = Passage((), "")


def mark_changes(old: str, new: str) -> Changes:
    """Return what differs between two canonical texts, and in how many passages.

    A row of a table that came or went is one passage.
    """
    pairs = list(aligned(blocks_of(old), blocks_of(new)))
    frames = _continued(pairs)
    page = _Page()
    for before, after in pairs:
        if after is not None:
            page.add(after, before or ())
        else:
            page.add((), before or (), frames)
    page.end()
    return Changes("".join(page.html).strip() + "\n", sum(_changed(*pair) for pair in pairs))


def _changed(before: Block | None, after: Block | None) -> int:
    if before is None or after is None:
        return 1
    return sum(one != other for one, other in zip_longest(before, after))


def _continued(pairs: Iterable[Pair]) -> dict[Frame, Frame]:
    """Return which list or table of the new text each of the old one became."""
    became: dict[Frame, Frame] = {}
    for before, after in pairs:
        for one, other in zip(before or (), after or (), strict=False):
            for old, new in zip(one.path, other.path, strict=False):
                if old.tag == new.tag:
                    became.setdefault(old, new)
    return became


class _Page:
    """Writes blocks one after the other, within the lists and tables they stand in."""

    def __init__(self) -> None:
        self.html: list[str] = []
        self._open: list[Frame] = []

    def add(self, after: Block, before: Block, frames: dict[Frame, Frame] | None = None) -> None:
        """Write a block as it is beside what it was; `frames` say where one that went stood."""
        shown = after or before
        path = tuple((frames or {}).get(frame, frame) for frame in shown[0].path)
        if shown[0].tag in {"td", "th"}:
            self._go_to(path[:-1])
            self.html += (_cell(*cells) for cells in zip_longest(before, after, fillvalue=_NO_CELL))
            return
        was = before[0].words if before else ()
        now = after[0].words if after else ()
        changed = _CHANGED if before != after else ""
        if path and path[-1].tag == shown[0].tag and path[-1] not in self._open:
            self._go_to(path[:-1])
            self._enter(path[-1], changed)
            self.html.append(_marked(was, now))
        else:
            self._go_to(path)
            self.html.append(f"<p{changed}>{_marked(was, now)}</p>")

    def end(self) -> None:
        """Close everything that is open."""
        self._go_to(())

    def _go_to(self, path: Sequence[Frame]) -> None:
        shared = 0
        while shared < min(len(path), len(self._open)) and path[shared] is self._open[shared]:
            shared += 1
        while len(self._open) > shared:
            self.html.append(f"</{self._open.pop().tag}>")
        for frame in path[shared:]:
            self._enter(frame)

    def _enter(self, frame: Frame, changed: str = "") -> None:
        self.html.append(f"\n<{frame.tag}{_attributes(frame)}{changed}>")
        self._open.append(frame)


def _attributes(frame: Frame) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in frame.attributes)


def _cell(before: Passage, after: Passage) -> str:
    shown = before if after is _NO_CELL else after
    changed = _CHANGED if before != after else ""
    opening = f"{shown.tag}{_attributes(shown.path[-1])}{changed}"
    return f"<{opening}>{_marked(before.words, after.words)}</{shown.tag}>"


def _marked(old: Sequence[Word], new: Sequence[Word]) -> str:
    return "".join(_parts(old, new))


def _parts(old: Sequence[Word], new: Sequence[Word]) -> Iterator[str]:
    for same, went, came in runs(old, new):
        if same:
            yield _written(came)
            continue
        if went:
            yield f"<del>{_written(went)}</del>"
        if came:
            yield f"<ins>{_written(came)}</ins>"


def _written(words: Iterable[Word]) -> str:
    """Return words as HTML, each emphasis written once for the words that stand in it."""
    parts = []
    for styles, group in groupby(words, key=lambda word: word.styles):
        text = "".join(f" {word.text}" if word.apart else word.text for word in group)
        start = "".join(f"<{style}>" for style in styles)
        end = "".join(f"</{style}>" for style in reversed(styles))
        parts.append(f"{start}{escape(text)}{end}")
    return "".join(parts)
