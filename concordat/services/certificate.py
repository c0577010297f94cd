"""What the certificate of completion says, and the notices with it: who signed, and how each place stands."""

from dataclasses import dataclass
from datetime import date, datetime

from concordat.domain.programme import Programme
from concordat.domain.signature import Medium


@dataclass(frozen=True, slots=True)
class CertifiedSignature:
    """A signature on the certificate. `signed_at` is in UTC; `authority` the mandate or delegation.

    `identified_at` is when the signatory gave the code sent to their address on record, in UTC, or when
    `witnessed_by` vouched for them in person.
    `through` is the provider through which it was made, None in-house.

    Of one made on paper the day alone is known; its scan is named by hash, with where the original is
    kept and who compared the two.
    """

    role: str
    organisation: str
    signed_at: datetime
    authority: str | None = None
    medium: Medium = Medium.ELECTRONIC
    name: str = ""
    evidence_sha256: str | None = None
    original_at: str | None = None
    checked_by: str | None = None
    identified_at: datetime | None = None
    witnessed_by: str | None = None
    through: str | None = None


@dataclass(frozen=True, slots=True)
class CertifiedDispute:
    """A dispute about a mandate, and how the appointing body settled it if it has."""

    scope_name: str
    role: str
    organisation: str
    raised_on: date
    raised_by: str
    reason: str
    settled_on: date | None = None
    settled_by: str | None = None
    upheld: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One place on the certificate of completion, and in a notice to all partners."""

    place_name: str
    status: str
    decided_on: date | None
    effective_on: date | None
    reservation: str | None
    record_sha256: str | None
    signatures: tuple[CertifiedSignature, ...] = ()
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who did what, by which authority, and how anyone can check it.

    `signatures` are those of the public signing. `continuity` says, in sentences, how it comes from
    what was before: amendments, successions, gaps between terms. `approved_by` is the board that was
    in office. `disputes` are about the mandates of any signing. `seal_level` is the PAdES level that the
    seal of the certificate itself will have.
    """

    programme: Programme
    version: int
    version_sha256: str
    agreement_pdf_sha256: str
    approved_on: date
    minute_reference: str
    effective_on: date | None
    review_due_on: date | None
    signatures: tuple[CertifiedSignature, ...]
    places: tuple[CertificateLine, ...]
    trail_entries: int
    trail_head: str
    seal_level: str
    made_at: datetime
    rehearsal: bool
    approved_by: str = ""
    continuity: tuple[str, ...] = ()
    disputes: tuple[CertifiedDispute, ...] = ()
