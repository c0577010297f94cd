"""Lays two texts beside each other: every block beside what it became.

The rules:
1. A block that is the same in both stands beside itself, as many of them as can in their order.
2. Between those, a block stands beside the one it is most like, of the same kind, if it is like any:
   if at least two fifths of their words are the same.
3. Any other block went or came; what went stands before what came.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, groupby
from typing import TypeVar

from concordat.documents.passages import Block, Word

ALIKE = 0.4
_SLIGHT = 3
_Counted = TypeVar("_Counted", str, Word)

Pair = tuple[Block | None, Block | None]
"""A block before and after; None where there was or is nothing."""

Run = tuple[bool, Sequence[Word], Sequence[Word]]
"""Words before and after, and whether they are the same."""


def aligned(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Pair]:
    """Yield every block of the two texts once, beside what it became, in the order of the new text."""
    for kind, i1, i2, j1, j2 in _opcodes(old, new):
        if kind == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _by_likeness(old[i1:i2], new[j1:j2])


def runs(old: Sequence[Word], new: Sequence[Word]) -> Iterator[Run]:
    """Yield what was and what is, run by run; two passages that are not alike are one run.

    A mark or a short word that two changes have between them changes with them: the reader sees one
    change instead of two.
    """
    if _likeness(Counter(old), Counter(new)) < ALIKE:
        yield (False, old, new)
        return
    for same, steps in groupby(_steps(old, new), key=lambda step: step[0]):
        parts = list(steps)
        yield (same, _together(part[1] for part in parts), _together(part[2] for part in parts))


def _steps(old: Sequence[Word], new: Sequence[Word]) -> Iterator[Run]:
    """Yield each step from the one to the other; what is the same but slight counts as changed."""
    opcodes = _opcodes(old, new)
    last = len(opcodes) - 1
    for number, (kind, i1, i2, j1, j2) in enumerate(opcodes):
        slight = 0 < number < last and sum(len(word.text) for word in old[i1:i2]) <= _SLIGHT
        yield (kind == "equal" and not slight, old[i1:i2], new[j1:j2])


def _together(parts: Iterable[Sequence[Word]]) -> Sequence[Word]:
    return tuple(chain.from_iterable(parts))


def _opcodes(
    old: Sequence[Block] | Sequence[Word], new: Sequence[Block] | Sequence[Word]
) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _by_likeness(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Pair]:
    """Yield the pairs, in order, whose likeness is the greatest together."""
    likeness = _likenesses(old, new)
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            beside = best[i + 1][j + 1] + likeness[i][j]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], beside)
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            yield (old[i], new[j])
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield (old[i], None)
            i += 1
        else:
            yield (None, new[j])
            j += 1
    yield from ((block, None) for block in old[i:])
    yield from ((None, block) for block in new[j:])


def _likenesses(old: Sequence[Block], new: Sequence[Block]) -> list[list[float]]:
    """Return how alike every two blocks are; 0 for those that do not stand beside each other."""
    before, after = ([_counted(block) for block in blocks] for blocks in (old, new))
    return [
        [
            found if kind == other and (found := _likeness(words, others)) >= ALIKE else 0.0
            for other, others in after
        ]
        for kind, words in before
    ]


def _counted(block: Block) -> tuple[str, Counter[str]]:
    """Return what kind of block it is, and how often it has each word."""
    kind = "tr" if block[0].tag in {"td", "th"} else block[0].tag
    words = chain.from_iterable(passage.words for passage in block)
    return kind, Counter(word.text for word in words)


def _likeness(one: Counter[_Counted], other: Counter[_Counted]) -> float:
    """Return the share of the words of both that both have, from 0 to 1."""
    total = one.total() + other.total()
    shared = sum(min(count, other[word]) for word, count in one.items())
    return 2 * shared / total if total else 1.0
