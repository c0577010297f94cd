"""Makes WeasyPrint's PDF ready to be signed, archived and read aloud.

WeasyPrint makes PDF/A-3a, and can make one standard at a time. This step adds, in place:
1. the identification as PDF/UA-1, and in a certificate where the trail stands;
2. an empty signature field wherever the template put an `<input class="sigfield">`;
3. the lock that the seal closes: whoever fills the field `seal` forbids every later change;
4. what the tags of fields, tables and links lack for being read aloud;
5. in a record, the agreement that it is about, as a file that travels inside it;
6. a file laid out plainly: no object streams, and an identity made from its content.
"""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from concordat.documents.enclosing import enclose
from concordat.documents.identification import identification
from concordat.documents.tags import mend_tags
from concordat.domain.chain import TrailHead
from concordat.services.content import Enclosure

SEAL_FIELD = "seal"
_PRINT_AND_LOCKED = 132
_SIGNATURES_EXIST = 1
_NO_CHANGES = 1
_FIELD_KEYS = frozenset({"/Type", "/Subtype", "/P", "/T", "/TU"})


def finish(pdf: bytes, head: TrailHead | None = None, enclosure: Enclosure | None = None) -> bytes:
    """Return the finished PDF; it says where the trail stands, and holds a file, if told so.

    The same input gives the same bytes.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        _identify(document, head)
        _make_signature_fields(document)
        mend_tags(document)
        if enclosure is not None:
            enclose(document, enclosure)
        finished = BytesIO()
        document.save(
            finished,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return finished.getvalue()


def _identify(document: pikepdf.Pdf, head: TrailHead | None) -> None:
    metadata = document.Root.Metadata
    before, end, after = metadata.read_bytes().rpartition(b"</rdf:RDF>")
    if not end:
        raise ValueError("The PDF's metadata has no RDF to add to.")
    metadata.write(before + identification(head) + after)
    document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _make_signature_fields(document: pikepdf.Pdf) -> None:
    if Name.AcroForm not in document.Root:
        return
    form = document.Root.AcroForm
    for field in form.Fields:
        _make_signature_field(document, field)
    document.Root.AcroForm = Dictionary(Fields=form.Fields, SigFlags=_SIGNATURES_EXIST)
    for page in document.pages:
        page.Tabs = Name.S


def _make_signature_field(document: pikepdf.Pdf, field: pikepdf.Object) -> None:
    left, right = sorted(float(field.Rect[at]) for at in (0, 2))
    bottom, top = sorted(float(field.Rect[at]) for at in (1, 3))
    for key in set(field.keys()) - _FIELD_KEYS - {"/StructParent"}:
        del field[key]
    field.FT = Name.Sig
    field.F = _PRINT_AND_LOCKED
    field.Rect = Array([round(edge, 3) for edge in (left, bottom, right, top)])
    empty = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form)
    empty.BBox = Array([0, 0, round(right - left, 3), round(top - bottom, 3)])
    field.AP = Dictionary(N=empty)
    if str(field.T) == SEAL_FIELD:
        field.Lock = Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=_NO_CHANGES)
