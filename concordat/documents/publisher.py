"""Sets each document on its pages: content in, template, PDF or Word file out.

Every document is rendered from its content alone, so the same content gives the same bytes.
"""

import hashlib
import unicodedata
from pathlib import Path
from typing import Any

from concordat.documents.arrangement import (
    annexes,
    commitment_lines,
    effect_sentence,
    is_ordered,
    outcome_sentence,
    signature_rows,
    standing_totals,
    standings,
    tally,
)
from concordat.documents.board_arrangement import changed_passages, next_steps
from concordat.documents.docx import WordWriter
from concordat.documents.pdf import Press
from concordat.documents.redline import mark_changes
from concordat.documents.templates import Templates
from concordat.documents.undertakings import read_undertakings
from concordat.domain.chain import TrailHead
from concordat.domain.programme import Programme
from concordat.services.certificate import Certificate
from concordat.services.content import (
    AccessionDocument,
    AgreementDocument,
    AgreementText,
    BoardPaper,
    Changes,
    Enclosure,
    RecordDocument,
    RedlineDocument,
    ReviewReport,
)
from concordat.services.mailings import PartnerNotice, SignatoryLetter

_Content = (
    AccessionDocument
    | AgreementDocument
    | BoardPaper
    | Certificate
    | PartnerNotice
    | RecordDocument
    | RedlineDocument
    | ReviewReport
    | SignatoryLetter
)


class DocumentPublisher:
    """The Publisher over a folder of templates, which holds `agreement/` and `records/`."""

    def __init__(self, templates_dir: Path) -> None:
        self._templates = Templates(templates_dir)
        self._press = Press(templates_dir / "records" / "documents.css")
        self._word = WordWriter(templates_dir / "agreement" / "reference.docx")

    def agreement_text(self, programme: Programme) -> AgreementText:
        """Return the canonical words: UTF-8, NFC, LF, one newline at the end; TemplateFault."""
        undertakings = read_undertakings(self._templates, programme)
        html = canonical(
            self._templates.html(
                programme.text,
                programme=programme,
                commitments=undertakings.commitments,
                actions=undertakings.actions,
                parties=_parties(programme),
            )
        )
        sha256 = hashlib.sha256(html.encode()).hexdigest()
        return AgreementText(
            html,
            sha256,
            undertakings.commitments,
            undertakings.actions,
            undertakings.answers,
        )

    def changes(self, old: str, new: str) -> Changes:
        """Return what differs between two canonical texts, as HTML with `ins` and `del`."""
        return mark_changes(old, new)

    def agreement_pdf(self, content: AgreementDocument) -> bytes:
        """Return the agreement with a field for each slot and `seal`; a draft says that it is one."""
        return self._print(
            "agreement/wrapper.html.j2",
            content,
            sha256=content.text.sha256,
            rows=signature_rows(content.slots, content.programme.parties),
            ordered=is_ordered(content.slots),
            draft=content.draft,
            note=content.note,
            window_closes=content.programme.comments_until,
        )

    def agreement_docx(self, content: AgreementDocument) -> bytes:
        """Return the agreement's words as a Word file, with how to comment on them at its head."""
        html = self._html(
            "agreement/comment.html.j2",
            content,
            sha256=content.text.sha256,
            draft=content.draft,
            window_closes=content.programme.comments_until,
        )
        return self._word.docx(html)

    def redline_html(self, content: RedlineDocument) -> str:
        """Return what a version changes as a page of its own."""
        return self._redline(content, "html")

    def redline_pdf(self, content: RedlineDocument) -> bytes:
        """Return what a version changes as PDF."""
        return self._press.pdf(self._redline(content, "pdf"))

    def redline_docx(self, content: RedlineDocument) -> bytes:
        """Return what a version changes as a Word file with tracked changes."""
        return self._word.docx(self._redline(content, "docx"))

    def record_pdf(self, content: RecordDocument) -> bytes:
        """Return a place's ratification record with a field for each slot and `seal`.

        The agreement travels inside it, as it does inside the record of an accession.
        """
        return self._print(
            "records/record.html.j2",
            content,
            enclosure=content.agreement,
            sha256=content.version_sha256,
            rows=signature_rows(content.slots, content.programme.parties),
            ordered=is_ordered(content.slots),
            outcome=outcome_sentence(content),
            annexes=annexes(content),
        )

    def accession_pdf(self, content: AccessionDocument) -> bytes:
        """Return the record of a partner's accession, with a field named `seal`."""
        return self._print(
            "records/accession.html.j2",
            content,
            enclosure=content.agreement,
            sha256=content.version_sha256,
        )

    def board_paper_pdf(self, content: BoardPaper) -> bytes:
        """Return the paper that asks the board for its decision."""
        programme = content.programme
        return self._print(
            "records/board_paper.html.j2",
            content,
            sha256=content.version_sha256,
            board=programme.body(programme.timeline.board),
            timeline=programme.timeline,
            case=programme.board_case,
            changed=changed_passages(content.changes),
            steps=next_steps(content),
            effect=effect_sentence(programme),
        )

    def letter_pdf(self, content: SignatoryLetter) -> bytes:
        """Return the letter to a signatory; nothing in it opens what is signed."""
        return self._print(
            "records/letter.html.j2",
            content,
            sha256=content.version_sha256,
            ordered=is_ordered(content.slots),
        )

    def notice_pdf(self, content: PartnerNotice) -> bytes:
        """Return the notice to all partners."""
        return self._print(
            "records/notice.html.j2",
            content,
            sha256=content.version_sha256,
            tally=tally(content.places),
            effect=effect_sentence(content.programme),
        )

    def certificate_pdf(self, content: Certificate) -> bytes:
        """Return the certificate of completion, with a field named `seal`.

        It says where the trail stood, for people on its page and for programs in its metadata.
        """
        return self._print(
            "records/certificate.html.j2",
            content,
            head=TrailHead(content.trail_entries, content.trail_head),
            sha256=content.version_sha256,
            board=content.programme.body(content.programme.timeline.board),
            tally=tally(content.places),
            approved_by=content.approved_by,
            continuity=content.continuity,
        )

    def review_report_pdf(self, content: ReviewReport) -> bytes:
        """Return the report of one review cycle."""
        return self._print(
            "records/review_report.html.j2",
            content,
            sha256=content.version_sha256,
            standings=standings(content),
            totals=standing_totals(content),
            commitments=commitment_lines(content),
        )

    def _redline(self, content: RedlineDocument, form: str) -> str:
        sha256 = content.version_sha256
        return self._html("records/redline.html.j2", content, sha256=sha256, form=form)

    def _print(
        self,
        template: str,
        content: _Content,
        head: TrailHead | None = None,
        enclosure: Enclosure | None = None,
        **context: Any,
    ) -> bytes:
        return self._press.pdf(self._html(template, content, **context), head, enclosure)

    def _html(self, template: str, content: _Content, **context: Any) -> str:
        programme = content.programme
        shared = {"programme": programme, "parties": _parties(programme), "draft": False}
        return self._templates.html(template, content=content, **(shared | context))


def canonical(html: str) -> str:
    """Return the form of the words that is hashed: NFC, LF, no blanks at line ends, one newline."""
    lines = unicodedata.normalize("NFC", html).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def _parties(programme: Programme) -> dict[str, Any]:
    return {party.id: party for party in programme.parties}
