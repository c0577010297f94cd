"""The headings of a long text, for readers to go to."""

import re
from dataclasses import dataclass

from markupsafe import Markup

_SECTION = re.compile(r'<section id="([\w-]+)"[^>]*>\s*<h2[^>]*>(.+?)</h2>')


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section of the text; `id` is the section's."""

    id: str
    words: Markup


def headings_of(text: Markup) -> tuple[Heading, ...]:
    """Return the headings of the text's sections in order, but for the first: it is the title."""
    _, *found = _SECTION.findall(str(text)) or [()]
    return tuple(Heading(at, Markup(words)) for at, words in found)  # noqa: S704 - as in the text.
