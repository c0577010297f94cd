"""The set of documents that conformance is checked on: every kind the publisher prints.

A kind names the publisher's method that prints it, so that a method without one is found.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.programme import Programme
from concordat.programme.load import load_programme
from concordat.services.content import Enclosure
from tests.conformance.agreements import agreements, records
from tests.conformance.certificates import certificates
from tests.conformance.given import awkward
from tests.conformance.kind import MADE_AT, TODAY, Kind
from tests.conformance.mailings import mailings
from tests.conformance.papers import papers

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
PROGRAMMES = {
    "config": ROOT / "config",
    "one-gloucestershire": ROOT / "examples" / "one-gloucestershire",
}
MAKERS = (agreements, records, papers, certificates, mailings)
ENCLOSING = {"record_pdf", "accession_pdf"}
"""What prints a document inside which the agreement travels."""

AWKWARD = "awkward"


def publishing_methods() -> set[str]:
    """Return the name of every method by which the publisher prints a document."""
    return {name for name in vars(DocumentPublisher) if name.endswith("_pdf")}


@cache
def programme_of(name: str) -> Programme:
    """Return one of the two programmes, as its config describes it, or the awkward one."""
    if name == AWKWARD:
        with TemporaryDirectory() as folder:
            return awkward(Path(folder))
    return load_programme(PROGRAMMES[name], TODAY)


@cache
def publisher() -> DocumentPublisher:
    """Return the publisher over the project's templates."""
    return DocumentPublisher(TEMPLATES)


@cache
def printed(programme: str, kind: str) -> bytes:
    """Return one document of one programme, unsigned."""
    return kinds(programme)[kind].printed(publisher())


@cache
def kinds(programme: str) -> dict[str, Kind]:
    """Return every kind of document of a programme, by name."""
    return documents(programme_of(programme), publisher())


def documents(programme: Programme, publisher: DocumentPublisher) -> dict[str, Kind]:
    """Return every kind of document, as the programme would have it printed, by name."""
    text = publisher.agreement_text(programme)
    found = {kind.name: kind for maker in MAKERS for kind in maker(programme, text)}
    signed = found["agreement, frozen"].printed(publisher)
    agreement = Enclosure("agreement.pdf", "The agreement, as signed", signed, MADE_AT)
    return {
        name: kind.enclosing(agreement) if kind.method in ENCLOSING else kind
        for name, kind in found.items()
    }
