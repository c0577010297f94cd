"""Renders Jinja2 templates; a fault always names its template and line.

The rules:
1. A name a template does not know is an error, never an empty string.
2. Every value in HTML is escaped: markup in somebody's words appears as text.
3. Rendering has one input, its context: no clock, no network, no environment.
"""

from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)

from concordat.documents.signatory_words import SLOT_FILTERS
from concordat.documents.words import FILTERS
from concordat.domain.errors import TemplateFault


class Templates:
    """The templates of one folder. `html` escapes values; `plain` renders a piece of plain text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._html = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._html.filters.update(FILTERS | SLOT_FILTERS)
        self._plain = self._html.overlay(autoescape=False)

    def html(self, name: str, **context: Any) -> str:
        """Render the template of that name, relative to the folder; TemplateFault if it cannot be."""
        try:
            return self._html.get_template(name).render(context)
        except TemplateNotFound as missing:
            raise self._not_found(name, missing) from missing
        except TemplateSyntaxError as fault:
            raise _fault(fault.name or name, fault.lineno, fault) from fault
        except Exception as fault:
            # A template can fail in any way its values allow; the author needs the line of each.
            raise _fault(*self._where(name, fault), fault) from fault

    def plain(self, text: str, where: str, line: int, **context: Any) -> str:
        """Render plain text that is itself a template, found at that file and line."""
        try:
            return self._plain.from_string(text).render(context)
        except TemplateSyntaxError as fault:
            raise _fault(where, line + fault.lineno - 1, fault) from fault
        except Exception as fault:
            # As above: whatever goes wrong in a template is the template's fault.
            raise _fault(where, line, fault) from fault

    def _not_found(self, name: str, missing: TemplateNotFound) -> TemplateFault:
        wanted = missing.name or name
        asked_by = "" if wanted == name else f" (named in {name})"
        return TemplateFault(
            f"{wanted}: there is no such template in {self.folder}{asked_by}.",
            remedy="Add the file, or correct the name.",
            attempted="render a template",
        )

    def _where(self, name: str, fault: Exception) -> tuple[str, int]:
        """Return the innermost template frame of the traceback: template and line."""
        found = (name, 1)
        for frame, line in walk_tb(fault.__traceback__):
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(self.folder):
                found = (path.relative_to(self.folder).as_posix(), line)
        return found


def _fault(template: str, line: int, fault: Exception) -> TemplateFault:
    return TemplateFault(
        f"{template}:{line}: {fault}.".replace("..", "."),
        remedy="Correct the template, or what it is given.",
        attempted="render a template",
    )
