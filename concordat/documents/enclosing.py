"""Puts a file into a PDF, as PDF/A-3 asks of an associated file, and reads it back.

The rules:
1. A document holds at most one file, and says what it is and how it belongs to the document.
2. The file is packed once, however many documents hold it.
3. Whoever reads finds the file in both of the places where programs look for it, or in neither.
"""

import functools
import hashlib
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from concordat.services.content import Enclosure

# It supplements the document; it is neither its source nor the same in another form.
_RELATIONSHIP = Name.Supplement
_PACKED_AT_A_TIME = 4


def enclose(document: pikepdf.Pdf, enclosure: Enclosure) -> None:
    """Put the file into the document, with its date, size and checksum."""
    stream = document.make_stream(
        _packed(enclosure.data),
        Type=Name.EmbeddedFile,
        Subtype=Name("/application/pdf"),
        Filter=Name.FlateDecode,
        Params=Dictionary(
            ModDate=String(_pdf_date(enclosure.modified_at)),
            Size=len(enclosure.data),
            CheckSum=String(hashlib.md5(enclosure.data, usedforsecurity=False).digest()),
        ),
    )
    specification = document.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(enclosure.filename),
            UF=String(enclosure.filename),
            Desc=String(enclosure.description),
            AFRelationship=_RELATIONSHIP,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    root = document.Root
    if Name.Names not in root:
        root.Names = Dictionary()
    listed = Array([String(enclosure.filename), specification])
    root.Names.EmbeddedFiles = Dictionary(Names=listed)
    root.AF = Array([specification])


def enclosed_sha256(pdf: bytes) -> frozenset[str]:
    """Return the SHA-256 of every file that the PDF holds or names; empty if it holds none.

    Also empty for bytes that are no PDF. A file in one of the two places alone is named by "".
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            associated = {s.objgen: s for s in document.Root.get(Name.AF, ())}
            embedded = {s.objgen: s for s in _embedded(document)}
            found = {_sha256(specification) for specification in embedded.values()}
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError, KeyError):
        return frozenset()
    return frozenset(found | ({""} if associated.keys() != embedded.keys() else set()))


def _embedded(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    tree = document.Root.get(Name.Names, Dictionary()).get(Name.EmbeddedFiles)
    if tree is not None:
        yield from (specification for _, specification in pikepdf.NameTree(tree).items())


def _sha256(specification: pikepdf.Object) -> str:
    [stream] = {stream.objgen: stream for stream in specification.EF.as_dict().values()}.values()
    return hashlib.sha256(stream.read_bytes()).hexdigest()


@functools.lru_cache(_PACKED_AT_A_TIME)
def _packed(data: bytes) -> bytes:
    return zlib.compress(data, 9)


def _pdf_date(at: datetime) -> str:
    return f"{at.astimezone(UTC):D:%Y%m%d%H%M%S}Z"
