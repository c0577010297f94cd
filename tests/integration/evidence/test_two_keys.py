"""The evidence of an agreement in whose course the service made a new key."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from concordat.documents.publisher import DocumentPublisher
from concordat.evidence.layout import AUTHORITY
from concordat.evidence.verify import verify
from concordat.evidence.write import write_evidence, write_sums
from concordat.services.authority import record_authority
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
)
from tests.integration.documents.samples import MADE_AT, TEMPLATES
from tests.integration.evidence.test_bundle import shell

BEGIN = b"-----BEGIN CERTIFICATE-----"


@pytest.fixture(scope="module")
def with_two_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return an office that signed in public with one key, and everything after with the next."""
    folder = tmp_path_factory.mktemp("two-keys")
    planned = an_office(folder, launched=False)
    now = planned.clock.now()
    old = ServiceKey.load_or_create(folder / "keys", "Test Partnership", now)
    before = replace(planned, publisher=DocumentPublisher(TEMPLATES), sealer=PdfSealer(old))
    register_version(before, a_programme(), 1)
    publicly_signed(before)
    after = replace(before, sealer=PdfSealer(ServiceKey.rotate(folder / "keys", now)))
    record_authority(after)
    everywhere_ratified(after)
    issue_certificate(after, VERSION)
    deliver_notices(after)
    yield after
    engine_of(after).dispose()


@pytest.fixture
def bundle(with_two_keys: Office, tmp_path: Path) -> Path:
    write_evidence(with_two_keys, VERSION, tmp_path / "bundle")
    write_sums(tmp_path / "bundle")
    return tmp_path / "bundle"


def test_the_bundle_carries_both_issuers_and_verifies(bundle: Path) -> None:
    assert (bundle / AUTHORITY).read_bytes().count(BEGIN) == 2
    assert verify(bundle) == []


def test_a_stranger_can_follow_every_seal_and_find_the_authority_in_the_trail(
    bundle: Path,
) -> None:
    assert shell(bundle, "for pdf in").count("CMS Verification successful") == 5
    told = shell(bundle, "sha256sum certificates/authority.pem")
    assert f'"authority_sha256":"{told[:64]}"' in told


def test_an_issuer_left_out_or_slipped_in_is_found(bundle: Path, tmp_path: Path) -> None:
    file = bundle / AUTHORITY
    both = file.read_bytes()
    newest = BEGIN + both.split(BEGIN)[-1]
    told = f"{AUTHORITY}: it is not the authority that the trail names"
    stranger = ServiceKey.load_or_create(tmp_path / "keys", "Stranger", MADE_AT).ca_pem
    for pem in (newest, both + stranger):
        file.write_bytes(pem)
        assert told in verify(bundle)


def test_the_bundle_of_the_older_key_alone_is_not_enough(bundle: Path) -> None:
    file = bundle / AUTHORITY
    oldest = BEGIN + file.read_bytes().split(BEGIN)[1]
    file.write_bytes(oldest)
    faults = verify(bundle)
    assert any("was not made with a certificate of the given issuer" in fault for fault in faults)
    with pytest.raises(subprocess.CalledProcessError):
        shell(bundle, "sha256sum --check")
