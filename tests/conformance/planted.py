"""Documents with a fault put into them on purpose: a check that finds nothing there finds nothing.

Each is a document of the set, which has no fault, and differs from it in one thing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name

from concordat.domain.errors import BrokenEvidence


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: what it is, the standard that forbids it, and how it is put into a document."""

    what: str
    standard: str
    plant: Callable[[pikepdf.Pdf], None]

    def into(self, pdf: bytes) -> bytes:
        """Return the document with the fault in it; the document has headings, fields and colours."""
        planted = BytesIO()
        with pikepdf.open(BytesIO(pdf)) as document:
            self.plant(document)
            document.save(planted)
        return planted.getvalue()


def _undescribed_picture(document: pikepdf.Pdf) -> None:
    _element(document, Name.H1).S = Name.Figure


def _no_title(document: pikepdf.Pdf) -> None:
    metadata = document.Root.Metadata
    before, _, rest = metadata.read_bytes().partition(b"<dc:title>")
    metadata.write(before + rest.partition(b"</dc:title>")[2])


def _no_language(document: pikepdf.Pdf) -> None:
    del document.Root.Lang


def _untagged_field(document: pikepdf.Pdf) -> None:
    del document.Root.AcroForm.Fields[0].StructParent
    _element(document, Name.Form).S = Name.NonStruct


def _skipped_heading(document: pikepdf.Pdf) -> None:
    _element(document, Name.H2).S = Name.H4


def _no_colour_profile(document: pikepdf.Pdf) -> None:
    del document.Root.OutputIntents


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert('x')")


def _element(document: pikepdf.Pdf, kind: Name) -> Dictionary:
    """Return the first structure element of that kind."""
    for thing in document.objects:
        if isinstance(thing, Dictionary) and thing.get(Name.S) == kind:
            return thing
    raise BrokenEvidence("The document has no such element.", remedy="Plant the fault elsewhere.")


UA, A = "PDF/UA-1", "PDF/A-3a"
PLANTED = (
    Planted("a picture without alternative text", UA, _undescribed_picture),
    Planted("no title", UA, _no_title),
    Planted("no language", UA, _no_language),
    Planted("a field that is not tagged", UA, _untagged_field),
    Planted("a heading that skips a level", UA, _skipped_heading),
    Planted("no colour profile", A, _no_colour_profile),
    Planted("a script", A, _script),
)
