"""The templates that a service cannot do without, looked for before anything is started."""

from pathlib import Path, PurePosixPath

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import BadSetting
from concordat.domain.programme import Programme

NEEDED = {
    "agreement": ("comment.html.j2", "reference.docx", "wrapper.html.j2"),
    "letters": (
        "_frame.html.j2",
        "_frame.txt.j2",
        "agreement-signed.txt.j2",
        "board-adopted.txt.j2",
        "board-amended.txt.j2",
        "board-approved.txt.j2",
        "board-asked.txt.j2",
        "board-deferred.txt.j2",
        "board-rejected.txt.j2",
        "certificate-issued.txt.j2",
        "change-recorded.txt.j2",
        "decision-requested.txt.j2",
        "effect-begun.txt.j2",
        "identity-code.txt.j2",
        "in-person-opened.txt.j2",
        "paper-pack.txt.j2",
        "place-decided.txt.j2",
        "record-sealed.txt.j2",
        "request-expired.txt.j2",
        "review-asked.txt.j2",
        "review-reported.txt.j2",
        "signatory-declined.txt.j2",
        "signing-reminder.txt.j2",
        "signing-request.txt.j2",
        "window-opened.txt.j2",
        "witness-code.txt.j2",
    ),
    "portal": (
        "accessibility.html.j2",
        "agreement.html.j2",
        "base.html.j2",
        "changes.html.j2",
        "comment.html.j2",
        "delegate.html.j2",
        "delegated.html.j2",
        "doorstep.html.j2",
        "error.html.j2",
        "examination.html.j2",
        "fields.html.j2",
        "hand-over.html.j2",
        "later.html.j2",
        "letter.html.j2",
        "mailbox.html.j2",
        "news.html.j2",
        "nothing-yet.html.j2",
        "officer.html.j2",
        "partner.html.j2",
        "picture.svg.j2",
        "portal.css",
        "programme.html.j2",
        "review.html.j2",
        "sign.html.j2",
        "tablet.html.j2",
        "staff-desk.html.j2",
        "staff-enter.html.j2",
        "staff-sign-in.html.j2",
        "thanks.html.j2",
        "verify.html.j2",
        "without-us.html.j2",
    ),
    "records": (
        "accession.html.j2",
        "base.html.j2",
        "board_paper.html.j2",
        "certificate.html.j2",
        "documents.css",
        "letter.html.j2",
        "notice.html.j2",
        "parts.html.j2",
        "record.html.j2",
        "redline.html.j2",
        "review_report.html.j2",
    ),
}
"""File names by folder; the agreement's own text comes with the programme."""


SHOWN = 3
"""How many missing templates are named in the error."""


def check_templates(folder: Path, programme: Programme) -> None:
    """Raise BadSetting naming every template that is missing, TemplateFault if the text is faulty."""
    text = PurePosixPath(programme.text)
    undertakings = text.with_name(f"{text.name.split('.')[0]}.yaml")
    names = [str(text), str(undertakings)]
    names += [f"{area}/{name}" for area, files in NEEDED.items() for name in files]
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        raise BadSetting(
            f"These templates are not in {folder}: {', '.join(missing[:SHOWN])}{more}.",
            remedy="Put them back, or name their folder in CONCORDAT_TEMPLATES.",
        )
    DocumentPublisher(folder).agreement_text(programme)
