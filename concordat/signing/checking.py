"""Checks a signed PDF: who signed it, whether it is whole, and whether anything was added.

The rules:
1. Every signature is intact and made with a certificate that a given issuer vouches for, as at
   the time of signing: a rehearsal's clock may be years away from the machine's. Who signed before
   the key was made, on paper say, is checked as at the day on which its certificate begins.
2. After the first signature only fields may be filled; after the seal nothing may change.
3. The last signature covers the whole file; the room left inside a signature holds nothing else.
4. Whatever cannot be read is a fault in plain words, never an exception.
5. A timestamp, if there is one, is sound and about this signature or this document. Whom it is from is
   told; whether to trust them is for whoever asks.
6. A signature has the PAdES level that is shown, and no higher: B-B alone, B-T with a timestamp, B-LT if
   the document holds what shows that no certificate was revoked, B-LTA if a timestamp covers that too.
"""

from dataclasses import dataclass
from datetime import datetime

SEAL_FIELD = "seal"
B_B, B_T, B_LT, B_LTA = LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
"""The PAdES levels, lowest first. Source: ETSI EN 319 142-1, 6.1."""


@dataclass(frozen=True, slots=True)
class CheckedStamp:
    """A timestamp, as found: when, says who. `sound` says that it holds and is about what it is with."""

    at: datetime
    by: str
    sound: bool


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """One signature of a PDF, as found. `unchanged` says that only lawful additions follow it.

    `stamp` says when it was made at the latest, in the words of a time-stamping authority.
    """

    field: str
    name: str
    reason: str
    signed_at: datetime | None
    intact: bool
    trusted: bool
    unchanged: bool
    level: str = B_B
    stamp: CheckedStamp | None = None

    @property
    def good(self) -> bool:
        """Say whether the signature holds in every respect."""
        stamped = self.stamp is None or self.stamp.sound
        return self.intact and self.trusted and self.unchanged and stamped


@dataclass(frozen=True, slots=True)
class PdfCheck:
    """What a check found: signatures in the order they were made; no faults means all is well.

    `sealed` says that the document is closed by a seal and that nothing is wrong with it. `stamps` are
    the timestamps over the document as a whole.
    """

    signatures: tuple[CheckedSignature, ...]
    sealed: bool
    faults: tuple[str, ...]
    stamps: tuple[CheckedStamp, ...] = ()

    @property
    def level(self) -> str:
        """The PAdES level that every signature of the document has; nothing if there is none."""
        return min((found.level for found in self.signatures), key=LEVELS.index, default="")


def check_pdf(pdf: bytes, ca_pem: bytes) -> PdfCheck:
    """Return what the PDF's signatures say, checked against the issuers' certificates, PEM."""
    # The signing library takes a second to import, and only this function needs it here.
    from concordat.signing.evidence import Unreadable, read_signatures  # noqa: PLC0415

    try:
        signatures, stamps, faults = read_signatures(pdf, ca_pem)
    except Unreadable as unreadable:
        return PdfCheck((), sealed=False, faults=(str(unreadable),))
    if not signatures:
        faults = (*faults, "The document carries no signature.")
    told = tuple(fault for found in signatures for fault in _faults(found)) + faults
    if not all(stamp.sound for stamp in stamps):
        told = (*told, "The timestamp over the document does not match it, or does not hold.")
    sealed = not told and any(found.field == SEAL_FIELD for found in signatures)
    return PdfCheck(signatures, sealed, told, stamps)


def _faults(found: CheckedSignature) -> tuple[str, ...]:
    about = f"The signature in {found.field!r} ({found.name})"
    wrong = (
        (found.intact, "does not match the document: bytes have changed since it was made."),
        (found.trusted, "was not made with a certificate of the given issuer."),
        (found.unchanged, "is followed by a change that it does not allow."),
        (found.stamp is None or found.stamp.sound, "has a timestamp that does not hold."),
    )
    return tuple(f"{about} {what}" for holds, what in wrong if not holds)
