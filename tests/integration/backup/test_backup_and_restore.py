"""What is backed up is there again: on either database, from either, with the same trail."""

import os
import stat
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from concordat.backup.archive import opened
from concordat.backup.restore import restore_backup
from concordat.backup.take import take_backup
from concordat.documents.store import FileDocumentStore
from concordat.domain.errors import BadSetting, BrokenEvidence, NotAllowed
from concordat.domain.facts import Fact
from concordat.home import RESTORING, hold, prepare_home
from concordat.register.engine import connect
from concordat.register.revision import MIGRATIONS, known_revisions, revision_of
from concordat.register.schema import changing
from concordat.register.sql_register import SqlRegister
from concordat.services.messages import keep_message
from concordat.services.office import Office
from concordat.services.register import WakeKind
from concordat.settings import Settings
from tests.databases import SQLITE
from tests.fakes import VERSION, FakeClock, MemoryStore, engine_of, rows_of
from tests.integration.backup.conftest import room_for, settled


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def rows_in(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    register = SqlRegister(settings.register_url, FakeClock())
    office = type("Held", (), {"register": register})
    try:
        return rows_of(office)  # type: ignore[arg-type]  # It has the register that is read.
    finally:
        register.engine.dispose()


def test_a_restored_service_is_the_one_that_was_backed_up_on_either_database(
    office: Office, service: Settings, empty: Settings, tmp_path: Path
) -> None:
    keep_message(office, "docusign", b'{"said": "caf\xc3\xa9 \xff"}')
    before = rows_of(office)
    taken = take_backup(service, tmp_path / "backup.zip")
    assert taken.faults == ()

    assert restore_backup(empty, taken.path).faults == ()

    assert rows_in(empty) == before
    assert files_of(empty.keys) == files_of(service.keys)
    assert files_of(empty.home / "config") == files_of(service.config)
    assert files_of(empty.home / "templates") == files_of(service.templates)
    store = FileDocumentStore(empty.documents)
    assert isinstance(office.store, MemoryStore)
    assert {sha256: store.get(sha256) for sha256 in office.store.files} == office.store.files
    assert not (empty.home / RESTORING).exists()


def test_a_restored_register_goes_on(
    office: Office, service: Settings, empty: Settings, tmp_path: Path
) -> None:
    with office.register.writing() as tx:
        tx.wake(WakeKind.NOTICES, VERSION, "")
    restore_backup(empty, take_backup(service, tmp_path / "backup.zip").path)
    register = SqlRegister(empty.register_url, FakeClock(office.clock.now()))
    register.migrate()
    with register.writing() as tx:
        tx.wake(WakeKind.NOTICES, VERSION, "")
        tx.once("an act after the restore")
        tx.record(Fact.DATES_MOVED, VERSION, {})
    assert register.audit() == []
    with register.reading() as view:
        ids = [wake.id for wake in view.wakes()]
    assert ids == sorted(set(ids))
    register.engine.dispose()


def test_a_backup_is_its_owners_alone_and_nothing_is_left_beside_it(
    small: Settings, tmp_path: Path
) -> None:
    taken = take_backup(small, tmp_path / "made" / "backup.zip")
    assert stat.S_IMODE(taken.path.stat().st_mode) == 0o600
    assert list(taken.path.parent.iterdir()) == [taken.path]


def test_what_is_secret_stays_the_owners_after_a_restore(small: Settings, tmp_path: Path) -> None:
    fresh = settled(tmp_path / "fresh")
    restore_backup(fresh, take_backup(small, tmp_path / "backup.zip").path)
    assert stat.S_IMODE((fresh.keys / "service.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(fresh.keys.stat().st_mode) == 0o700
    assert stat.S_IMODE(fresh.home.stat().st_mode) == 0o700


def test_a_backup_without_a_name_lies_in_the_home_under_its_time(small: Settings) -> None:
    taken = take_backup(small)
    assert taken.path.parent == small.home / "backups"
    assert taken.path.name == f"concordat-{taken.manifest.made_at:%Y-%m-%dT%H%M%SZ}.zip"


def test_a_backup_replaces_none(small: Settings, tmp_path: Path) -> None:
    path = take_backup(small, tmp_path / "backup.zip").path
    before = path.read_bytes()
    with pytest.raises(BadSetting, match="cannot be written: File exists"):
        take_backup(small, path)
    assert path.read_bytes() == before


def test_a_backup_for_which_there_is_no_room_leaves_nothing(
    small: Settings, tmp_path: Path
) -> None:
    for size in (40_000, 70_000):
        with room_for(size), pytest.raises(BadSetting, match="cannot be written: File too large"):
            take_backup(small, tmp_path / "made" / "backup.zip")
        assert list((tmp_path / "made").iterdir()) == []


def test_an_empty_database_is_not_backed_up(tmp_path: Path) -> None:
    settings = settled(tmp_path / "home", SQLITE.new(tmp_path))
    with pytest.raises(BadSetting, match="The database holds no register"):
        take_backup(settings, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_the_manifest_names_the_head_of_the_trail(
    signed_office: Office, small: Settings, tmp_path: Path
) -> None:
    with signed_office.register.reading() as view:
        head = view.trail_head()
    assert head is not None
    with opened(take_backup(small, tmp_path / "backup.zip").path) as backup:
        said = backup.manifest
    assert (said.trail_entries, said.trail_head) == (head.number, head.sha256)


def test_a_document_that_was_damaged_before_is_taken_restored_and_told(
    small: Settings, tmp_path: Path
) -> None:
    sha256 = FileDocumentStore(small.documents).put(b"a page")
    path = FileDocumentStore(small.documents).path(sha256)
    path.chmod(0o600)
    path.write_bytes(b"another page")
    taken = take_backup(small, tmp_path / "backup.zip")
    fresh = settled(tmp_path / "fresh")
    restored = restore_backup(fresh, taken.path)
    for faults in (taken.faults, restored.faults):
        [fault] = faults
        assert sha256 in fault
    with pytest.raises(BrokenEvidence):
        FileDocumentStore(fresh.documents).get(sha256)


def test_a_register_that_was_changed_by_hand_is_told_when_it_is_restored(
    signed_office: Office, small: Settings, tmp_path: Path
) -> None:
    with engine_of(signed_office).begin() as connection:
        connection.exec_driver_sql("UPDATE signature SET name = 'Somebody Else'")
    taken = take_backup(small, tmp_path / "backup.zip")
    restored = restore_backup(settled(tmp_path / "fresh"), taken.path)
    assert any("name is not what the trail says" in fault for fault in restored.faults)


def _damage_middle(data: bytes) -> bytes:
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _data: b"",
        lambda _data: b"no backup at all",
        lambda data: data[:-100],
        lambda data: data[: len(data) // 2],
        _damage_middle,
        lambda data: data.replace(b'"format": 1', b'"format": 2'),
        lambda data: data.replace(b'"schema": "0', b'"schema": "1'),
        lambda data: data.replace(b"keys/link.key", b"keys/../k.key"),
    ],
)
def test_a_damaged_backup_is_refused_and_changes_nothing(
    small: Settings, tmp_path: Path, damage: object
) -> None:
    path = take_backup(small, tmp_path / "backup.zip").path
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]  # One of those above.
    fresh = settled(tmp_path / "fresh")
    with pytest.raises(BrokenEvidence, match=r"The backup .* is damaged: .* Nothing was restored"):
        restore_backup(fresh, path)
    assert not fresh.home.exists()


def test_a_backup_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be read: No such file"):
        restore_backup(settled(tmp_path / "fresh"), tmp_path / "backup.zip")


def test_a_home_that_is_not_empty_is_left_as_it_is(small: Settings, tmp_path: Path) -> None:
    path = take_backup(small, tmp_path / "backup.zip").path
    fresh = settled(tmp_path / "fresh")
    fresh.keys.mkdir(parents=True)
    (fresh.keys / "service.pem").write_text("another key")
    with pytest.raises(NotAllowed, match="is not empty, and a restore replaces nothing"):
        restore_backup(fresh, path)
    assert files_of(fresh.home).keys() == {"keys/service.pem", "in-use.lock"}


def test_a_database_that_is_not_empty_is_left_as_it_is(
    office: Office, service: Settings, tmp_path: Path
) -> None:
    before = rows_of(office)
    path = take_backup(service, tmp_path / "backup.zip").path
    fresh = settled(tmp_path / "fresh", service.database_url)
    with pytest.raises(NotAllowed, match="The register's database is not empty"):
        restore_backup(fresh, path)
    assert rows_of(office) == before
    assert files_of(fresh.home).keys() == {"in-use.lock"}


def test_nothing_is_restored_while_the_service_runs(small: Settings, tmp_path: Path) -> None:
    path = take_backup(small, tmp_path / "backup.zip").path
    fresh = settled(tmp_path / "fresh")
    descriptor = hold(fresh.home)
    with pytest.raises(NotAllowed, match=r"The service runs on .*Stop it"):
        restore_backup(fresh, path)
    os.close(descriptor)
    restore_backup(fresh, path)


def test_the_service_does_not_start_while_a_backup_is_restored(tmp_path: Path) -> None:
    descriptor = hold(tmp_path, alone=True)
    with pytest.raises(NotAllowed, match="A backup is being restored"):
        hold(tmp_path)
    os.close(descriptor)


def test_a_restore_that_fails_leaves_nothing_behind(
    small: Settings, empty: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = take_backup(small, tmp_path / "backup.zip").path

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("concordat.backup.restore.fill", full)
    with pytest.raises(BadSetting, match="No space left on device"):
        restore_backup(empty, path)
    monkeypatch.undo()
    assert files_of(empty.home).keys() == {"in-use.lock"}
    assert restore_backup(empty, path).faults == ()


def test_a_home_in_which_a_restore_was_cut_short_is_not_used(
    small: Settings, tmp_path: Path
) -> None:
    path = take_backup(small, tmp_path / "backup.zip").path
    fresh = settled(tmp_path / "fresh")
    (fresh.home / RESTORING / "documents").mkdir(parents=True)
    (fresh.home / "keys").mkdir()
    (fresh.home / "keys" / "service.pem").write_text("the key, put in its place")
    for use in (lambda: prepare_home(fresh), lambda: restore_backup(fresh, path)):
        with pytest.raises(BadSetting, match="was cut short"):
            use()


def test_what_an_interrupted_restore_prepared_gives_way_to_the_next(
    small: Settings, tmp_path: Path
) -> None:
    path = take_backup(small, tmp_path / "backup.zip").path
    fresh = settled(tmp_path / "fresh")
    (fresh.home / RESTORING / "documents").mkdir(parents=True)
    (fresh.home / RESTORING / "documents" / "half").write_text("a")
    assert restore_backup(fresh, path).faults == ()
    assert "documents/half" not in files_of(fresh.home)


def test_a_backup_of_a_later_release_is_refused(
    signed_office: Office, small: Settings, tmp_path: Path
) -> None:
    with engine_of(signed_office).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    path = take_backup(small, tmp_path / "backup.zip").path
    fresh = settled(tmp_path / "fresh")
    with pytest.raises(BadSetting, match="9999, which a later Concordat made"):
        restore_backup(fresh, path)
    assert not fresh.home.exists()


def test_a_backup_of_an_earlier_release_is_brought_up_to_date(
    small: Settings, tmp_path: Path
) -> None:
    engine = connect(small.register_url)
    with changing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, known_revisions()[2])
    engine.dispose()
    taken = take_backup(small, tmp_path / "backup.zip")
    assert taken.manifest.schema == known_revisions()[2]
    fresh = settled(tmp_path / "fresh")
    restore_backup(fresh, taken.path)
    engine = connect(fresh.register_url)
    with engine.connect() as connection:
        assert revision_of(connection) == known_revisions()[-1]
    engine.dispose()
