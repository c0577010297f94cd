"""The evidence of an agreement whose service asks a time-stamping authority that fails at times."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import Undeliverable
from concordat.evidence.verify import examine
from concordat.evidence.write import write_evidence, write_sums
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
    publicly_signed,
    version_of,
)
from tests.integration.documents.samples import TEMPLATES
from tests.integration.evidence.test_bundle import shell
from tests.standins.tsa import StampingServer, soundly, stamping_server, with_rubbish


@pytest.fixture(scope="module")
def server() -> Iterator[StampingServer]:
    with stamping_server() as running:
        yield running


@pytest.fixture(scope="module")
def stamped_office(
    tmp_path_factory: pytest.TempPathFactory, server: StampingServer
) -> Iterator[Office]:
    """Return an office after the certificate; the authority failed when the agreement was signed."""
    folder = tmp_path_factory.mktemp("stamped")
    planned = an_office(folder, launched=False)
    key = ServiceKey.load_or_create(folder / "keys", "Test Partnership", planned.clock.now())
    sealer = PdfSealer(key, tsa_url=server.url)
    office = replace(planned, publisher=DocumentPublisher(TEMPLATES), sealer=sealer)
    register_version(office, a_programme(), 1)
    server.answer = with_rubbish
    with pytest.raises(Undeliverable):
        publicly_signed(office)
    server.answer = soundly
    yield office
    engine_of(office).dispose()


def test_what_could_not_be_stamped_is_not_signed_and_is_signed_later(
    stamped_office: Office, tmp_path: Path
) -> None:
    version = version_of(stamped_office)
    assert version.current_sha256 == version.agreement_sha256
    everywhere_ratified(stamped_office)
    issue_certificate(stamped_office, VERSION)
    deliver_notices(stamped_office)
    write_evidence(stamped_office, VERSION, tmp_path / "bundle")
    write_sums(tmp_path / "bundle")
    found = examine(tmp_path / "bundle")
    assert (found.faults, dict(found.levels)) == ([], {"B-LTA": 5})
    assert shell(tmp_path / "bundle", "for pdf in").count("CMS Verification successful") == 5
    done = subprocess.run(
        [sys.executable, "-m", "concordat", "verify", str(tmp_path / "bundle")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Sealed documents with signatures of the level PAdES B-LTA: 5." in done.stdout
