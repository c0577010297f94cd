"""Tell anyone what a file is: whether it is ours, which document, who signed it, whether it changed.

The rules:
1. The register says whose bytes they are; what stands in the file is believed only if they agree.
2. A changed copy says nothing, whatever signatures it bears: the true one is offered in its place.
3. Nothing that was given is kept, and whatever cannot be read has its answer in plain words, too.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from concordat.domain.signature import PUBLIC, Signature
from concordat.services.difference import difference
from concordat.services.document_names import FINISHED, UNSIGNED, document_name, place_of
from concordat.services.inspection import NOT_INSPECTED, Inspection
from concordat.services.office import Office
from concordat.services.ports import PdfInspector
from concordat.services.recognition import KeptDocument, Recognised, Recogniser
from concordat.services.register import Reading
from concordat.services.what_followed import what_followed

LARGEST = 20 * 1024 * 1024
"""In bytes: our own documents are a hundredth of it."""

_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024


class Verdict(StrEnum):
    """What a file is."""

    OURS = "This is ours, and not a byte has changed."
    UNFINISHED = "This is ours, but it is not finished: it proves nothing yet."
    KEPT = "We keep this, and not a byte has changed; but nobody signs or seals it."
    CHANGED = "This is a changed copy of a document of ours. Do not rely on it."
    UNKNOWN = "It bears a signature of our service, but is no document of our register."
    FOREIGN = "This is not one of our documents."
    ENCRYPTED = "This file is locked with a password, so it could not be read."
    UNREADABLE = "This file could not be read."
    NOT_PDF = "This file is not a PDF."
    EMPTY = "This file is empty."


@dataclass(frozen=True, slots=True)
class Known:
    """Which document it is; if not `exact`, the one it is a stage or a copy of.

    `current` is the SHA-256 of what to read today, None when there is nothing that anyone may read.
    """

    name: str
    exact: bool
    title: str
    version: int
    place: str | None
    rehearsal: bool
    sentences: tuple[str, ...]
    current: str | None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: role, organisation, when."""

    role: str
    organisation: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Examination:
    """The answer. `difference` says how a changed copy departs, `faults` what its signatures show."""

    verdict: Verdict
    sha256: str
    known: Known | None = None
    signers: tuple[Signer, ...] = ()
    inspection: Inspection = NOT_INSPECTED
    difference: str = ""

    @property
    def faults(self) -> tuple[str, ...]:
        """What its signatures show to be wrong; of a changed copy it is enough to say that it changed."""
        signed = self.inspection.signatures and self.verdict is not Verdict.CHANGED
        return self.inspection.faults if signed else ()


async def examine(
    office: Office, recogniser: Recogniser, inspector: PdfInspector, given: bytes
) -> Examination:
    """Return what the file is. Cancelling it ends whatever reads the file."""
    found = await asyncio.to_thread(recogniser.recognise, given)
    seen = NOT_INSPECTED
    if _HEADER in given[:_HEADER_WITHIN]:
        seen = await inspector.inspect(given, office.sealer.authority_pem)
    return await asyncio.to_thread(_answer, office, found, seen, given)


def _answer(office: Office, found: Recognised, seen: Inspection, given: bytes) -> Examination:
    verdict = _verdict(found, seen, given)
    if found.document is None:
        return Examination(verdict, found.sha256, inspection=seen)
    changed = verdict is Verdict.CHANGED
    with office.register.reading() as view:
        return Examination(
            verdict,
            found.sha256,
            known=_known(view, found.document, exact=found.on_register),
            signers=() if changed else _signers(view, found, seen),
            inspection=seen,
            difference=difference(found.original, given) if changed else "",
        )


def _verdict(found: Recognised, seen: Inspection, given: bytes) -> Verdict:
    if found.document is None:
        return Verdict.UNFINISHED if found.kept else _verdict_on_strangers(seen, given)
    if not found.kept:
        return Verdict.CHANGED
    if not found.on_register or found.document.kind in UNSIGNED:
        return Verdict.UNFINISHED
    return Verdict.OURS if found.document.kind in FINISHED else Verdict.KEPT


def _verdict_on_strangers(seen: Inspection, given: bytes) -> Verdict:
    if not given:
        return Verdict.EMPTY
    if _HEADER not in given[:_HEADER_WITHIN]:
        return Verdict.NOT_PDF
    if seen.encrypted:
        return Verdict.ENCRYPTED
    if seen.failed:
        return Verdict.UNREADABLE
    return Verdict.UNKNOWN if any(s.ours for s in seen.signatures) else Verdict.FOREIGN


def _known(view: Reading, document: KeptDocument, *, exact: bool) -> Known:
    version = view.version(document.version_id)
    followed = what_followed(view, version, document)
    current = followed.current
    if current is None and document.kind in FINISHED:
        current = document.sha256
    return Known(
        name=document_name(view, version, document),
        exact=exact,
        title=version.programme.title,
        version=version.number,
        place=place_of(document, version),
        rehearsal=version.rehearsal,
        sentences=followed.sentences,
        current=current,
    )


def _signers(view: Reading, found: Recognised, seen: Inspection) -> tuple[Signer, ...]:
    """Return who signed, as the register has it: in a stage, those whose signatures stand in it."""
    there = {s.field for s in seen.signatures}
    return tuple(
        Signer(s.role, s.organisation, s.signed_at)
        for s in _signatures(view, found.document)
        if s.applied_at is not None and (found.on_register or s.field in there)
    )


def _signatures(view: Reading, document: KeptDocument | None) -> tuple[Signature, ...]:
    if document is None or document.kind not in {"agreement", "record"}:
        return ()
    version = view.version(document.version_id)
    scope = PUBLIC if document.kind == "agreement" else document.scope
    return view.signing(version, scope).signatures
