"""Write the evidence of one version into a folder, readable without this service."""

import hashlib
import zipfile
from pathlib import Path

from concordat.domain.errors import BadSetting
from concordat.evidence.layout import AUTHORITY, SUMS, TRAIL, path_of
from concordat.services.office import Office

README = """\
The evidence of an agreement
============================

Anyone can check this folder, without the service that made it:

1. Nothing has changed since it was written:   sha256sum --check SHA256SUMS
2. Every signature is valid:                   pdfsig -nssdir sql:... documents/agreement.pdf
   (import certificates/authority.pem first, or run pdfsig -nocert)
3. The trail is whole: each line of trail.jsonl is JSON. Take out "sha256", write the rest with
   sorted keys, no spaces, in UTF-8: its SHA-256 is what was taken out, and "previous_sha256" is
   the "sha256" of the line before (64 zeros for the first).
4. Every document is the one on record: its SHA-256 stands in the trail in a line whose "fact" is
   "document:file:kept".

The words of the agreement are documents/agreement.html; their SHA-256 names the version, in every
ratification record.
"""


def write_evidence(office: Office, version_id: str, folder: Path) -> None:
    """Write documents, trail, authority and checksums; BadSetting if the folder cannot be used."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with office.register.reading() as view:
            documents = view.documents(version_id)
            trail = view.trail()
        for kind, scope, sha256 in documents:
            path = path_of(kind, scope)
            if path is not None:
                _write(folder / path, office.store.get(sha256))
        lines = "".join(f"{entry.as_line()}\n" for entry in trail)
        _write(folder / TRAIL, lines.encode())
        _write(folder / AUTHORITY, office.sealer.authority_pem)
        _write(folder / "README.txt", README.encode())
    except OSError as error:
        raise BadSetting(
            f"The folder {folder} cannot be written: {error.strerror}.",
            remedy="Name another one.",
        ) from error


def write_sums(folder: Path) -> None:
    """Write the checksums of every file of the evidence; last, when all the others are there."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != SUMS)
    sums = "".join(
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n"
        for p in files
    )
    _write(folder / SUMS, sums.encode())


def write_bundle(office: Office, version_id: str, file: Path, scratch: Path) -> None:
    """Write the evidence as one ZIP file."""
    write_evidence(office, version_id, scratch)
    write_sums(scratch)
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            for path in sorted(p for p in scratch.rglob("*") if p.is_file()):
                bundle.write(path, path.relative_to(scratch))
    except OSError as error:
        raise BadSetting(
            f"The file {file} cannot be written: {error.strerror}.", remedy="Name another one."
        ) from error


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
