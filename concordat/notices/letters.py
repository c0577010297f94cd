"""The words of a letter: a subject and a body, from the template the notice names.

The rules:
1. A name a template does not know is an error, never an empty string.
2. A template opens with `Subject: …` and an empty line; what follows is the body.
3. Lines are wrapped for reading as plain text; a link is never broken.
4. The same words are set as HTML once more: there is one template of words for each letter. Whatever
   somebody else wrote is escaped there, so that it can only be read.
5. The HTML loads nothing from anywhere, so that nobody learns whether and where a letter is read.
"""

import re
import textwrap
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    select_autoescape,
)

from concordat.domain.branding import USUAL
from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import TemplateFault
from concordat.notices.passages import passages
from concordat.services.ports import Letter

WIDTH = 76
SUBJECT = "Subject: "
FRAME = "_frame.html.j2"

ACTIONS = {
    "in-person-opened": "Open the signing on the tablet",
    "review-asked": "Answer the questions",
}
READ = "Read the document"
"""What stands on the button of a letter that leads to a personal page."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says: its subject on one line, and its body ending in a line feed.

    `html` says the same as a page of its own.
    """

    subject: str
    body: str
    html: str


class LetterWriter:
    """Writes letters from the templates of one folder, `<template>.txt.j2`."""

    def __init__(self, templates: Path) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            # A plain text has no markup to escape; the HTML has.
            autoescape=select_autoescape(("html.j2",), default=False),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters.update(day=day, moment=moment)

    def write(self, letter: Letter) -> Words:
        """Return the letter's words; TemplateFault if a template is missing or cannot be filled in."""
        name = f"{letter.template}.txt.j2"
        text = self._render(name, **_context(letter))
        subject, body = _opened(name, text)
        colours = letter.programme.colours or USUAL
        html = self._render(
            FRAME,
            brand=colours.brand,
            brand_text=colours.text,
            subject=subject,
            passages=passages(body, letter),
            programme=letter.programme,
            rehearsal=letter.rehearsal,
            link=letter.link,
            action=ACTIONS.get(letter.template, READ),
        )
        return Words(subject, _wrapped(body), html)

    def _render(self, name: str, **context: object) -> str:
        try:
            return self._templates.get_template(name).render(context)
        except (TemplateError, ValueError) as fault:
            raise TemplateFault(
                f"letters/{name}: {fault}",
                remedy="Correct the template; the letter stays owed.",
                attempted="write a letter",
            ) from fault


def day(written: str | date) -> str:
    """Write a date, or an ISO 8601 date as it stands in a letter's params, as `20 May 2027`."""
    value = date.fromisoformat(written) if isinstance(written, str) else written
    return in_words(value)


def moment(value: datetime, timezone: str) -> str:
    """Write an aware datetime as `18 January 2027, 15:00`, on the clocks of the time zone."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(local.date())}, {local:%H:%M}"


def _context(letter: Letter) -> dict[str, object]:
    return {
        **letter.params,
        "link": letter.link,
        "news_link": letter.news_link,
        "portal_url": letter.portal_url,
        "programme": letter.programme,
        "rehearsal": letter.rehearsal,
        "written_on": local_date(letter.written_at, letter.programme.timezone),
    }


def _opened(name: str, text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n\n")
    if not first.startswith(SUBJECT) or not rest:
        raise TemplateFault(
            f"letters/{name}:1: a letter opens with '{SUBJECT}…' and an empty line.",
            remedy="Write the subject first.",
            attempted="write a letter",
        )
    return " ".join(first.removeprefix(SUBJECT).split()), rest.strip()


def _wrapped(body: str) -> str:
    lines = "\n".join(_wrapped_line(line) for line in body.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _wrapped_line(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line.strip(),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
