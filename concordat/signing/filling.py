"""Puts a signature into the field that waits for it, with what is seen there and what may change later.

Source: ISO 32000-1, 12.8 (signatures, DocMDP, FieldMDP); ETSI EN 319 142-1, 5.3 and 6.3.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import pikepdf
from pikepdf import Name, String

from concordat.signing.font_objects import BASE_FONT, NAME
from concordat.signing.revision import Revision, signature_room
from concordat.signing.stamp import add_stamp

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


def fill(
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


def say_that_it_is_signed(
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
