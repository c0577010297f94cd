"""The board paper, the accession record and the review report of the set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from concordat.domain.programme import Programme
from concordat.services.content import (
    AccessionDocument,
    AgreementText,
    BoardPaper,
    CaseStudy,
    CommitmentReport,
    ReviewReport,
)
from tests.conformance.kind import MADE_AT, PDF_SHA256, RESERVATION, Kind


def papers(programme: Programme, text: AgreementText) -> Iterator[Kind]:
    """Yield what is written for a board, for a partner that joins and for a review."""
    said = ("Eight responses ask for plainer words.", "Two ask for it in Welsh: Tŷ, ŵyr.")
    paper = BoardPaper(
        programme, 1, text.sha256, date(2027, 3, 30), 17, said, MADE_AT, rehearsal=False
    )
    silent = replace(paper, comments=0, comment_summaries=(), meeting_on=None, rehearsal=True)
    yield Kind("board paper", "board_paper_pdf", (paper,))
    yield Kind("board paper, no comments", "board_paper_pdf", (silent,))
    yield Kind("accession", "accession_pdf", (_accession(programme, text),))
    yield Kind("review report", "review_report_pdf", (_report(programme, text),))


def _accession(programme: Programme, text: AgreementText) -> AccessionDocument:
    return AccessionDocument(
        programme=programme,
        version=1,
        version_sha256=text.sha256,
        agreement_pdf_sha256=PDF_SHA256,
        party_name=programme.parties[0].name,
        partner="Carers Trust (Ymddiriedolaeth Gofalwyr Tŷ Ŵyr)",
        on_behalf_of="unpaid carers",
        decided_on=date(2027, 6, 28),
        minute_reference="CT/27/4",
        joined_on=date(2027, 7, 15),
        made_at=MADE_AT,
        rehearsal=False,
    )


def _report(programme: Programme, text: AgreementText) -> ReviewReport:
    first, second = (party.partners[0].name for party in programme.parties[:2])
    promised = text.commitments[0].id
    return ReviewReport(
        programme=programme,
        version=1,
        version_sha256=text.sha256,
        cycle=1,
        due_on=date(2028, 6, 24),
        commitments=text.commitments,
        case_studies=(
            CaseStudy(first, True, "A hospital discharge scheme was planned jointly."),
            CaseStudy(second, False, "Contracts still end in March, whatever was planned."),
        ),
        reports=(
            CommitmentReport(first, promised, "partly kept", "Planned, but late."),
            CommitmentReport(second, promised, "kept", "Both sectors sat on each group."),
        ),
        asked=3,
        returned=2,
        made_at=MADE_AT,
        rehearsal=False,
        not_returned=("A partner that has not answered",),
        reservations=((programme.places[0].name, RESERVATION),),
    )
