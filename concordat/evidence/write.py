"""Write the evidence of one version into a folder, readable without this service."""

import zipfile
from pathlib import Path

from concordat.domain.errors import BadSetting
from concordat.evidence.layout import (
    AUTHORITY,
    CHECKER,
    README,
    SUMS,
    TRAIL,
    path_of,
    programme_path,
)
from concordat.evidence.readme import CHECK, readme
from concordat.evidence.sums import sha256_of
from concordat.services.office import Office


def write_evidence(office: Office, version_id: str, folder: Path) -> None:
    """Write documents, trail, authority and checksums; BadSetting if the folder cannot be used."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with office.register.reading() as view:
            documents = view.documents(version_id)
            trail = view.trail()
            programmes = view.programmes()
        for sha256, text in programmes.items():
            _write(folder / programme_path(sha256), text.encode())
        for kind, scope, sha256 in documents:
            path = path_of(kind, scope)
            if path is not None:
                _write(folder / path, office.store.get(sha256))
        with (folder / TRAIL).open("wb") as file:
            file.writelines(f"{entry.as_line()}\n".encode() for entry in trail)
        _write(folder / AUTHORITY, office.sealer.authority_pem)
        _write(folder / README, readme().encode())
        _write(folder / CHECKER, CHECK.read_bytes())
    except OSError as error:
        raise BadSetting(
            f"The folder {folder} cannot be written: {error.strerror}.",
            remedy="Name another one.",
        ) from error


def write_sums(folder: Path) -> None:
    """Write the checksums of every file of the evidence; last, when all the others are there."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != SUMS)
    sums = "".join(f"{sha256_of(p)}  {p.relative_to(folder).as_posix()}\n" for p in files)
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
