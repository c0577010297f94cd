"""One document of the set, and what the documents of every programme have in common."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.signing import SignatureSlot
from concordat.services.content import Enclosure

MADE_AT = datetime(2027, 6, 10, 15, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DECIDED_ON = date(2027, 6, 10)
PDF_SHA256, RECORD_SHA256, TRAIL_SHA256 = "07c1" * 16, "5b21" * 16, "e0d4" * 16
RESERVATION = "Two months' notice is too short for a small group.\nWe ask for three."


@dataclass(frozen=True)
class Kind:
    """A document of the set: the publisher's method that prints it, and what it says."""

    name: str
    method: str
    said: tuple[Any, ...]
    slots: tuple[SignatureSlot, ...] = ()

    def printed(self, publisher: DocumentPublisher) -> bytes:
        """Return the document, unsigned."""
        pdf: bytes = getattr(publisher, self.method)(*self.said)
        return pdf

    def enclosing(self, agreement: Enclosure) -> "Kind":
        """Return the document with the agreement travelling inside it."""
        [content] = self.said
        return replace(self, said=(replace(content, agreement=agreement),))
