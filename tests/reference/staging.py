"""A programme as it stands when its documents are made: its dates, its signatures, its places."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.calendar import at_local
from concordat.domain.programme import Place, Programme
from concordat.domain.signature import Medium
from concordat.domain.signing import seats
from concordat.programme.load import load_programme
from concordat.services.certificate import CertificateLine, CertifiedSignature
from concordat.services.content import AgreementText
from tests.reference.made_up import RESERVATION

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 25)


@dataclass(frozen=True)
class Staged:
    """One programme, and how far it has come in the documents of the gallery."""

    config: Path = ROOT / "config"
    templates: Path = ROOT / "templates"

    @cached_property
    def programme(self) -> Programme:
        """The programme as its config states it."""
        return load_programme(self.config, TODAY)

    @cached_property
    def publisher(self) -> DocumentPublisher:
        """The publisher of the project's own templates."""
        return DocumentPublisher(self.templates)

    @cached_property
    def text(self) -> AgreementText:
        """The words of version 1."""
        return self.publisher.agreement_text(self.programme)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The places that are asked."""
        return self.programme.places_on(self.programme.timeline.public_signing_on)

    def at(self, day: date, hour: int = 11, minute: int = 30) -> datetime:
        """Return that time of that day, on the programme's clocks."""
        return at_local(day, time(hour, minute), self.programme.timezone)

    @cached_property
    def board_met_on(self) -> date:
        """The day of the board's first meeting."""
        return self.programme.body(self.programme.timeline.board).meetings[0]

    @cached_property
    def effective_on(self) -> date:
        """The day on which the agreement takes effect."""
        return date(2027, 7, 8)

    def signed_on(self, on: date, place: Place | None = None) -> tuple[CertifiedSignature, ...]:
        """Return the signatures of that day, of a place or in public, one of them on paper."""
        blocks = self.programme.timeline.public_signing if place is None else place.signatories
        made = [
            CertifiedSignature(
                role=signatory.role,
                organisation=signatory.organisation,
                signed_at=self.at(on, 11, number * 7 % 60),
                name=f"Holder of the office, no. {number}",
                identified_at=self.at(on, 10, number * 7 % 60),
            )
            for number, (_, signatory) in enumerate(seats(blocks), start=1)
        ]
        if place is None or place is self.places[1]:
            made[-1] = replace(
                made[-1],
                medium=Medium.PAPER,
                evidence_sha256="c4d9" * 16,
                original_at="the office of the facilitator",
                checked_by="Democratic services officer",
                identified_at=None,
            )
        return tuple(made)

    @cached_property
    def lines(self) -> tuple[CertificateLine, ...]:
        """How each place stands: all but one have ratified."""
        lines = [
            CertificateLine(
                place_name=place.name,
                status="ratified",
                decided_on=date(2027, 6, 10),
                effective_on=date(2027, 6, 24),
                reservation=None,
                record_sha256=f"{number:02d}5b21e7" * 8,
                signatures=self.signed_on(date(2027, 6, 21), place),
            )
            for number, place in enumerate(self.places)
        ]
        lines[0] = replace(lines[0], status="ratified with reservation", reservation=RESERVATION)
        lines[3] = replace(lines[3], status="declined", effective_on=None, signatures=())
        return tuple(lines)
