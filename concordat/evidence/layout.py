"""How the evidence is laid out in a folder: where each kind of document stands.

documents/agreement.pdf            the agreement, signed in public and sealed
documents/agreement.html           its frozen words, whose SHA-256 is the version's
documents/records/<place>.pdf      each place's ratification record, sealed
documents/certificate.pdf          the certificate of completion, sealed
documents/board-paper.pdf          what the board was asked
documents/draft.pdf                what the review window was about
documents/review-<cycle>-report.pdf
trail.jsonl                        the whole trail, one entry a line, oldest first
certificates/authority.pem         who vouches for the service's signatures
SHA256SUMS                         for `sha256sum --check`
"""

from pathlib import PurePosixPath

TRAIL = "trail.jsonl"
AUTHORITY = "certificates/authority.pem"
SUMS = "SHA256SUMS"
SUMMARY = "summary.json"

FIXED = {
    "agreement": "documents/agreement.pdf",
    "text": "documents/agreement.html",
    "certificate": "documents/certificate.pdf",
    "board-paper": "documents/board-paper.pdf",
    "draft": "documents/draft.pdf",
}
SEALED = frozenset({"agreement", "record", "certificate"})


def path_of(kind: str, scope: str) -> PurePosixPath | None:
    """Return where a document stands in the evidence; None for those superseded by a later one."""
    if kind == "record":
        return PurePosixPath("documents/records", f"{scope}.pdf")
    if kind == "review-report":
        return PurePosixPath("documents", f"{scope}-report.pdf")
    return PurePosixPath(FIXED[kind]) if kind in FIXED else None
