"""Checks a signed PDF: who signed it, whether it is whole, and whether anything was added.

The rules:
1. Every signature is intact and made with a certificate that a given issuer vouches for, as at
   the time of signing: a rehearsal's clock may be years away from the machine's.
2. After the first signature only fields may be filled; after the seal nothing may change.
3. The last signature covers the whole file; the room left inside a signature holds nothing else.
4. Whatever cannot be read is a fault in plain words, never an exception.
"""

from dataclasses import dataclass
from datetime import datetime

SEAL_FIELD = "seal"


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """One signature of a PDF, as found. `unchanged` says that only lawful additions follow it."""

    field: str
    name: str
    reason: str
    signed_at: datetime | None
    intact: bool
    trusted: bool
    unchanged: bool

    @property
    def good(self) -> bool:
        """Say whether the signature holds in every respect."""
        return self.intact and self.trusted and self.unchanged


@dataclass(frozen=True, slots=True)
class PdfCheck:
    """What a check found: signatures in the order they were made; no faults means all is well.

    `sealed` says that the document is closed by a seal and that nothing is wrong with it.
    """

    signatures: tuple[CheckedSignature, ...]
    sealed: bool
    faults: tuple[str, ...]


def check_pdf(pdf: bytes, ca_pem: bytes) -> PdfCheck:
    """Return what the PDF's signatures say, checked against the issuers' certificates, PEM."""
    # The signing library takes a second to import, and only this function needs it here.
    from concordat.signing.evidence import Unreadable, read_signatures  # noqa: PLC0415

    try:
        signatures, faults = read_signatures(pdf, ca_pem)
    except Unreadable as unreadable:
        return PdfCheck((), sealed=False, faults=(str(unreadable),))
    if not signatures:
        faults = (*faults, "The document carries no signature.")
    told = tuple(fault for found in signatures for fault in _faults(found)) + faults
    sealed = not told and any(found.field == SEAL_FIELD for found in signatures)
    return PdfCheck(signatures, sealed, told)


def _faults(found: CheckedSignature) -> tuple[str, ...]:
    about = f"The signature in {found.field!r} ({found.name})"
    wrong = (
        (found.intact, "does not match the document: bytes have changed since it was made."),
        (found.trusted, "was not made with a certificate of the given issuer."),
        (found.unchanged, "is followed by a change that it does not allow."),
    )
    return tuple(f"{about} {what}" for holds, what in wrong if not holds)
