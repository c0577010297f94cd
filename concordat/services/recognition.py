"""Tell which document of ours a file is, or was made from.

The rules:
1. A file is ours only if every byte of it is: its SHA-256 is on the register, or in the store, which
   also keeps each stage of a document between its first signature and its seal.
2. A file of other bytes that bears the identifiers of a document of ours is a copy that was changed.
   Every signature adds an identifier and keeps the first, so that few changes remove them all.
   Source: ISO 32000-1, 14.4.
3. A file whose beginning is that of a document of ours is such a copy, too: it may be cut off.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from concordat.domain.errors import ConcordatError
from concordat.services.office import Office

_STRING = rb"(<[0-9A-Fa-f]{32,128}>|\([^()\\]{16,64}\))"
_ID = re.compile(rb"/ID\s{0,8}\[\s{0,8}" + _STRING + rb"\s{0,8}" + _STRING)
_MOST_IDS = 64
_BEGINNING = 2048


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document of the register: whose it is, what kind, of which place or partner, its SHA-256."""

    version_id: str
    kind: str
    scope: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is. `kept` says that these very bytes are kept; `document` is the one it is or was.

    Both are empty for a file that is not ours; `document` alone for a stage that no record names.
    """

    sha256: str
    document: KeptDocument | None = None
    kept: bool = False
    original: bytes = b""

    @property
    def on_register(self) -> bool:
        """Say whether the register names these very bytes."""
        return self.document is not None and self.document.sha256 == self.sha256


class Recogniser:
    """Knows every document of the office by its hash, and by the marks that its copies bear.

    A document never changes, so its marks are read once.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._marks: dict[str, frozenset[bytes]] = {}

    def recognise(self, given: bytes) -> Recognised:
        """Return what the file is, whatever it is."""
        sha256 = hashlib.sha256(given).hexdigest()
        documents = self._documents()
        exact = next((d for d in documents if d.sha256 == sha256), None)
        if exact is not None:
            return Recognised(sha256, exact, kept=True)
        marks = _marks_of(given)
        document = self._most_like(marks, documents)
        original = b"" if document is None else self._read(document.sha256)
        return Recognised(sha256, document, kept=bool(self._read(sha256)), original=original)

    def _documents(self) -> list[KeptDocument]:
        """Return the documents, the latest first: a sealed one comes before what it was made from."""
        with self._office.register.reading() as view:
            found = [KeptDocument(v, *d) for v in view.version_ids() for d in view.documents(v)]
        return found[::-1]

    def _most_like(
        self, marks: frozenset[bytes], documents: list[KeptDocument]
    ) -> KeptDocument | None:
        """Return the document that shares most marks: one that encloses another may bear its marks too."""
        shared = [(len(marks & self._known_marks(d.sha256)), d) for d in documents]
        most, document = max(shared, key=lambda one: one[0], default=(0, None))
        return document if most else None

    def _known_marks(self, sha256: str) -> frozenset[bytes]:
        if sha256 not in self._marks:
            self._marks[sha256] = _marks_of(self._read(sha256))
        return self._marks[sha256]

    def _read(self, sha256: str) -> bytes:
        """Return the document; nothing if it is not there or is damaged, for which others answer."""
        try:
            return self._office.store.get(sha256)
        except ConcordatError:
            return b""


def _marks_of(pdf: bytes) -> frozenset[bytes]:
    return frozenset(_identifiers(pdf)) if pdf else frozenset()


def _identifiers(pdf: bytes) -> Iterator[bytes]:
    for pair in islice(_ID.finditer(pdf), _MOST_IDS):
        yield from pair.groups()
    if len(pdf) >= _BEGINNING:
        yield hashlib.sha256(pdf[:_BEGINNING]).digest()
