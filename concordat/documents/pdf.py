"""Turns HTML into PDF/A-3a, tagged, with the shipped fonts and nothing fetched from outside.

Fonts and stylesheets are prepared once for a process; WeasyPrint renders under a lock, because
neither the font configuration nor the shortcuts, which save more than half the time, are made for
two threads. Its streams are left uncompressed: the last step compresses all of them at once.
"""

import atexit
import functools
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from concordat.documents.fonts import font_faces, more_faces, printable, scripts_in
from concordat.documents.kept_lines import KeptLines
from concordat.documents.quicker_layout import quicker_layout
from concordat.documents.spelling import spell
from concordat.domain.chain import TrailHead
from concordat.domain.errors import TemplateFault
from concordat.services.content import Enclosure

_LOCK = threading.Lock()
_VARIANT = "pdf/a-3a"
_LOOKS_KEPT = 8
_FONTS_SETTING = "FONTCONFIG_FILE"
_NO_FONTS = Path(__file__).with_name("no_fonts.conf")


class _Look(NamedTuple):
    """What documents of one style share: fonts, rules, where lines were broken, a last step."""

    fonts: Any
    rules: Any
    lines: KeptLines
    finisher: Any


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
            look = _look(self._stylesheet, scripts_in(html))
            from weasyprint import HTML  # noqa: PLC0415 (half a second; only printing needs it)

            with quicker_layout(look.lines):
                document = HTML(string=printable(html), url_fetcher=_no_outside())
                printed = _printed(document, look)
        return finish(printed, head, enclosure)


def _printed(document: Any, look: _Look) -> bytes:
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 (as above)

    try:
        with warnings.catch_warnings():
            # WeasyPrint leaves the file of its colour profile for the garbage collector to close.
            warnings.filterwarnings("ignore", "unclosed file .*sRGB2014", ResourceWarning)
            pdf: bytes = document.write_pdf(
                stylesheets=[look.rules],
                font_config=look.fonts,
                pdf_variant=_VARIANT,
                pdf_forms=True,
                uncompressed_pdf=True,
                finisher=look.finisher,
            )
    except FatalURLFetchingError as outside:
        raise TemplateFault(
            f"A document cannot be printed: {outside}.",
            remedy="Put the picture into the template as a data: address, or leave it out.",
            attempted="print a document",
        ) from outside
    return pdf


@functools.lru_cache(maxsize=_LOOKS_KEPT)
def _look(stylesheet: Path, scripts: tuple[str, ...]) -> _Look:
    """Return what documents with this stylesheet and these scripts share, made once for a process."""
    try:
        rules = stylesheet.read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise TemplateFault(
            f"There is no stylesheet {stylesheet}.",
            remedy="Restore the file: it is part of the templates.",
            attempted="print a document",
        ) from missing
    with _only_shipped_fonts():
        from weasyprint import CSS  # noqa: PLC0415 (as above)
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 (as above)

        fonts = FontConfiguration()
    # At the very end of a process its finaliser would find WeasyPrint gone, and complain.
    atexit.register(_look.cache_clear)
    whole = f"{font_faces()}\n{rules}\n{more_faces(scripts)}"
    parsed = CSS(string=whole, font_config=fonts)
    return _Look(fonts, parsed, KeptLines(), spell if scripts else None)


@contextmanager
def _only_shipped_fonts() -> Iterator[None]:
    """Hide the machine's own fonts, of which no document may show anything, from WeasyPrint."""
    before = os.environ.get(_FONTS_SETTING)
    os.environ[_FONTS_SETTING] = str(_NO_FONTS)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "No fonts configured in FontConfig")
            yield
    finally:
        del os.environ[_FONTS_SETTING]
        if before is not None:
            os.environ[_FONTS_SETTING] = before


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
