"""Check the documents of the evidence: each is the one on record, and its signatures hold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from concordat.documents.enclosing import enclosed_sha256
from concordat.documents.identification import trail_head_of
from concordat.domain.chain import TrailHead
from concordat.domain.signature import PUBLIC
from concordat.evidence.layout import FIXED, HOLDS_AGREEMENT, SEALED
from concordat.evidence.sums import sha256_of
from concordat.evidence.trail_account import KeptDocument, TrailAccount
from concordat.signing.checking import PdfCheck, check_pdf


@dataclass(frozen=True)
class Document:
    """A PDF of the evidence, or one that was kept elsewhere. `name` is its path in the folder."""

    name: str
    file: Path

    @property
    def pdf(self) -> bytes:
        """The bytes of the file, read anew each time: a programme may have thousands of records."""
        return self.file.read_bytes()

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file."""
        return sha256_of(self.file)

    @cached_property
    def head(self) -> TrailHead | None:
        """Where the document says that the trail stood: every certificate does."""
        return trail_head_of(self.pdf)

    def kept_elsewhere_faults(self, authority: bytes) -> list[str]:
        """Return why a certificate kept elsewhere cannot be believed; none if it can."""
        check = check_pdf(self.pdf, authority)
        faults = [f"{self.name}: {fault}" for fault in check.faults]
        if self.head is None:
            faults.append(f"{self.name}: it does not say where the trail stood")
        if not check.sealed:
            faults.append(f"{self.name}: it is not sealed by the service that the trail names")
        return faults


def read_documents(folder: Path) -> list[Document]:
    """Return every PDF of the folder, by name."""
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() == ".pdf" and p.is_file())
    return [Document(p.relative_to(folder).as_posix(), p) for p in found]


def document_faults(
    folder: Path,
    account: TrailAccount,
    documents: Sequence[Document],
    authority: bytes,
    levels: Counter[str],
) -> Iterator[str]:
    """Return what is wrong with the documents of the version that the folder is about.

    The PAdES level of each one that is sealed is counted in `levels` on the way.
    """
    version_id = _version_of(folder, account)
    expected = account.documents.get(version_id, {})
    by_name = {document.name: document for document in documents}
    for name in sorted(by_name.keys() - expected.keys()):
        yield f"{name}: the trail knows no such document"
        yield from _late_faults(name, check_pdf(by_name[name].pdf, authority), account.last_at)
    for name, kept in expected.items():
        if name in by_name:
            yield from _pdf_faults(by_name[name], kept, account, version_id, authority, levels)
        elif not (folder / name).is_file():
            yield f"{name}: it is missing"
        elif sha256_of(folder / name) != kept.sha256:
            yield f"{name}: it is not the document on record"


def _version_of(folder: Path, account: TrailAccount) -> str:
    """Return the version whose words are in the folder; the last one if they are nobody's."""
    words = folder / FIXED["text"]
    sha256 = sha256_of(words) if words.is_file() else ""
    for version_id, expected in account.documents.items():
        kept = expected.get(FIXED["text"])
        if kept is not None and kept.sha256 == sha256:
            return version_id
    return next(reversed(account.documents), "")


def _pdf_faults(
    document: Document,
    kept: KeptDocument,
    account: TrailAccount,
    version_id: str,
    authority: bytes,
    levels: Counter[str],
) -> Iterator[str]:
    name = document.name
    if document.sha256 != kept.sha256:
        yield f"{name}: it is not the document on record"
    if kept.kind == "certificate" and document.head is None:
        yield f"{name}: it does not say where the trail stood"
    if kept.kind in HOLDS_AGREEMENT:
        yield from _enclosure_faults(document, account.documents[version_id])
    if kept.kind in SEALED:
        scope = {"agreement": PUBLIC, "record": kept.scope}.get(kept.kind)
        applied = account.applied[f"{version_id}/{scope}"] if scope else 0
        check = check_pdf(document.pdf, authority)
        levels[check.level] += check.sealed
        yield from _signature_faults(name, check, applied)
        yield from _late_faults(name, check, account.last_at)


def _enclosure_faults(document: Document, of_version: Mapping[str, KeptDocument]) -> Iterator[str]:
    """Name what is wrong with the file inside a record: it is to be the agreement on record."""
    agreement = of_version.get(FIXED["agreement"])
    found = enclosed_sha256(document.pdf)
    if not found:
        yield f"{document.name}: it does not hold the signed agreement"
    elif agreement is None or found != {agreement.sha256}:
        yield f"{document.name}: it holds a file that is not the signed agreement on record"


def _signature_faults(name: str, found: PdfCheck, applied: int) -> Iterator[str]:
    for fault in found.faults:
        yield f"{name}: {fault}"
    if not found.sealed:
        yield f"{name}: it is not sealed"
    if len(found.signatures) != applied + 1:
        made = len(found.signatures)
        yield f"{name}: it has {made} signatures, the trail says {applied} and a seal"


def _late_faults(name: str, found: PdfCheck, last_at: datetime | None) -> Iterator[str]:
    times = [s.signed_at for s in found.signatures if s.signed_at and s.signed_at.tzinfo]
    if last_at is not None and times and max(times) > last_at:
        yield f"{name}: it was signed after the trail's last entry, so the trail was cut short"
