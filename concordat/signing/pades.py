"""Adds one PAdES signature to a PDF, in a field that it already has.

The rules:
1. Only an empty field of the document is signed, and nothing once it is sealed.
2. The document's first signature certifies it, and says what may still change.
3. A field with a lock closes the document when it is filled.
4. What the document says of itself stays as it was made: no metadata, and no machine's time.

The library that checks signatures can make them too, in twenty times the time: it builds and copies
models of what is a few hundred bytes. It checks every signature that is made here, in the tests and
for whoever asks.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from concordat.domain.errors import BrokenEvidence, NotAllowed, NotFound
from concordat.signing.container import Parts, attributes_of, container, signer_of, to_be_signed
from concordat.signing.filling import PadesSignature, fill, say_that_it_is_signed
from concordat.signing.revision import TOKEN_ROOM, Revision, Unsigned
from concordat.signing.service_key import ServiceKey

_ACT = "sign a document"
# In hex digits: all of a signature but its certificates and its token takes less.
_ROOM = 4096


def add_signature(
    pdf: bytes,
    key: ServiceKey,
    wanted: PadesSignature,
    stamped: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """Return the PDF with one more signature, and beside it the token that `stamped` gives for its hash.

    NotFound if it has no such empty field, NotAllowed if it is sealed or certified already, and
    BrokenEvidence if it is not a PDF that can be read.
    """
    room = _room(key, with_token=stamped is not None)
    with _opened(pdf) as document:
        fields = _fields(document)
        field = _checked_field(fields, wanted)
        first = all(Name.V not in other for other in fields.values())
        revision = Revision(pdf, document)
        certifies = first and wanted.certify is not False
        signature = fill(revision, document, field, wanted, room, certifies=certifies)
        if first:
            say_that_it_is_signed(revision, document, signature, certifies=certifies)
        unsigned = Unsigned.of(pdf, revision.written())
    return unsigned.signed(_signature(unsigned.sha256(), key, stamped))


def _room(key: ServiceKey, *, with_token: bool) -> int:
    """Return how many hex digits to leave for a signature: it is not known yet how many it takes."""
    return _ROOM + 2 * sum(map(len, key.chain)) + (TOKEN_ROOM if with_token else 0)


def _signature(
    document_sha256: bytes, key: ServiceKey, stamped: Callable[[bytes], bytes] | None
) -> bytes:
    attributes = attributes_of(document_sha256, key.certificate)
    signature = key.sign(to_be_signed(attributes))
    return container(
        Parts(
            certificates=key.chain,
            signer=signer_of(key.certificate),
            attributes=attributes,
            algorithm=key.algorithm,
            signature=signature,
            timestamp=stamped(hashlib.sha256(signature).digest()) if stamped else None,
        )
    )


@contextmanager
def _opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a PDF as it is: one that has to be repaired is not what was made."""
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as document:
            yield document
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as unreadable:
        raise BrokenEvidence(
            f"The document to sign is not a PDF that can be read: {unreadable}.",
            remedy="Make the document again from its content.",
            attempted=_ACT,
        ) from unreadable


def _fields(document: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    form = document.Root.get(Name.AcroForm, Dictionary(Fields=Array()))
    return {str(field.T): field for field in form.Fields}


def _checked_field(fields: dict[str, pikepdf.Object], wanted: PadesSignature) -> pikepdf.Object:
    field = fields.get(wanted.field)
    if field is None or Name.V in field:
        raise NotFound(
            f"The document has no empty signature field {wanted.field!r}.",
            remedy="Sign a document that was made with this field, and only once.",
            attempted=_ACT,
        )
    filled = [other for other in fields.values() if Name.V in other]
    if any(Name.Lock in other for other in filled):
        raise NotAllowed(
            "The document is sealed: it takes no more signatures.",
            remedy="Make a new document for a new signature.",
            attempted=_ACT,
        )
    if filled and wanted.certify:
        raise NotAllowed(
            "The document takes no such signature: somebody has signed it already.",
            remedy="Certify a document with its first signature only.",
            attempted=_ACT,
        )
    return field
