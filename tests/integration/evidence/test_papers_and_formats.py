"""Scans of signatures on paper, and formats, are part of the evidence; an erasure leaves it sound."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.delegation import DelegationWish
from concordat.domain.paper import OnPaper
from concordat.domain.seating import SeatName
from concordat.domain.signature import PUBLIC
from concordat.evidence.verify import verify
from concordat.evidence.write import write_evidence, write_sums
from concordat.services.ask_for_format import ask_for_format
from concordat.services.delegate_by_link import delegate_by_link
from concordat.services.erase_person import erase_person
from concordat.services.launch import register_version
from concordat.services.office import Office
from concordat.services.paper_signature import record_paper_signature
from concordat.services.supply_format import supply_format
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.fakes import (
    VERSION,
    a_programme,
    advance,
    an_office,
    approved,
    engine_of,
    go_to,
    identified,
    sign_request,
    signing_of,
    version_of,
)
from tests.integration.documents.samples import TEMPLATES

SCAN = b"\xff\xd8\xff\xe0 a scan"
SCHEME = b"%PDF-1.7 a scheme of delegation"
DEPUTY = DelegationWish(
    "Ann Other", "deputy chief", "deputy@icb.example.org", date(2027, 5, 31), "scheme 7", SCHEME
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Return an office with real documents, whose public signing was by paper and by a deputy's link."""
    planned = an_office(tmp_path, launched=False)
    key = ServiceKey.load_or_create(tmp_path / "keys", "Test Partnership", planned.clock.now())
    office = replace(planned, publisher=DocumentPublisher(TEMPLATES), sealer=PdfSealer(key))
    register_version(office, a_programme(), 1)
    go_to(approved(office), version_of(office).public_signing_on + timedelta(days=1))
    ask_for_format(office, VERSION, PUBLIC, "easy read", "chair")
    supply_format(office, VERSION, 1, b"In short.", "txt")
    paper = OnPaper(
        seat=SeatName("chair"),
        name="The holder of the office",
        signed_on=version_of(office).public_signing_on,
        code=str(version_of(office).text_sha256),
        original_at="the clerk's office",
        recorded_by="clerk",
        checked_by="programme lead",
    )
    record_paper_signature(office, VERSION, PUBLIC, paper, SCAN)
    advance(office)
    token = office.links.token(signing_of(office).open_requests[0].id)
    delegate_by_link(office, token, identified(office, token), DEPUTY)
    advance(office)
    sign_request(office, signing_of(office).open_requests[0])
    advance(office)
    yield office
    engine_of(office).dispose()


def written(office: Office, folder: Path) -> Path:
    write_evidence(office, VERSION, folder)
    write_sums(folder)
    return folder


def test_evidence_with_a_scan_and_a_format_verifies(office: Office, tmp_path: Path) -> None:
    folder = written(office, tmp_path / "evidence")
    assert (folder / "documents" / "paper" / "public-0.0.jpg").read_bytes() == SCAN
    assert (folder / "documents" / "formats" / "1-easy-read.txt").read_bytes() == b"In short."
    assert verify(folder) == []


def test_the_file_that_shows_a_delegation_is_in_the_evidence_without_the_name(
    office: Office, tmp_path: Path
) -> None:
    folder = written(office, tmp_path / "evidence")
    assert (folder / "documents" / "delegations" / "public-1.0-1.pdf").read_bytes() == SCHEME
    files = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert not [data for data in files if b"Ann Other" in data]


def test_a_scan_that_was_changed_is_found(office: Office, tmp_path: Path) -> None:
    folder = written(office, tmp_path / "evidence")
    (folder / "documents" / "paper" / "public-0.0.jpg").write_bytes(SCAN + b"!")
    write_sums(folder)
    assert verify(folder) == [
        "documents/paper/public-0.0.jpg: it is not the document on record",
    ]


def test_s33_evidence_verifies_after_an_erasure(office: Office, tmp_path: Path) -> None:
    assert erase_person(office, "chair@alliance.example.org").contact is not None
    folder = written(office, tmp_path / "evidence")
    assert verify(folder) == []
    files = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert not [data for data in files if b"chair@alliance.example.org" in data]
