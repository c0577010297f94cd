"""What every DocumentStore does, the one on disk and the one in memory alike."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.documents.store import FileDocumentStore
from concordat.domain.errors import BrokenEvidence, NotFound
from concordat.services.ports import DocumentStore
from tests.fakes import MemoryStore


@pytest.fixture(params=["on disk", "in memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStore:
    return FileDocumentStore(tmp_path) if request.param == "on disk" else MemoryStore()


@pytest.fixture
def damage(store: DocumentStore) -> Callable[[str], None]:
    def on_disk(sha256: str) -> None:
        assert isinstance(store, FileDocumentStore)
        store.path(sha256).chmod(0o644)
        store.path(sha256).write_bytes(b"other")

    def in_memory(sha256: str) -> None:
        assert isinstance(store, MemoryStore)
        store.files[sha256] = b"other"

    return in_memory if isinstance(store, MemoryStore) else on_disk


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=2_000))
def test_what_was_put_is_got_by_its_sha256(store: DocumentStore, data: bytes) -> None:
    sha256 = store.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert store.get(sha256) == data


def test_the_same_bytes_twice_are_one_document(store: DocumentStore) -> None:
    assert store.put(b"words") == store.put(b"words")
    assert store.put(b"other words") != store.put(b"words")


def test_what_was_never_put_is_not_found(store: DocumentStore) -> None:
    with pytest.raises(NotFound):
        store.get("0" * 64)


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "G" * 64, "A" * 64])
def test_what_is_no_hash_is_not_found(store: DocumentStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.get(name)


def test_what_has_changed_is_broken_evidence(
    store: DocumentStore, damage: Callable[[str], None]
) -> None:
    sha256 = store.put(b"words")
    damage(sha256)
    with pytest.raises(BrokenEvidence):
        store.get(sha256)
