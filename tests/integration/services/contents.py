"""A publisher that remembers what it was asked to print, for tests of what documents are told."""

from dataclasses import replace
from typing import TypeVar

from concordat.services.certificate import Certificate
from concordat.services.content import BoardPaper, RecordDocument
from concordat.services.mailings import PartnerNotice, SignatoryLetter
from concordat.services.office import Office
from tests.fakes import FakePublisher

T = TypeVar("T")


class RememberingPublisher(FakePublisher):
    """Keeps the content of every document it makes, in the order in which it made them."""

    def __init__(self) -> None:
        self.contents: list[object] = []

    def board_paper_pdf(self, content: BoardPaper) -> bytes:
        self.contents.append(content)
        return super().board_paper_pdf(content)

    def letter_pdf(self, content: SignatoryLetter) -> bytes:
        self.contents.append(content)
        return super().letter_pdf(content)

    def record_pdf(self, content: RecordDocument) -> bytes:
        self.contents.append(content)
        return super().record_pdf(content)

    def notice_pdf(self, content: PartnerNotice) -> bytes:
        self.contents.append(content)
        return super().notice_pdf(content)

    def certificate_pdf(self, content: Certificate) -> bytes:
        self.contents.append(content)
        return super().certificate_pdf(content)

    def all_of(self, kind: type[T]) -> list[T]:
        """Return the contents of one kind, in the order of their making."""
        return [content for content in self.contents if isinstance(content, kind)]


def remembering(office: Office) -> tuple[Office, RememberingPublisher]:
    """Return the same office with a publisher that remembers."""
    publisher = RememberingPublisher()
    return replace(office, publisher=publisher), publisher
