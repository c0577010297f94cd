import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from concordat.documents.store import FileDocumentStore
from concordat.domain.errors import BrokenEvidence, NotFound

DATA = b"%PDF-1.7 the bytes"
SHA256 = hashlib.sha256(DATA).hexdigest()


def test_a_document_is_kept_under_its_hash_and_returned_whole(tmp_path: Path) -> None:
    store = FileDocumentStore(tmp_path)
    assert store.put(DATA) == SHA256
    assert store.get(SHA256) == DATA
    assert (tmp_path / SHA256[:2] / SHA256).read_bytes() == DATA


def test_the_same_document_twice_is_one_file(tmp_path: Path) -> None:
    store = FileDocumentStore(tmp_path)
    store.put(DATA)
    before = store.path(SHA256).stat()
    store.put(DATA)
    assert store.path(SHA256).stat().st_ino == before.st_ino
    assert [path.name for path in store.path(SHA256).parent.iterdir()] == [SHA256]


def test_many_writers_of_one_document_leave_one_whole_file(tmp_path: Path) -> None:
    store = FileDocumentStore(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: store.put(DATA * 1000), range(32)))
    [sha256] = found
    assert store.get(sha256) == DATA * 1000
    assert len(list(store.path(sha256).parent.iterdir())) == 1


def test_a_changed_document_is_broken_evidence(tmp_path: Path) -> None:
    store = FileDocumentStore(tmp_path)
    store.put(DATA)
    store.path(SHA256).chmod(0o644)
    store.path(SHA256).write_bytes(DATA + b"!")
    with pytest.raises(BrokenEvidence, match="Restore the file from a backup"):
        store.get(SHA256)
    with pytest.raises(BrokenEvidence):
        store.put(DATA)


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", SHA256.upper()])
def test_what_is_not_there_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        FileDocumentStore(tmp_path).get(name)
