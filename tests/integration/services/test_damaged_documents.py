"""A kept file whose bytes have changed is found when it is read, and nothing is signed over it."""

from dataclasses import replace
from pathlib import Path

import pytest

from concordat.documents.store import FileDocumentStore
from concordat.domain.errors import BrokenEvidence, Undeliverable
from concordat.domain.signature import PUBLIC
from concordat.services.deliver import deliver_notices
from concordat.services.office import Office
from concordat.services.signing_steps import paper
from tests.fakes import (
    EAST,
    MemoryStore,
    advance,
    all_signed,
    approved,
    clock_of,
    place_asked,
    place_decided,
    place_of,
    postman_of,
    rows_of,
    sign_request,
    signing_of,
    version_of,
)


@pytest.fixture
def office(office: Office, tmp_path: Path) -> Office:
    """Return an office whose documents are files in a folder, checked when they are read."""
    return on_disk(office, tmp_path)


@pytest.fixture
def signed_office(signed_office: Office, tmp_path: Path) -> Office:
    return on_disk(signed_office, tmp_path)


def on_disk(office: Office, tmp_path: Path) -> Office:
    store = FileDocumentStore(tmp_path / "documents")
    assert isinstance(office.store, MemoryStore)
    for data in office.store.files.values():
        store.put(data)
    return replace(office, store=store)


class Damaged:
    """The file of a signing's document, with one byte more; `mend` puts back what was kept."""

    def __init__(self, office: Office, scope: str) -> None:
        assert isinstance(office.store, FileDocumentStore)
        with office.register.reading() as view:
            sha256 = paper(view, version_of(office), scope).current_sha256
        self._file = office.store.path(sha256)
        self._kept = self._file.read_bytes()
        self._file.chmod(0o644)
        self._file.write_bytes(self._kept + b" ")

    def mend(self) -> None:
        self._file.write_bytes(self._kept)


def files_of(office: Office) -> set[Path]:
    assert isinstance(office.store, FileDocumentStore)
    return set(office.store.path("0" * 64).parents[1].rglob("*"))


def test_a_signature_is_not_put_into_an_agreement_that_was_damaged(office: Office) -> None:
    approved(office)
    clock_of(office).at(version_of(office).public_signing_on, 10)
    advance(office)
    sign_request(office, signing_of(office).open_requests[0])
    damaged = Damaged(office, PUBLIC)
    before, files = rows_of(office), files_of(office)
    with pytest.raises(BrokenEvidence, match="its bytes have changed"):
        advance(office)
    assert rows_of(office) == before
    assert files_of(office) == files
    damaged.mend()
    advance(office)
    assert signing_of(office).signatures[0].applied_at is not None


def test_a_record_that_was_damaged_is_neither_signed_nor_sealed(signed_office: Office) -> None:
    office = place_decided(place_asked(signed_office, EAST), EAST)
    advance(office, EAST)
    sign_request(office, signing_of(office, EAST).open_requests[0])
    advance(office, EAST)
    sign_request(office, signing_of(office, EAST).open_requests[0])
    damaged = Damaged(office, EAST)
    before, files = rows_of(office), files_of(office)
    with pytest.raises(BrokenEvidence, match="Restore the file from a backup"):
        advance(office, EAST)
    assert place_of(office, EAST).ratification.sealed_at is None
    assert rows_of(office) == before
    assert files_of(office) == files
    damaged.mend()
    all_signed(office, EAST)
    assert place_of(office, EAST).ratification.sealed_at is not None


def test_a_damaged_agreement_is_sent_to_nobody_until_it_is_restored(signed_office: Office) -> None:
    office = place_asked(signed_office, EAST)
    damaged = Damaged(office, PUBLIC)
    with pytest.raises(Undeliverable, match="its bytes have changed"):
        deliver_notices(office)
    assert postman_of(office).of("decision-requested") == []
    damaged.mend()
    deliver_notices(office)
    [asked] = postman_of(office).of("decision-requested")
    assert asked.attachments
