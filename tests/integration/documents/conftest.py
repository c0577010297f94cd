from pathlib import Path

import pytest

from concordat.documents.publisher import DocumentPublisher
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.integration.documents import samples


@pytest.fixture(scope="session")
def publisher() -> DocumentPublisher:
    return DocumentPublisher(samples.TEMPLATES)


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> ServiceKey:
    folder: Path = tmp_path_factory.mktemp("keys")
    return ServiceKey.load_or_create(folder, "Test Partnership Programme", samples.MADE_AT)


@pytest.fixture(scope="session")
def sealer(key: ServiceKey) -> PdfSealer:
    return PdfSealer(key)


@pytest.fixture(scope="session")
def signed(publisher: DocumentPublisher, sealer: PdfSealer) -> bytes:
    """A ratification record with its three signatures, not sealed yet."""
    content = samples.record()
    pdf = publisher.record_pdf(content)
    for number, slot in enumerate(content.slots):
        pdf = sealer.sign(pdf, samples.signature(slot.field, certify=number == 0))
    return pdf


@pytest.fixture(scope="session")
def sealed(signed: bytes, sealer: PdfSealer) -> bytes:
    """The same record, closed by the seal."""
    return sealer.seal(signed, samples.MADE_AT)
