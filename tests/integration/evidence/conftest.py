"""Real evidence: sealed PDFs, a trail, checksums. It is made once, and copied for each test."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from concordat.documents.publisher import DocumentPublisher
from concordat.evidence.layout import SUMMARY
from concordat.evidence.write import write_evidence
from concordat.services.certify import issue_certificate
from concordat.services.deliver import deliver_notices
from concordat.services.launch import register_version
from concordat.services.office import Office
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.fakes import (
    VERSION,
    a_programme,
    an_office,
    engine_of,
    everywhere_ratified,
    version_of,
)
from tests.integration.documents.samples import TEMPLATES
from tests.integration.evidence.tampering import lines_of, put


@pytest.fixture(scope="session")
def real_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return an office with real documents and signatures, after the certificate was sent."""
    folder = tmp_path_factory.mktemp("real-office")
    planned = an_office(folder, launched=False)
    key = ServiceKey.load_or_create(folder / "keys", "Test Partnership", planned.clock.now())
    office = replace(planned, publisher=DocumentPublisher(TEMPLATES), sealer=PdfSealer(key))
    register_version(office, a_programme(), 1)
    everywhere_ratified(office)
    issue_certificate(office, VERSION)
    deliver_notices(office)
    yield office
    engine_of(office).dispose()


@pytest.fixture(scope="session")
def made(real_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of sound evidence with a summary; tests change copies of it only."""
    folder = tmp_path_factory.mktemp("evidence") / "sound"
    write_evidence(real_office, VERSION, folder)
    summary = {"version_sha256": version_of(real_office).text_sha256, "places": {}}
    (folder / SUMMARY).write_text(json.dumps(summary))
    put(folder, lines_of(folder))
    return folder


@pytest.fixture
def evidence(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the evidence, for a test to tamper with."""
    return Path(shutil.copytree(made, tmp_path / "evidence"))


@pytest.fixture
def slim(evidence: Path) -> Path:
    """Return the evidence without its documents but the certificate: what is about the trail alone."""
    for file in (*evidence.glob("documents/*.*"), *evidence.glob("documents/records/*")):
        if file.name != "certificate.pdf":
            file.unlink()
    return evidence
