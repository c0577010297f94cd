"""Every document of a programme with content as it would be, for the pictures in the documentation.

The programme is the one in `config/`; what happened to it is made up here, and nobody is named.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.calendar import add_months, at_local
from concordat.domain.programme import Place, Programme
from concordat.domain.signature import Medium
from concordat.domain.signing import seats, slots
from concordat.programme.load import load_programme
from concordat.services.content import (
    AccessionDocument,
    AgreementDocument,
    AgreementText,
    Answer,
    BoardPaper,
    CaseStudy,
    Certificate,
    CertificateLine,
    CertifiedSignature,
    CommitmentReport,
    RecordDocument,
    RedlineDocument,
    ReviewReport,
)
from concordat.services.mailings import Occasion, PartnerNotice, SignatoryLetter

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 25)
PORTAL = "https://agreement.example.org"

COMMENTS = tuple(
    """\
The text speaks of “the system” throughout. Nobody outside it knows what that is. Please say who is meant.
We are four people and a van. We want to be asked, and cannot answer every consultation in three weeks.
Full cost recovery is in the commitments, and I am glad of it. Will it be in the contracts?
As a rural group we meet in the evening. Meetings at ten in the morning leave us out.
Good. Sign it.""".splitlines()
)
ANSWERS = (
    Answer(
        "“The system” is not a word that people know.",
        "Section 3 names every partner, and says what is meant by each sector.",
    ),
    Answer(
        "Small organisations cannot answer everything that they are asked.",
        "Commitment joint-6 now says that a partner may answer “not now” without reproach.",
    ),
    Answer(
        "Full cost recovery ought to be a term of every contract.",
        "Not changed: contracts are outside this agreement. It is passed to the commissioning review.",
    ),
)
RESERVATION = (
    "The board supports the agreement. It does not accept that three months are enough to agree a policy "
    "on the reimbursement of representatives, and asks that the review look at it first."
)


@dataclass(frozen=True)
class Gallery:
    """The documents of one programme. Each method returns a PDF."""

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

    def agreement(self) -> bytes:
        """Return the agreement."""
        room = slots(self.programme.timeline.public_signing)
        made_at = self.at(self.programme.timeline.window_closes)
        content = AgreementDocument(self.programme, 1, self.text, room, made_at, rehearsal=False)
        return self.publisher.agreement_pdf(content)

    def board_paper_content(self) -> BoardPaper:
        """Return what the board is told."""
        return BoardPaper(
            programme=self.programme,
            version=1,
            version_sha256=self.text.sha256,
            meeting_on=self.board_met_on,
            comments=len(COMMENTS),
            comment_summaries=COMMENTS,
            made_at=self.at(self.programme.timeline.window_closes),
            rehearsal=False,
            organisations=3,
            formats=("easy read", "large print"),
            answers=ANSWERS,
            changed_in_review=7,
        )

    def board_paper(self) -> bytes:
        """Return the paper for the board."""
        return self.publisher.board_paper_pdf(self.board_paper_content())

    def letter_content(self, place: Place, *, on_paper: bool = False) -> SignatoryLetter:
        """Return what the first signatory of a place is told."""
        seat, signatory = seats(place.signatories)[0]
        mandate = signatory.mandate
        return SignatoryLetter(
            programme=self.programme,
            version=1,
            version_sha256=self.text.sha256,
            document_sha256="5b21" * 16,
            place_name=place.name,
            role=signatory.role,
            organisation=signatory.organisation,
            authority=None
            if mandate is None
            else f"mandate from {mandate.appointed_by}; basis: "
            f"{mandate.basis}; limits: {mandate.limits}",
            seat=seat,
            slots=slots(place.signatories),
            expires_on=date(2027, 9, 8),
            on_paper=on_paper,
            changes="",
            made_at=self.at(date(2027, 6, 10)),
            rehearsal=False,
        )

    def letter(self) -> bytes:
        """Return the letter to a signatory."""
        return self.publisher.letter_pdf(self.letter_content(self.places[0]))

    def record_content(self, place: Place) -> RecordDocument:
        """Return what a place's record says, with a reservation."""
        body = self.programme.body(place.body)
        return RecordDocument(
            programme=self.programme,
            version=1,
            version_sha256=self.text.sha256,
            agreement_pdf_sha256="07c1" * 16,
            place_name=place.name,
            place_ons_code=place.ons_code,
            body_name=body.name,
            outcome="ratified with reservation",
            decided_on=date(2027, 6, 10),
            minute_reference="HWB/27/041",
            reservation=RESERVATION,
            condition=None,
            reason=None,
            slots=slots(place.signatories),
            made_at=self.at(date(2027, 6, 10)),
            rehearsal=False,
            members_present=9,
            roles_present=() if body.quorum is None else body.quorum.including,
            conflicts=("a councillor who is a trustee of a partner",),
            quorum=body.quorum,
        )

    def record(self) -> bytes:
        """Return a place's ratification record."""
        return self.publisher.record_pdf(self.record_content(self.places[0]))

    def accession(self) -> bytes:
        """Return the record of a partner that joins."""
        return self.publisher.accession_pdf(
            AccessionDocument(
                programme=self.programme,
                version=1,
                version_sha256=self.text.sha256,
                agreement_pdf_sha256="07c1" * 16,
                party_name=self.programme.parties[0].name,
                partner="Carers Together",
                on_behalf_of="unpaid carers and the groups that support them",
                decided_on=date(2027, 9, 28),
                minute_reference="NCO/27/4",
                joined_on=date(2027, 10, 15),
                made_at=self.at(date(2027, 9, 30)),
                rehearsal=False,
            )
        )

    def _signed(self, on: date, place: Place | None = None) -> tuple[CertifiedSignature, ...]:
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
                signatures=self._signed(date(2027, 6, 21), place),
            )
            for number, place in enumerate(self.places)
        ]
        lines[0] = replace(lines[0], status="ratified with reservation", reservation=RESERVATION)
        lines[3] = replace(lines[3], status="declined", effective_on=None, signatures=())
        return tuple(lines)

    def notice_content(self, occasion: Occasion = Occasion.IN_EFFECT) -> PartnerNotice:
        """Return what every partner is told."""
        on = None if occasion == Occasion.SIGNED else self.effective_on
        return PartnerNotice(
            programme=self.programme,
            version=1,
            version_sha256=self.text.sha256,
            agreement_pdf_sha256="07c1" * 16,
            occasion=occasion,
            signatures=self._signed(self.programme.timeline.public_signing_on),
            places=self.lines,
            counted=len(self.lines) - 1,
            threshold=self.programme.timeline.effect.at_least,
            effective_on=on,
            term_ends_on=None if on is None else date(2028, 7, 7),
            review_due_on=None if on is None else add_months(on, 12),
            portal_url=PORTAL,
            made_at=self.at(self.effective_on, 9),
            rehearsal=False,
        )

    def notice(self) -> bytes:
        """Return the notice to all partners."""
        return self.publisher.notice_pdf(self.notice_content())

    def certificate(self) -> bytes:
        """Return the certificate of completion."""
        return self.publisher.certificate_pdf(
            Certificate(
                programme=self.programme,
                version=1,
                version_sha256=self.text.sha256,
                agreement_pdf_sha256="07c1" * 16,
                approved_on=self.board_met_on,
                minute_reference="ICB/27/031",
                effective_on=self.effective_on,
                review_due_on=add_months(self.effective_on, 12),
                signatures=self._signed(self.programme.timeline.public_signing_on),
                places=self.lines,
                trail_entries=412,
                trail_head="e0d4" * 16,
                made_at=datetime(2027, 9, 30, 8, 15, 20, tzinfo=UTC),
                rehearsal=False,
            )
        )

    def redline(self) -> bytes:
        """Return what a second version changes."""
        new = self.text.html.replace("equal partners", "partners with equal rights")
        new = new.replace("in good time", "in good time, and never less than six weeks before")
        return self.publisher.redline_pdf(
            RedlineDocument(
                programme=self.programme,
                version=2,
                version_sha256="5a7e" * 16,
                earlier=1,
                earlier_sha256=self.text.sha256,
                changes=self.publisher.changes(self.text.html, new),
                made_at=self.at(add_months(self.effective_on, 11)),
                rehearsal=False,
            )
        )

    def review_report(self) -> bytes:
        """Return the report of the first review."""
        partners = [p.name for party in self.programme.parties for p in party.partners]
        standings = ("kept", "partly kept", "kept", "not kept")
        words = (
            "Both sectors sat on every planning group from the first meeting.",
            "Begun in two places of five; the others are to follow by spring.",
            "Published each quarter.",
            "Two decisions were announced after they had been taken.",
        )
        reports = tuple(
            CommitmentReport(partner, commitment.id, standings[(n + m) % 4], words[(n + m) % 4])
            for n, commitment in enumerate(self.text.commitments)
            for m, partner in enumerate(partners[:2])
        )
        return self.publisher.review_report_pdf(
            ReviewReport(
                programme=self.programme,
                version=1,
                version_sha256=self.text.sha256,
                cycle=1,
                due_on=add_months(self.effective_on, 12),
                commitments=self.text.commitments,
                case_studies=(
                    CaseStudy(
                        partners[0],
                        success=True,
                        text="A scheme to help people home from hospital was planned by both sectors "
                        "from the start. It opened a month early, and small groups run half of it.",
                    ),
                    CaseStudy(
                        partners[-1],
                        success=False,
                        text="Contracts still end in March, whatever was planned. Two organisations "
                        "lost staff while they waited to hear.",
                    ),
                ),
                reports=reports,
                asked=len(partners),
                returned=len(partners) - 1,
                made_at=self.at(date(2028, 6, 1)),
                rehearsal=False,
                not_returned=(partners[1],),
                reservations=((self.places[0].name, RESERVATION),),
            )
        )
