"""What of the set is sent to people: letters to signatories, notices to partners, redlines."""

from collections.abc import Iterator
from datetime import date

from concordat.documents.redline import mark_changes
from concordat.domain.programme import Programme
from concordat.domain.signature import Medium
from concordat.domain.signing import seats, slots
from concordat.services.certificate import CertificateLine, CertifiedSignature
from concordat.services.content import AgreementText, RedlineDocument
from concordat.services.mailings import Occasion, PartnerNotice, SignatoryLetter
from tests.conformance.kind import DECIDED_ON, MADE_AT, PDF_SHA256, RECORD_SHA256, Kind

EFFECTIVE_ON = date(2027, 7, 8)


def mailings(programme: Programme, text: AgreementText) -> Iterator[Kind]:
    """Yield a letter of each kind, a notice for each occasion, and what a new version changes."""
    yield Kind("letter", "letter_pdf", (_letter(programme, text),))
    yield Kind("letter, by post", "letter_pdf", (_letter(programme, text, on_paper=True),))
    for occasion in Occasion:
        yield Kind(f"notice, {occasion}", "notice_pdf", (_notice(programme, text, occasion),))
    yield Kind("redline", "redline_pdf", (_redline(programme, text),))


def _letter(
    programme: Programme, text: AgreementText, *, on_paper: bool = False
) -> SignatoryLetter:
    place = programme.places[0]
    seat, signatory = seats(place.signatories)[0]
    return SignatoryLetter(
        programme=programme,
        version=1,
        version_sha256=text.sha256,
        document_sha256=RECORD_SHA256,
        place_name=place.name,
        role=signatory.role,
        organisation=signatory.organisation,
        authority="mandate from the assembly; basis: its vote of 3 March 2027",
        seat=seat,
        slots=slots(place.signatories),
        expires_on=date(2027, 9, 8),
        on_paper=on_paper,
        changes="",
        made_at=MADE_AT,
        rehearsal=on_paper,
    )


def _notice(programme: Programme, text: AgreementText, occasion: Occasion) -> PartnerNotice:
    begun = None if occasion == Occasion.SIGNED else EFFECTIVE_ON
    return PartnerNotice(
        programme=programme,
        version=1,
        version_sha256=text.sha256,
        agreement_pdf_sha256=PDF_SHA256,
        occasion=occasion,
        signatures=(
            CertifiedSignature("Chair", "Alliance", MADE_AT, name="A name", identified_at=MADE_AT),
            CertifiedSignature(
                "Leader",
                "Council",
                MADE_AT,
                medium=Medium.PAPER,
                evidence_sha256=RECORD_SHA256,
                original_at="the town hall",
                checked_by="Clerk",
            ),
        ),
        places=tuple(
            CertificateLine(
                place_name=place.name,
                status="ratified with reservation",
                decided_on=DECIDED_ON,
                effective_on=begun,
                reservation="Three months, not two.",
                record_sha256=RECORD_SHA256,
            )
            for place in programme.places
        ),
        counted=len(programme.places),
        threshold=1,
        effective_on=begun,
        term_ends_on=None if begun is None else date(2028, 7, 7),
        review_due_on=None if begun is None else date(2028, 7, 8),
        portal_url="https://agreement.example.org",
        made_at=MADE_AT,
        rehearsal=False,
    )


def _redline(programme: Programme, text: AgreementText) -> RedlineDocument:
    new = text.html.replace("both sectors", "the two sectors").replace("<li>", "<li>Now: ", 1)
    return RedlineDocument(
        programme=programme,
        version=2,
        version_sha256=PDF_SHA256,
        earlier=1,
        earlier_sha256=text.sha256,
        changes=mark_changes(text.html, new),
        made_at=MADE_AT,
        rehearsal=False,
    )
