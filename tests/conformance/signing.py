"""Signs every field of a document in its order, and seals it, as the service would."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf

from concordat.domain.signing import SignatureSlot
from concordat.services.content import SignatureContent
from concordat.signing.sealer import SEAL_FIELD, PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.conformance.kind import MADE_AT
from tests.standins.tsa import StampingServer


def sealer_of(folder: Path, server: StampingServer | None = None) -> PdfSealer:
    """Return the sealer with a service key kept in the folder, and with timestamps if there is a server."""
    key = ServiceKey.load_or_create(folder, "Test Partnership Programme", MADE_AT)
    if server is None:
        return PdfSealer(key)
    return PdfSealer(key, tsa_url=server.url, tsa_roots=server.root_pem)


def fields_of(pdf: bytes) -> tuple[str, ...]:
    """Return the names of the form fields of a document, in its order."""
    with pikepdf.open(BytesIO(pdf)) as document:
        form = document.Root.get("/AcroForm")
        return tuple(str(field.T) for field in form.Fields) if form is not None else ()


def signed_and_sealed(pdf: bytes, slots: Sequence[SignatureSlot], sealer: PdfSealer) -> bytes:
    """Return the document with a signature in each slot's field, closed by the seal.

    The last signature of several is one that was made on paper.
    """
    for number, slot in enumerate(slots):
        someone = slot.signatories[0]
        on_paper = 0 < number == len(slots) - 1
        content = SignatureContent(
            field=slot.field,
            name=f"The {someone.role}",
            role=someone.role,
            organisation=someone.organisation,
            reason="Made on paper, and kept" if on_paper else "Attests the document",
            signed_at=MADE_AT + timedelta(days=number),
            certify=number == 0,
            authority=f"deputy for the {someone.role}, under minute 7" if number == 1 else None,
            on_paper=on_paper,
        )
        pdf = sealer.sign(pdf, content)
    return sealer.seal(pdf, MADE_AT + timedelta(days=len(slots)))


def takes_a_seal(pdf: bytes) -> bool:
    """Say whether the document has a field for the seal."""
    return SEAL_FIELD in fields_of(pdf)
