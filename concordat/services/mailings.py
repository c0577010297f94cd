"""What is printed to be sent to people: the letter to a signatory, the notice to all partners.

As with every document, the content is enough to render it again, byte for byte.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from concordat.domain.programme import Programme
from concordat.domain.signing import Seat, SignatureSlot
from concordat.services.certificate import CertificateLine, CertifiedSignature


@dataclass(frozen=True, slots=True)
class SignatoryLetter:
    """The letter to whoever is asked to sign, by e-mail or by post. It never has a personal link.

    `place_name` is None where the agreement itself is signed; `document_sha256` is what is signed.
    `slots` are all of its signatures and `seat` is the reader's. `expires_on` is the last day, `changes`
    what an amended text changed, `on_paper` that no e-mail reaches the reader.
    """

    programme: Programme
    version: int
    version_sha256: str
    document_sha256: str
    place_name: str | None
    role: str
    organisation: str
    authority: str | None
    seat: Seat
    slots: tuple[SignatureSlot, ...]
    expires_on: date
    on_paper: bool
    changes: str
    made_at: datetime
    rehearsal: bool


class Occasion(StrEnum):
    """When every partner gets a notice: once signed, in effect, and when every place has its outcome."""

    SIGNED = "signed"
    IN_EFFECT = "in effect"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class PartnerNotice:
    """The notice to all partners: what was agreed, from when, and how each place stands.

    `counted` of the places count on the day it was made, and `threshold` must. `portal_url` is where
    everything can be read. Dates that no one knows yet are None.
    """

    programme: Programme
    version: int
    version_sha256: str
    agreement_pdf_sha256: str
    occasion: Occasion
    signatures: tuple[CertifiedSignature, ...]
    places: tuple[CertificateLine, ...]
    counted: int
    threshold: int
    effective_on: date | None
    term_ends_on: date | None
    review_due_on: date | None
    portal_url: str
    made_at: datetime
    rehearsal: bool
