"""The words of a letter: a subject and a body, from the template the notice names.

The rules:
1. A name a template does not know is an error, never an empty string.
2. A template opens with `Subject: …` and an empty line; what follows is the body.
3. Lines are wrapped for reading as plain text; a link is never broken.
"""

import re
import textwrap
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import TemplateFault
from concordat.services.ports import Letter

WIDTH = 76
SUBJECT = "Subject: "


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says: its subject on one line, and its body ending in a line feed."""

    subject: str
    body: str


class LetterWriter:
    """Writes letters from the templates of one folder, `<template>.txt.j2`."""

    def __init__(self, templates: Path) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - a letter is plain text: there is no markup to escape.
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters.update(day=day, moment=moment)

    def write(self, letter: Letter) -> Words:
        """Return the letter's words; TemplateFault if its template is missing or cannot be filled in."""
        name = f"{letter.template}.txt.j2"
        try:
            text = self._templates.get_template(name).render(_context(letter))
        except (TemplateError, ValueError) as fault:
            raise TemplateFault(
                f"letters/{name}: {fault}",
                remedy="Correct the template; the letter stays owed.",
                attempted="write a letter",
            ) from fault
        return _words(name, text)


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
        "portal_url": letter.portal_url,
        "programme": letter.programme,
        "rehearsal": letter.rehearsal,
        "written_on": local_date(letter.written_at, letter.programme.timezone),
    }


def _words(name: str, text: str) -> Words:
    first, _, rest = text.partition("\n\n")
    if not first.startswith(SUBJECT) or not rest:
        raise TemplateFault(
            f"letters/{name}:1: a letter opens with '{SUBJECT}…' and an empty line.",
            remedy="Write the subject first.",
            attempted="write a letter",
        )
    subject = " ".join(first.removeprefix(SUBJECT).split())
    lines = (_wrapped(line) for line in rest.strip().splitlines())
    return Words(subject, re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n")


def _wrapped(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line.strip(),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
