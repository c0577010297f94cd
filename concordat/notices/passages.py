"""What the words of a letter are, so that they can be set otherwise than as plain text.

The rules:
1. The words are those of the plain text, in its order: nothing is added and nothing left out.
2. Only what leads to the portal or to the facilitator becomes a link; the personal link, where it
   stands alone on its line, becomes the letter's one action.
3. What is indented was written by somebody, or is a fact: it is set as it stands, and no link is
   made in it unless it is nothing but an address of the portal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from concordat.services.ports import Letter


class Kind(StrEnum):
    """What a passage is."""

    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    STEPS = "steps"
    QUOTE = "quote"
    CODE = "code"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line; `href` is where it leads, None for mere words."""

    words: str
    href: str | None = None


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Some lines of one kind that stand together."""

    kind: Kind
    lines: tuple[Line, ...]


_LEAD = re.compile(r"(What happens next|What we ask(?: you to do)?): ?(.*)")
_ITEM = re.compile(r"  - (.+)")
_STEP = re.compile(r"  \d+\. (.+)")
_MAY_END_A_SENTENCE = ".,:;)"


def passages(body: str, letter: Letter) -> tuple[Passage, ...]:
    """Return the passages of a letter's body, whose lines are not wrapped yet."""
    paragraphs = re.split(r"\n{2,}", body.strip("\n"))
    return tuple(p for paragraph in paragraphs for p in _of_paragraph(paragraph, letter))


def _of_paragraph(paragraph: str, letter: Letter) -> Iterator[Passage]:
    for kind, group in groupby(paragraph.splitlines(), lambda line: _kind(line, letter)):
        for heading, lines in _with_headings(kind, list(group)):
            if heading:
                yield Passage(Kind.HEADING, ((Run(heading),),))
            if lines:
                yield Passage(kind, tuple(_line(kind, line, letter) for line in lines))


def _with_headings(kind: Kind, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    found = _LEAD.fullmatch(lines[0]) if kind is Kind.TEXT else None
    if found is None:
        yield "", lines
        return
    rest = found[2][:1].upper() + found[2][1:]
    yield found[1], [*([rest] if rest else []), *lines[1:]]


def _kind(line: str, letter: Letter) -> Kind:
    words = line.strip()
    if not line.startswith("  "):
        return Kind.TEXT
    if words == letter.link:
        return Kind.ACTION
    if words == letter.params.get("code"):
        return Kind.CODE
    if re.fullmatch(_of_the_portal(letter), words):
        return Kind.TEXT
    if _ITEM.fullmatch(line):
        return Kind.LIST
    return Kind.STEPS if _STEP.fullmatch(line) else Kind.QUOTE


def _line(kind: Kind, line: str, letter: Letter) -> Line:
    if kind is Kind.TEXT:
        return tuple(_runs(line.strip(), letter))
    if kind is Kind.ACTION:
        return (Run(line.strip(), letter.link),)
    item = {Kind.LIST: _ITEM, Kind.STEPS: _STEP}.get(kind)
    found = None if item is None else item.fullmatch(line)
    return (Run(line.strip() if found is None else found[1]),)


def _runs(line: str, letter: Letter) -> Iterator[Run]:
    address = letter.programme.facilitator_contact.email
    at = 0
    for found in re.finditer(f"{re.escape(address)}|{_of_the_portal(letter)}", line):
        words = found[0].rstrip(_MAY_END_A_SENTENCE)
        yield Run(line[at : found.start()])
        yield Run(words, f"mailto:{address}" if words == address else words)
        at = found.start() + len(words)
    yield Run(line[at:])


def _of_the_portal(letter: Letter) -> str:
    return f'{re.escape(letter.portal_url)}/[^\\s<>"]*'
