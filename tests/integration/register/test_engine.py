"""The connection to the register: whom it lets write, whom it makes wait, and what it refuses."""

from pathlib import Path

import pytest
from sqlalchemy import event

from concordat.domain.errors import BadSetting, Undeliverable
from concordat.domain.facts import Fact
from concordat.register import engine as engines
from concordat.register import sql_register
from concordat.register.engine import begun, connect
from concordat.register.sql_register import SqlRegister
from concordat.services.office import Office
from concordat.services.register import WakeKind
from tests.databases import PostgresServer
from tests.fakes import FakeClock, Snapshot, an_office_from, engine_of, rows_of, url_of, version_of


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://director:secret@db.example.org/concordat", "of the kind 'mysql'"),
        ("postgresql+asyncpg://director:secret@db.example.org/concordat", "'postgresql\\+asyncpg'"),
        ("sqlite+aiosqlite:///register.db", "of the kind 'sqlite\\+aiosqlite'"),
        ("oracle+nothing://director:secret@db.example.org", "of the kind 'oracle\\+nothing'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("/srv/secret/register.db", "cannot be read"),
        ("postgresql://director:secret@db.example.org:door/concordat", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_a_url_of_no_database_of_ours_is_refused_without_repeating_it(url: str, words: str) -> None:
    with pytest.raises(BadSetting, match=words) as refused:
        connect(url)
    assert "secret" not in str(refused.value)
    assert "postgresql://USER:PASSWORD@HOST/DATABASE" in refused.value.remedy


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_a_url_of_postgresql_is_reached_by_its_one_driver(
    postgresql: PostgresServer, scheme: str
) -> None:
    url = postgresql.url("postgres").replace("postgresql", scheme, 1)
    engine = connect(url)
    with begun(engine, writing=False) as connection:
        version = connection.exec_driver_sql("SHOW server_version").scalar_one()
    engine.dispose()
    assert engine.dialect.driver == "psycopg"
    assert version.startswith("18.")


def test_a_register_out_of_reach_is_told_in_words(tmp_path: Path) -> None:
    for url in (
        f"postgresql://director:secret@/concordat?host={tmp_path}",
        f"sqlite:///{tmp_path}/no-folder/register.db",
    ):
        register = SqlRegister(url, FakeClock())
        with pytest.raises(Undeliverable, match="cannot be used") as refused, register.reading():
            pass
        register.engine.dispose()
        assert "secret" not in str(refused.value)
        assert "CONCORDAT_DATABASE_URL" in refused.value.remedy


def test_whoever_waits_too_long_for_the_lock_is_told_to_try_again(
    both_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_WAIT_S", 0.1)
    waiting = SqlRegister(url_of(both_office), FakeClock())
    before = rows_of(both_office)
    with (
        both_office.register.writing() as tx,
        pytest.raises(Undeliverable, match="busy"),
        waiting.writing(),
    ):
        tx.once("never reached")
    assert rows_of(both_office) == before
    with waiting.writing() as tx:
        tx.wake(WakeKind.NOTICES, "v1")
    waiting.engine.dispose()


def test_whoever_waits_too_long_for_others_of_the_same_process_is_told_to_try_again(
    both_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_register, "LOCK_WAIT_S", 0.1)
    before = rows_of(both_office)
    with (
        both_office.register.writing() as tx,
        pytest.raises(Undeliverable, match="busy"),
        both_office.register.writing(),
    ):
        tx.once("never reached")
    assert rows_of(both_office) == before
    with both_office.register.writing() as tx:
        tx.wake(WakeKind.NOTICES, "v1")


def test_postgresql_takes_the_lock_from_a_writer_that_has_fallen_silent(
    planned_on_postgresql: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = an_office_from(planned_on_postgresql, tmp_path)
    before = rows_of(office)
    silent, next_one = (SqlRegister(url_of(office), FakeClock()) for _ in range(2))

    def fall_silent() -> None:
        with silent.writing() as tx:
            tx.once("never finished")
            # This one waits for the lock, until it is taken from the other.
            with next_one.writing():
                pass
            tx.once("too late")

    monkeypatch.setattr(engines, "SILENCE_S", 0.1)
    with pytest.raises(Undeliverable, match="cannot be used"):
        fall_silent()
    assert rows_of(office) == before
    for engine in (engine_of(office), silent.engine, next_one.engine):
        engine.dispose()


def test_a_reader_does_not_wait_for_a_writer(
    both_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_WAIT_S", 0.1)
    before = version_of(both_office)
    with both_office.register.writing() as tx:
        tx.record(Fact.WINDOW_OPENED, before.id, {})
        assert version_of(both_office) == before


def test_postgresql_holds_a_reader_to_reading(
    planned_on_postgresql: Snapshot, tmp_path: Path
) -> None:
    office = an_office_from(planned_on_postgresql, tmp_path)
    before = rows_of(office)
    with (
        pytest.raises(Undeliverable, match="Nothing was changed") as refused,
        begun(engine_of(office), writing=False) as connection,
    ):
        connection.exec_driver_sql("DELETE FROM outbox")
    assert "in a read-only transaction" in str(refused.value.__cause__)
    assert rows_of(office) == before
    engine_of(office).dispose()


def test_a_service_with_every_connection_taken_is_told_to_try_again(
    both_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "POOL", {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.1})
    register = SqlRegister(url_of(both_office), FakeClock())
    with (
        register.reading(),
        pytest.raises(Undeliverable, match="busy"),
        register.reading(),
    ):
        pass
    register.engine.dispose()


def test_a_connection_that_the_database_has_closed_is_replaced_unseen(
    postgresql: PostgresServer, planned_on_postgresql: Snapshot, tmp_path: Path
) -> None:
    office = an_office_from(planned_on_postgresql, tmp_path)
    before = version_of(office)
    postgresql.close_connections(url_of(office))
    assert version_of(office) == before
    engine_of(office).dispose()


def test_a_connection_that_is_closed_while_it_writes_leaves_nothing_behind(
    postgresql: PostgresServer, planned_on_postgresql: Snapshot, tmp_path: Path
) -> None:
    office = an_office_from(planned_on_postgresql, tmp_path)
    before = rows_of(office)

    def write() -> None:
        with office.register.writing() as tx:
            tx.once("first")
            postgresql.close_connections(url_of(office))
            tx.once("second")

    with pytest.raises(Undeliverable, match="cannot be used"):
        write()
    assert rows_of(office) == before
    engine_of(office).dispose()


def test_the_files_are_not_written_anew_while_somebody_reads_an_older_state(
    planned: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_WAIT_S", 0)
    office = an_office_from(planned, tmp_path)
    with office.register.reading() as view:
        view.version_ids()
        with office.register.writing() as tx:
            tx.wake(WakeKind.NOTICES, "example-mou-v1")
        with pytest.raises(Undeliverable, match="busy"):
            office.register.scrub()
    office.register.scrub()
    engine_of(office).dispose()


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_process_told_to_stop_is_not_taken_for_a_register_out_of_reach(
    both_office: Office, stop: type[BaseException]
) -> None:
    def interrupt(*_: object) -> None:
        raise stop

    before = rows_of(both_office)
    event.listen(engine_of(both_office), "before_cursor_execute", interrupt)
    with pytest.raises(stop), both_office.register.writing():
        pass
    event.remove(engine_of(both_office), "before_cursor_execute", interrupt)
    assert rows_of(both_office) == before
