"""Turns HTML into PDF/A-3a, tagged, with the shipped fonts and nothing fetched from outside.

Fonts and stylesheets are prepared once for a process; WeasyPrint renders under a lock, because
the font configuration that saves half the time is not made for two threads.
"""

import atexit
import functools
import threading
import warnings
from pathlib import Path
from typing import Any

from concordat.documents.fonts import font_faces, printable
from concordat.domain.chain import TrailHead
from concordat.domain.errors import TemplateFault
from concordat.services.content import Enclosure

_LOCK = threading.Lock()
_VARIANT = "pdf/a-3a"


class Press:
    """Prints documents in one style. WeasyPrint is imported when the first one is printed."""

    def __init__(self, stylesheet: Path) -> None:
        self._stylesheet = stylesheet

    def pdf(
        self, html: str, head: TrailHead | None = None, enclosure: Enclosure | None = None
    ) -> bytes:
        """Return the document as PDF, with an empty signature field for each `sigfield` input.

        A `head` of the trail is put into its metadata, and an `enclosure` travels inside it. The same
        input gives the same bytes: its dates are those of its `dcterms` metadata.
        """
        from concordat.documents.finish import finish  # noqa: PLC0415 (as below)

        with _LOCK:
            from weasyprint import HTML  # noqa: PLC0415 (half a second; only printing needs it)

            fonts, style = _style(self._stylesheet)
            document = HTML(string=printable(html), url_fetcher=_no_outside())
            printed = _printed(document, fonts, style)
        return finish(printed, head, enclosure)


def _printed(document: Any, fonts: Any, style: Any) -> bytes:
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 (as above)

    try:
        with warnings.catch_warnings():
            # WeasyPrint leaves the file of its colour profile for the garbage collector to close.
            warnings.filterwarnings("ignore", "unclosed file .*sRGB2014", ResourceWarning)
            pdf: bytes = document.write_pdf(
                stylesheets=[style], font_config=fonts, pdf_variant=_VARIANT, pdf_forms=True
            )
    except FatalURLFetchingError as outside:
        raise TemplateFault(
            f"A document cannot be printed: {outside}.",
            remedy="Put the picture into the template as a data: address, or leave it out.",
            attempted="print a document",
        ) from outside
    return pdf


@functools.cache
def _style(stylesheet: Path) -> tuple[Any, Any]:
    """Return the font configuration and the parsed stylesheet, made once for a process."""
    from weasyprint import CSS  # noqa: PLC0415 (as above)
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 (as above)

    try:
        rules = stylesheet.read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise TemplateFault(
            f"There is no stylesheet {stylesheet}.",
            remedy="Restore the file: it is part of the templates.",
            attempted="print a document",
        ) from missing
    fonts = FontConfiguration()
    # At the very end of a process its finaliser would find WeasyPrint gone, and complain.
    atexit.register(_style.cache_clear)
    return fonts, CSS(string=f"{font_faces()}\n{rules}", font_config=fonts)


@functools.cache
def _no_outside() -> Any:
    """Return the fetcher of what a document names: pictures inside the HTML, and nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415 (as above)

    class Inside(URLFetcher):  # type: ignore[misc]  # The library has no type information.
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.startswith("data:"):
                raise FatalURLFetchingError(f"{url} is outside the document")
            return super().fetch(url, headers)

    return Inside()
