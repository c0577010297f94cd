"""Check the evidence of an agreement: a rehearsal's folder, or a bundle.

The rules:
1. The trail is whole and in order, from its first entry to its last.
2. Every head of the trail that somebody kept is in it: the one in each certificate, at the number
   that it says, and any other that is given. The trail goes on from there to say that the
   certificate was issued.
3. Nothing was signed or sealed after the trail's last entry.
4. Every document that the trail says was kept is there, byte for byte; the last one of its kind
   counts; and no other PDF is there.
5. Every sealed document's signatures are intact, by the service whose authority the trail names,
   as many as the trail says were applied, and the seal.
6. Inside each record travels the agreement that it is about: the very file on record.
7. The summary, if there is one, agrees with the trail; the checksums are those of the files.

Who holds the folder could write all of it anew under another authority. A certificate or a head
that was kept elsewhere shows that.
"""

import hashlib
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from concordat.domain.errors import BadSetting
from concordat.evidence.documents import Document, document_faults, read_documents
from concordat.evidence.heads import certificate_faults, head_faults
from concordat.evidence.layout import AUTHORITY, TRAIL, programme_path
from concordat.evidence.summary import summary_faults
from concordat.evidence.sums import sha256_of, sums_faults
from concordat.evidence.trail_account import TrailAccount, read_account


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with the evidence, in plain words, and how many sealed documents have which level."""

    faults: list[str]
    levels: Mapping[str, int] = field(default_factory=Counter)


def verify(path: Path, heads: Sequence[str] = (), certificates: Sequence[Path] = ()) -> list[str]:
    """Return what is wrong with the evidence, in plain words; empty when everything holds."""
    return examine(path, heads, certificates).faults


def examine(path: Path, heads: Sequence[str] = (), certificates: Sequence[Path] = ()) -> Finding:
    """Return what the evidence shows: no faults when everything holds.

    `heads` are SHA-256 of entries, in hexadecimal, and `certificates` are files, both kept elsewhere.
    BadSetting if there is no such certificate.
    """
    for file in certificates:
        if not file.is_file():
            raise BadSetting(
                f"There is no certificate {file}.",
                remedy="Name the PDF that you kept.",
                attempted="verify the evidence",
            )
    kept = [Document(file.name, file) for file in certificates]
    if path.is_dir():
        return _verify_folder(path, heads, kept)
    if not path.exists():
        return Finding([f"{path}: there is nothing here; name a folder or a bundle"])
    with tempfile.TemporaryDirectory() as scratch:
        try:
            with zipfile.ZipFile(path) as bundle:
                names = Counter(PurePosixPath(name).as_posix() for name in bundle.namelist())
                bundle.extractall(scratch)  # Python's own extraction stays inside.
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError) as error:
            return Finding([f"{path.name}: it cannot be opened as a bundle ({error})"])
        faults = [f"{name}: the bundle holds it twice" for name, n in names.items() if n > 1]
        found = _verify_folder(Path(scratch), heads, kept)
        return Finding(faults + found.faults, found.levels)


def _verify_folder(folder: Path, heads: Sequence[str], kept: Sequence[Document]) -> Finding:
    if not (folder / TRAIL).is_file():
        return Finding([f"{TRAIL}: it is missing"])
    documents = read_documents(folder)
    certificates = [d for d in (*documents, *kept) if d.head is not None]
    numbers = {d.head.entries for d in certificates if d.head is not None}
    account = read_account(folder / TRAIL, numbers, frozenset(heads))
    authority, authority_faults = _authority(folder, account)
    levels: Counter[str] = Counter()
    faults = [
        *account.faults,
        *head_faults(account, heads),
        *certificate_faults(account, certificates),
        *authority_faults,
        *_programme_faults(folder, account),
        *document_faults(folder, account, documents, authority, levels),
        *(fault for d in kept for fault in d.kept_elsewhere_faults(authority)),
        *summary_faults(folder, account),
        *sums_faults(folder),
    ]
    return Finding(faults, levels)


def _authority(folder: Path, account: TrailAccount) -> tuple[bytes, list[str]]:
    file = folder / AUTHORITY
    if not file.is_file():
        return b"", [f"{AUTHORITY}: it is missing"]
    pem = file.read_bytes()
    if hashlib.sha256(pem).hexdigest() not in account.authorities:
        return pem, [f"{AUTHORITY}: it is not the authority that the trail names"]
    return pem, []


def _programme_faults(folder: Path, account: TrailAccount) -> list[str]:
    faults = []
    for sha256 in sorted(account.programmes):
        name = programme_path(sha256).as_posix()
        if not (folder / name).is_file():
            faults.append(f"{name}: it is missing")
        elif sha256_of(folder / name) != sha256:
            faults.append(f"{name}: it is not the config that the trail names")
    return faults
