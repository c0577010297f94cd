"""A backup's file: a ZIP whose manifest holds the hash of every other file in it.

The rules:
1. A backup has its name only when it is whole and on the disk; one that is there is never replaced.
2. It is readable by the service's own account alone: it holds the keys and everyone's address.
3. A backup in which one byte is not what its manifest says is not used.
"""

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from concordat.backup.manifest import FOLDERS, MANIFEST, MANIFEST_SUM, REGISTER, Kept, Manifest
from concordat.domain.errors import BadSetting, BrokenEvidence

CHUNK = 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError)
"""What reading a file raises that is no backup, or no longer one."""


@dataclass(slots=True)
class Writer:
    """Takes the files of a backup, one after the other."""

    bundle: zipfile.ZipFile
    files: dict[str, Kept] = field(default_factory=dict)

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = True) -> None:
        """Add a file, compressed unless it is packed already."""
        hashed, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self.bundle.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                hashed.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.files[name] = Kept(hashed.hexdigest(), size)

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, and its own hash."""
        said = manifest.as_json()
        self.bundle.writestr(MANIFEST, said)
        self.bundle.writestr(MANIFEST_SUM, f"{hashlib.sha256(said).hexdigest()}\n")


def write_backup(path: Path, write: Callable[[Writer], Manifest]) -> Manifest:
    """Write a backup and return its manifest; BadSetting if it cannot be written, or is there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".backup-")
        try:
            with os.fdopen(handle, "wb") as file:
                with zipfile.ZipFile(file, "w") as bundle:
                    writer = Writer(bundle)
                    manifest = write(writer)
                    writer.finish(manifest)
                file.flush()
                os.fsync(file.fileno())
            # A link, unlike a rename, fails when there is a file of that name.
            path.hardlink_to(temporary)
        finally:
            Path(temporary).unlink()
    except OSError as error:
        raise BadSetting(
            f"The backup {path} cannot be written: {error.strerror}.",
            remedy="Nothing is left of it. Name another file, on a disk with room, with --out.",
            attempted="make a backup",
        ) from error
    return manifest


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is open for reading, and whole."""

    bundle: zipfile.ZipFile
    manifest: Manifest

    def lines(self, table: str) -> Iterator[bytes]:
        """Return the rows of one of the register's tables, as lines; none for one it does not have."""
        name = f"{REGISTER}/{table}.jsonl"
        if name in self.manifest.files:
            with self.bundle.open(name) as member:
                yield from member

    def unpack(self, folder: str, into: Path) -> None:
        """Write the files of a folder, for the service's own account alone."""
        (into / folder).mkdir(mode=0o700)
        for name in self.manifest.files:
            if not name.startswith(f"{folder}/"):
                continue
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file, self.bundle.open(name) as member:
                while chunk := member.read(CHUNK):
                    file.write(chunk)


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup whose every file is what its manifest says.

    Raises BadSetting if it cannot be read, BrokenEvidence if it is damaged.
    """
    try:
        bundle = zipfile.ZipFile(path)
    except OSError as error:
        raise BadSetting(
            f"The backup {path} cannot be read: {error.strerror}.", remedy="Name one that can."
        ) from error
    except BROKEN as error:
        raise _damaged(path, "it is no backup, or not the whole of one") from error
    with bundle:
        yield Backup(bundle, _checked(path, bundle))


def _checked(path: Path, bundle: zipfile.ZipFile) -> Manifest:
    try:
        said = bundle.read(MANIFEST)
        told = bundle.read(MANIFEST_SUM).decode("ascii").strip()
        manifest = Manifest.from_json(said)
    except BROKEN as error:
        raise _damaged(path, "its manifest cannot be read") from error
    if hashlib.sha256(said).hexdigest() != told:
        raise _damaged(path, "its manifest has changed")
    if sorted(bundle.namelist()) != sorted([*manifest.files, MANIFEST, MANIFEST_SUM]):
        raise _damaged(path, "it does not hold the files that its manifest names")
    for name, kept in manifest.files.items():
        if not _is_ours(name) or _hash_of(bundle, name) != kept.sha256:
            raise _damaged(path, f"{name} is not what its manifest says")
    return manifest


def _is_ours(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return parts[0] in {*FOLDERS, REGISTER} and ".." not in parts


def _hash_of(bundle: zipfile.ZipFile, name: str) -> str | None:
    hashed = hashlib.sha256()
    try:
        with bundle.open(name) as member:
            while chunk := member.read(CHUNK):
                hashed.update(chunk)
    except BROKEN:
        return None
    return hashed.hexdigest()


def _damaged(path: Path, why: str) -> BrokenEvidence:
    return BrokenEvidence(
        f"The backup {path} is damaged: {why}.",
        remedy="Nothing was restored. Use another backup, or fetch this one again from where it is kept.",
        attempted="restore a backup",
    )
