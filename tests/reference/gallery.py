"""Every document of a programme with content as it would be, for the pictures in the documentation.

The programme is the one in `config/`; what happened to it is made up here, and nobody is named.
"""

from datetime import UTC, date, datetime

from concordat.domain.calendar import add_months
from concordat.domain.programme import Place
from concordat.domain.signing import seats, slots
from concordat.services.certificate import Certificate
from concordat.services.content import (
    AccessionDocument,
    AgreementDocument,
    BoardPaper,
    RecordDocument,
    RedlineDocument,
    ReviewReport,
)
from concordat.services.mailings import Occasion, PartnerNotice, SignatoryLetter
from tests.reference.made_up import ANSWERS, COMMENTS, RESERVATION, case_studies, reports
from tests.reference.staging import Staged

PORTAL = "https://agreement.example.org"


class Gallery(Staged):
    """The documents of one programme. Each method returns a PDF."""

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

    def notice_content(self, occasion: Occasion = Occasion.IN_EFFECT) -> PartnerNotice:
        """Return what every partner is told."""
        on = None if occasion == Occasion.SIGNED else self.effective_on
        return PartnerNotice(
            programme=self.programme,
            version=1,
            version_sha256=self.text.sha256,
            agreement_pdf_sha256="07c1" * 16,
            occasion=occasion,
            signatures=self.signed_on(self.programme.timeline.public_signing_on),
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
                signatures=self.signed_on(self.programme.timeline.public_signing_on),
                places=self.lines,
                trail_entries=412,
                trail_head="e0d4" * 16,
                seal_level="B-LTA",
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
        return self.publisher.review_report_pdf(
            ReviewReport(
                programme=self.programme,
                version=1,
                version_sha256=self.text.sha256,
                cycle=1,
                due_on=add_months(self.effective_on, 12),
                commitments=self.text.commitments,
                case_studies=case_studies(partners),
                reports=reports(self.text.commitments, partners),
                asked=len(partners),
                returned=len(partners) - 1,
                made_at=self.at(date(2028, 6, 1)),
                rehearsal=False,
                not_returned=(partners[1],),
                reservations=((self.places[0].name, RESERVATION),),
            )
        )
