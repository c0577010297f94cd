"""Keeps documents in files named by the SHA-256 of their bytes.

The rules:
1. A file never changes once it has its name; the same bytes twice are one file.
2. A file has its name only when it is whole and on the disk.
3. What is read is checked against its name, every time.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from concordat.domain.errors import BrokenEvidence, NotFound, Undeliverable

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileDocumentStore:
    """The DocumentStore over a folder: `root/ab/abcdef…`, two first digits, then the whole hash."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256; BrokenEvidence if the kept file has changed.

        Undeliverable when the disk is full or cannot be written; nothing is left of it then.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if path.exists():
            self.get(sha256)
            return sha256
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_once(path, data)
        except OSError as error:
            raise Undeliverable(
                f"A document could not be kept: {error.strerror}.",
                remedy="Nothing was changed. See that the disk of CONCORDAT_HOME has room and can be "
                "written; then try again.",
                attempted="keep a document",
            ) from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes; NotFound if there are none, BrokenEvidence if they have changed."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError as missing:
            raise _not_found(sha256) from missing
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BrokenEvidence(
                f"The document {sha256} is not what was kept: its bytes have changed.",
                remedy="Restore the file from a backup; its SHA-256 must be its name.",
                attempted="read a document",
            )
        return data

    def path(self, sha256: str) -> Path:
        """Return where the document of that hash is kept; NotFound if it is not a SHA-256."""
        if not _SHA256.fullmatch(sha256):
            raise _not_found(sha256)
        return self._root / sha256[:2] / sha256


def _not_found(sha256: str) -> NotFound:
    return NotFound(
        f"There is no document {sha256!r} in the store.",
        remedy="Check the SHA-256: 64 lower-case hex digits of a document kept here.",
        attempted="read a document",
    )


def _write_once(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; a file that is there already is left alone."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o444)
        # A link, unlike a rename, fails when somebody else has put the file there first.
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return
        _sync_folder(path.parent)
    finally:
        Path(temporary).unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
