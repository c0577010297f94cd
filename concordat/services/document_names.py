"""What each document of the register is called, in words that need no explanation."""

from concordat.domain.membership import Accession
from concordat.domain.record import Version
from concordat.domain.rules import PlaceId
from concordat.services.recognition import KeptDocument
from concordat.services.register import Reading

FINISHED = frozenset(
    {
        "draft",
        "board-paper",
        "agreement",
        "certificate",
        "accession",
        "review-report",
        "record",
        "earlier-record",
        "changes-pdf",
        "notice",
    }
)
"""The kinds of PDF that anyone may read as they are."""

UNSIGNED = frozenset({"agreement-unsigned", "record-unsigned"})
"""The kinds that were made to be signed, and say nothing until they are."""

OF_A_PLACE = frozenset({"record", "record-unsigned", "earlier-record"})

_NAMES = {
    "draft": "the draft that was opened for comment",
    "board-paper": "the paper for the board",
    "agreement": "the agreement, signed and sealed",
    "agreement-unsigned": "the agreement, before it was signed",
    "certificate": "the certificate of completion",
    "changes-pdf": "what the version changes",
    "changes-docx": "what the version changes, as tracked changes in a Word file",
    "draft-docx": "the draft, as a Word file to comment in",
    "text-docx": "the frozen words, as a Word file",
    "notice": "a notice to all partners",
    "delegation-pdf": "the file that shows a delegation",
    "delegation-jpeg": "the file that shows a delegation",
    "delegation-png": "the file that shows a delegation",
    "paper-pdf": "the scan of a copy that was signed on paper",
    "paper-jpeg": "the scan of a copy that was signed on paper",
    "signed-elsewhere": "the copy that was signed through another provider",
    "signed-elsewhere-certificate": "that provider's own certificate of how it was signed",
    "format": "the text in another format, which nobody signs",
}
_OTHER = "one of the papers of the agreement"


def place_of(document: KeptDocument, version: Version) -> str | None:
    """Return the name of the place that the document is of; None if it is of no place."""
    if document.kind not in OF_A_PLACE:
        return None
    return version.programme.place(PlaceId(place_id_of(document))).name


def place_id_of(document: KeptDocument) -> str:
    """Return the id of the place that a document of a place is of."""
    if document.kind == "earlier-record":
        return document.scope.rpartition("-")[0]
    return document.scope


def document_name(view: Reading, version: Version, document: KeptDocument) -> str:
    """Return what the document is, as a sentence goes on with it after `This is`."""
    place = place_of(document, version)
    match document.kind:
        case "record":
            return f"the ratification record of {place}"
        case "earlier-record":
            return f"an earlier ratification record of {place}"
        case "record-unsigned":
            return f"the ratification record of {place}, before it was signed"
        case "accession":
            acceded = view.records(Accession, version.id, record_sha256=document.sha256)
            return f"the accession record of {acceded[0].partner}"
        case "review-report":
            return f"the report of review {document.scope.rpartition('-')[2]}"
        case kind:
            return _NAMES.get(kind, _OTHER)
