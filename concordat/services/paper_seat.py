"""What a seat can sign on paper, from which day on, and what a fact says of the paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.domain.paper import OnPaper
from concordat.domain.signature import PUBLIC
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.register import Reading
from concordat.services.seats import FoundSeat, ScopeOfSigning

ACT = "record a signature on paper"


@dataclass(frozen=True, slots=True)
class DocumentToSign:
    """The document of a signing: from which day on it can be signed, once its signing `is_open`."""

    sha256: str
    opened_on: date
    is_open: bool


def document_of(view: Reading, of: ScopeOfSigning) -> DocumentToSign:
    """Return what is signed there, on paper too."""
    version = of.version
    if of.scope == PUBLIC:
        is_open = version.state == VersionState.SIGNING
        return DocumentToSign(version.agreement_sha256 or "", version.public_signing_on, is_open)
    record = view.place(version, of.scope)
    sha256, decision = record.ratification.record_sha256, record.decision
    return DocumentToSign(
        sha256 or "",
        version.public_signing_on if decision is None else decision.decided_on,
        record.ratification.status == PlaceStatus.SIGNING and sha256 is not None,
    )


def said_of(found: FoundSeat, paper: OnPaper, sha256: str) -> dict[str, Any]:
    """Return what a fact says of a signature on paper."""
    return {
        **found.named,
        "name": paper.name,
        "signed_on": paper.signed_on,
        "evidence_sha256": sha256,
        "original_at": paper.original_at,
        "recorded_by": paper.recorded_by,
        "checked_by": paper.checked_by,
    }
