"""Writes one addition to a PDF: what is new or changed stands behind what was there before.

The rules:
1. The bytes that were there stay as they are; an addition has a table of its own, which names the one
   before.
2. The object with room for a signature stands first, so that nothing before it is taken for the room.
3. The same addition to the same file has the same bytes.

Source: ISO 32000-1, 7.5.6 (incremental updates) and 12.8.1 (byte ranges).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

TOKEN_ROOM = 32768
"""How many hex digits are left for a timestamp; with a chain of certificates it takes about 16,000."""

_TABLE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TAIL = 64
_CONTENTS = b"/Contents <"
_RANGE = b"/ByteRange [0 0000000000 0000000000 0000000000]"


class Revision:
    """What is to be added to a PDF. Values are written as the PDF will hold them."""

    def __init__(self, pdf: bytes, document: pikepdf.Pdf) -> None:
        found = _TABLE.search(pdf[-_TAIL:])
        if found is None or not pdf.startswith(b"xref", int(found[1])):
            raise ValueError("it does not end with a table of its objects")
        self._pdf = pdf
        self._trailer = document.trailer
        self._table = int(found[1])
        self._next = int(document.trailer.Size)
        self._objects: dict[int, bytes] = {}

    def add(self, body: bytes) -> bytes:
        """Add an object and return what refers to it."""
        number = self._next
        self._next += 1
        self._objects[number] = body
        return b"%d 0 R" % number

    def add_stream(self, data: bytes, entries: bytes = b"") -> bytes:
        """Add a stream with its entries and return what refers to it."""
        head = b"<< %s /Length %d >>" % (entries, len(data))
        return self.add(b"%s\nstream\n%s\nendstream" % (head, data))

    def change(self, thing: pikepdf.Object, entries: Mapping[str, bytes]) -> None:
        """Write a dictionary again with these entries instead of its own."""
        for key in entries:
            if key in thing:
                del thing[key]
        added = b"".join(b" %s %s" % (key.encode(), value) for key, value in entries.items())
        self._objects[thing.objgen[0]] = thing.unparse(resolved=True)[:-2] + added + b" >>"

    def written(self) -> bytes:
        """Return the PDF with the addition."""
        out = bytearray(self._pdf)
        if not out.endswith(b"\n"):
            out += b"\n"
        places = {}
        for number, body in self._objects.items():
            places[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = len(out)
        out += b"xref\n" + b"".join(_sections(places))
        out += b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (self._written_trailer(), table)
        return bytes(out)

    def _written_trailer(self) -> bytes:
        kept = b" ".join(
            b"%s %s" % (key.encode(), self._trailer[key].unparse())
            for key in ("/Root", "/Info")
            if key in self._trailer
        )
        first = self._trailer.ID[0].unparse()
        content = b"".join(self._objects.values()) + b"%d" % self._table
        own = hashlib.sha256(content).hexdigest()[:32].encode()
        size, before = self._next, self._table
        return b"<< %s /Size %d /Prev %d /ID [%s <%s>] >>" % (kept, size, before, first, own)


def _sections(places: Mapping[int, int]) -> Iterator[bytes]:
    """Return the lines of the table: a section for each run of numbers without a gap."""
    numbers = sorted(places)
    starts = [n for n in numbers if n - 1 not in places]
    for start, after in zip(starts, [*starts[1:], numbers[-1] + 1], strict=True):
        run = [n for n in numbers if start <= n < after]
        yield b"%d %d\n" % (start, len(run))
        yield from (b"%010d 00000 n \n" % places[n] for n in run)


def signature_room(digits: int) -> bytes:
    """Return the entries of a signature that are filled in last: its room, and what it covers."""
    return b"%s%s> %s" % (_CONTENTS, b"0" * digits, _RANGE)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A PDF with room for a signature between two places; the rest of it is what is signed."""

    pdf: bytes
    start: int
    end: int

    @classmethod
    def of(cls, before: bytes, written: bytes) -> "Unsigned":
        """Return the PDF, written on from `before`, with the range filled in that it covers."""
        start = written.index(_CONTENTS + b"0", len(before)) + len(_CONTENTS) - 1
        end = written.index(b">", start) + 1
        said = b"/ByteRange [0 %d %d %d]" % (start, end, len(written) - end)
        at = written.index(_RANGE, end)
        return cls(written[:at] + said.ljust(len(_RANGE)) + written[at + len(_RANGE) :], start, end)

    def sha256(self) -> bytes:
        """Return the SHA-256 of what the signature covers."""
        view = memoryview(self.pdf)
        digest = hashlib.sha256(view[: self.start])
        digest.update(view[self.end :])
        return digest.digest()

    def signed(self, signature: bytes) -> bytes:
        """Return the PDF with the signature in its room; ValueError if it does not fit."""
        room = self.end - self.start - 2
        digits = signature.hex().upper().encode()
        if len(digits) > room:
            raise ValueError(f"a signature of {len(digits)} digits has room for {room}")
        return b"%s<%s>%s" % (
            self.pdf[: self.start],
            digits.ljust(room, b"0"),
            self.pdf[self.end :],
        )
