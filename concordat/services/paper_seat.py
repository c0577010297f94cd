"""The seat for which somebody signed on paper, as it stands, and what a fact says of the paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.domain.paper import OnPaper
from concordat.domain.parties import Signatory
from concordat.domain.record import Version
from concordat.domain.seating import Attempt, SeatName, find_seat
from concordat.domain.signature import PUBLIC, Signing
from concordat.domain.signing import Seat
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.register import Reading

ACT = "record a signature on paper"


@dataclass(frozen=True, slots=True)
class SeatOnPaper:
    """The seat that signed on paper, as it stands.

    `opened_on` is the first day on which its document can be signed, once its signing `is_open`.
    """

    version: Version
    signing: Signing
    seat: Seat
    opened_on: date
    is_open: bool
    document_sha256: str
    attempt: Attempt

    @property
    def signatory(self) -> Signatory:
        """Who sits in it."""
        return self.signing.signatory(self.seat)

    @property
    def about(self) -> str:
        """What the facts about its signing are about."""
        return f"{self.version.id}/{self.signing.scope}"

    @property
    def key(self) -> str:
        """The seat, as ids and facts name it."""
        return f"{self.seat.block}.{self.seat.candidate}"


def find_seat_on_paper(view: Reading, version_id: str, scope: str, name: SeatName) -> SeatOnPaper:
    """Return the seat that is named; NotFound for a place or seat there is not."""
    version = view.version(version_id)
    if scope == PUBLIC:
        signing, document = view.signing(version, PUBLIC), version.agreement_sha256
        attempt = Attempt(ACT, "the public signing", None, version.state.value)
        is_open = version.state == VersionState.SIGNING
        opened_on = version.public_signing_on
    else:
        record = view.place(version, scope)
        signing, document = record.signing, record.ratification.record_sha256
        attempt = Attempt(ACT, record.place.name, scope, record.ratification.status.value)
        is_open = record.ratification.status == PlaceStatus.SIGNING and document is not None
        decision = record.decision
        opened_on = version.public_signing_on if decision is None else decision.decided_on
    seat = find_seat(signing.blocks, name, attempt)
    return SeatOnPaper(version, signing, seat, opened_on, is_open, document or "", attempt)


def said_of(found: SeatOnPaper, paper: OnPaper, sha256: str) -> dict[str, Any]:
    """Return what a fact says of a signature on paper."""
    return {
        "seat": found.key,
        "role": found.signatory.role,
        "organisation": found.signatory.organisation,
        "name": paper.name,
        "signed_on": paper.signed_on,
        "evidence_sha256": sha256,
        "original_at": paper.original_at,
        "recorded_by": paper.recorded_by,
        "checked_by": paper.checked_by,
    }
