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
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
from pikepdf import Name, String

from concordat.domain.errors import BrokenEvidence, NotAllowed, NotFound
from concordat.signing.container import Parts, attributes_of, container, signer_of, to_be_signed
from concordat.signing.font_objects import BASE_FONT, NAME
from concordat.signing.revision import Revision, Unsigned, signature_room
from concordat.signing.service_key import ServiceKey
from concordat.signing.stamp import add_stamp

_ACT = "sign a document"
# In hex digits: all of a signature but its certificates takes less, and so does a token.
_ROOM = 4096
_TOKEN_ROOM = 32768
_FORM_FILLING = 2
_PADES = b"/ESIC << /Type /DeveloperExtensions /BaseVersion /1.7 /ExtensionLevel 1 >>"
_CERTIFIES = (
    b"<< /Type /SigRef /TransformMethod /DocMDP "
    b"/TransformParams << /Type /TransformParams /V /1.2 /P %d >> >>"
)
_LOCKS = (
    b"<< /Type /SigRef /TransformMethod /FieldMDP /Data %s "
    b"/TransformParams << /Type /TransformParams /V /1.2 /Action %s /P %d >> >>"
)


@dataclass(frozen=True, slots=True)
class PadesSignature:
    """What to add: the field, what is shown in it, and what is attested.

    `certify` is None when the signature certifies only if it is the document's first.
    """

    field: str
    lines: tuple[str, ...]
    at: datetime
    name: str
    reason: str
    certify: bool | None = None


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
        fields = {str(field.T): field for field in document.Root.AcroForm.Fields}
        field = _checked_field(fields, wanted)
        first = all(Name.V not in other for other in fields.values())
        revision = Revision(pdf, document)
        certifies = first and wanted.certify is not False
        signature = _fill(revision, document, field, wanted, room, certifies=certifies)
        if first:
            _say_that_it_is_signed(revision, document, signature, certifies=certifies)
        unsigned = Unsigned.of(pdf, revision.written())
    return unsigned.signed(_signature(unsigned.sha256(), key, stamped))


def _room(key: ServiceKey, *, with_token: bool) -> int:
    """Return how many hex digits to leave for a signature: it is not known yet how many it takes."""
    return _ROOM + 2 * sum(map(len, key.chain)) + (_TOKEN_ROOM if with_token else 0)


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


def _fill(
    revision: Revision,
    document: pikepdf.Pdf,
    field: pikepdf.Object,
    wanted: PadesSignature,
    room: int,
    *,
    certifies: bool,
) -> bytes:
    """Add the signature, without its container yet, show it in the field, and return its reference."""
    said = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached %s "
        b"/M %s /Name %s /Reason %s%s >>"
    )
    signature = revision.add(
        said
        % (
            signature_room(room),
            f"({wanted.at.astimezone(UTC):D:%Y%m%d%H%M%S}Z)".encode(),
            String(wanted.name).unparse(),
            String(wanted.reason).unparse(),
            _references(document, field, certifies=certifies),
        )
    )
    left, bottom, right, top = (float(edge) for edge in field.Rect)
    size = (right - left, top - bottom)
    seen = add_stamp(revision, wanted.lines, size, _font_in(document))
    revision.change(field, {"/AP": b"<< /N %s >>" % seen, "/V": signature})
    return signature


def _say_that_it_is_signed(
    revision: Revision, document: pikepdf.Pdf, signature: bytes, *, certifies: bool
) -> None:
    """Say in the document's root that there are signatures, of which kind, and which one certifies."""
    fields = document.Root.AcroForm.Fields.unparse(resolved=True)
    said = {
        "/AcroForm": b"<< /Fields %s /SigFlags 3 >>" % fields,
        "/Extensions": b"<< %s >>" % _PADES,
    }
    if certifies:
        said["/Perms"] = b"<< /DocMDP %s >>" % signature
    revision.change(document.Root, said)


def _references(document: pikepdf.Pdf, field: pikepdf.Object, *, certifies: bool) -> bytes:
    """Return what the signature says of later changes."""
    lock = field.get(Name.Lock)
    may_change = _FORM_FILLING if lock is None else int(lock.P)
    made = []
    if certifies:
        made.append(_CERTIFIES % may_change)
    if lock is not None:
        root = b"%d 0 R" % document.Root.objgen[0]
        made.append(_LOCKS % (root, lock.Action.unparse(), may_change))
    return b" /Reference [%s]" % b" ".join(made) if made else b""


def _font_in(document: pikepdf.Pdf) -> bytes | None:
    """Return what refers to the font of stamps, where an earlier signature brought it."""
    for field in document.Root.AcroForm.Fields:
        resources = field.AP.N.get(Name.Resources)
        font = None if resources is None else resources.Font.get(NAME.decode())
        if font is not None and font.BaseFont == Name(BASE_FONT):
            return b"%d 0 R" % font.objgen[0]
    return None
