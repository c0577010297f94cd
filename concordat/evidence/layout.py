"""How the evidence is laid out in a folder: where each kind of document stands.

documents/agreement.pdf            the agreement, signed in public and sealed
documents/agreement.html           its frozen words, whose SHA-256 is the version's
documents/agreement.docx           the same words as a Word file, to work with; not signed
documents/records/<place>.pdf      each place's ratification record, sealed
documents/records/earlier/<…>.pdf   the sealed record of a decline, where the place decided afresh
documents/accessions/<accession>.pdf  the record of each partner that joined, sealed
documents/certificate.pdf          the certificate of completion, sealed
documents/board-paper.pdf          what the board was asked
documents/draft.pdf, .docx          what the review window was about, and as a Word file to comment in
documents/changes.html, .pdf, .docx  what an amended version changes, where it is one; tracked in .docx
documents/letters/<request>.pdf    the letter to whoever was asked to sign; no link is in it
documents/notices/<occasion>.pdf   what every partner was told, and how each place stood then
documents/review-<cycle>-report.pdf
documents/paper/<seat>.pdf, .jpg   the scan of each signature made on paper; `duplicate`: not counted
documents/delegations/<seat>-<number>.pdf, .jpg, .png  what shows a deputy's authority, where it is a file
documents/signed-elsewhere/<…>.pdf   what another provider had signed, with its certificate beside it
documents/formats/<format>.<type>  the same text in a format asked for, such as easy read; not signed
trail.jsonl                        the whole trail, one entry a line, oldest first
programmes/<sha256>.json           the config of a version, as the trail names it
certificates/authority.pem         who vouches for the service's signatures
README.txt                         how anyone can check all this
check.py                           the part of that for which Python is enough
SHA256SUMS                         for `sha256sum --check`
"""

import re
from pathlib import PurePosixPath

TRAIL = "trail.jsonl"
AUTHORITY = "certificates/authority.pem"
SUMS = "SHA256SUMS"
SUMMARY = "summary.json"
README = "README.txt"
CHECKER = "check.py"

FIXED = {
    "agreement": "documents/agreement.pdf",
    "text": "documents/agreement.html",
    "certificate": "documents/certificate.pdf",
    "board-paper": "documents/board-paper.pdf",
    "text-docx": "documents/agreement.docx",
    "draft": "documents/draft.pdf",
    "draft-docx": "documents/draft.docx",
    "changes": "documents/changes.html",
    "changes-pdf": "documents/changes.pdf",
    "changes-docx": "documents/changes.docx",
}
FOLDERS = {
    "record": ("documents/records", ".pdf"),
    "accession": ("documents/accessions", ".pdf"),
    "earlier-record": ("documents/records/earlier", ".pdf"),
    "delegation-pdf": ("documents/delegations", ".pdf"),
    "delegation-jpeg": ("documents/delegations", ".jpg"),
    "delegation-png": ("documents/delegations", ".png"),
    "paper-pdf": ("documents/paper", ".pdf"),
    "paper-jpeg": ("documents/paper", ".jpg"),
    "format": ("documents/formats", ""),
    "signed-elsewhere": ("documents/signed-elsewhere", ".pdf"),
    "signed-elsewhere-certificate": ("documents/signed-elsewhere/certificates", ".pdf"),
    "letter": ("documents/letters", ".pdf"),
    "notice": ("documents/notices", ".pdf"),
}
"""Where a kind stands of which there are several, and how the name of each ends."""

SEALED = frozenset({"accession", "agreement", "record", "earlier-record", "certificate"})
HOLDS_AGREEMENT = frozenset({"accession", "record", "earlier-record"})
"""The kinds inside which the signed agreement travels."""

_SCOPE = re.compile(r"[^./\\\0][^/\\\0]*")


def path_of(kind: str, scope: str) -> PurePosixPath | None:
    """Return where a document stands in the evidence; None for those superseded by a later one.

    ValueError when the scope cannot be the name of a file.
    """
    if not _SCOPE.fullmatch(scope):
        raise ValueError(f"{scope!r} is no scope of a document.")
    if kind in FOLDERS:
        folder, ending = FOLDERS[kind]
        return PurePosixPath(folder, f"{scope}{ending}")
    if kind == "review-report":
        return PurePosixPath("documents", f"{scope}-report.pdf")
    return PurePosixPath(FIXED[kind]) if kind in FIXED else None


def programme_path(sha256: str) -> PurePosixPath:
    """Return where the config of that SHA-256, in hexadecimal, stands in the evidence."""
    return PurePosixPath("programmes", f"{sha256}.json")
