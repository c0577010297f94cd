"""A full disk, a database that cannot be written, a clock that is wrong, Prefect away: told, and nothing half-done."""

import logging
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings
from sqlalchemy import event

from concordat.documents.store import FileDocumentStore
from concordat.domain.errors import NotFound, Undeliverable
from concordat.domain.facts import Fact
from concordat.local.processes import free_port
from concordat.readiness import readiness
from concordat.services.catch_up import leave_wakes
from concordat.services.clock_check import clock_behind
from concordat.services.office import Office
from concordat.services.register import Wake, WakeKind
from tasks import relay as relaying
from tasks.prefect_runs import find_run
from tasks.ratification import check_places
from tests.databases import PostgresServer
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    advance,
    an_office,
    another_office,
    clock_of,
    engine_of,
    postman_of,
    publicly_signed,
    rows_of,
    url_of,
)
from tests.integration.backup.conftest import room_for, settled

CLOSED = "SET TRANSACTION READ ONLY"
"""What a replica, or a server that its keeper has closed for writing, holds every transaction to."""


def size_of(office: Office) -> int:
    return Path(url_of(office).removeprefix("sqlite:///")).stat().st_size


def record_much(office: Office) -> None:
    with office.register.writing() as tx:
        tx.once("an act that does not fit")
        for number in range(200):
            tx.record(Fact.COMMENT_RECEIVED, VERSION, {"words": "x" * 10_000, "number": number})


def test_a_full_disk_is_told_and_the_register_stays_as_it_was(signed_office: Office) -> None:
    before = rows_of(signed_office)
    with (
        room_for(size_of(signed_office)),
        pytest.raises(Undeliverable, match=r"cannot be used.*room on its disk"),
    ):
        record_much(signed_office)
    assert rows_of(signed_office) == before
    record_much(signed_office)
    assert signed_office.register.audit() != before


def test_a_document_for_which_there_is_no_room_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    store = FileDocumentStore(tmp_path)
    with room_for(100_000), pytest.raises(Undeliverable, match="could not be kept: File too large"):
        store.put(b"x" * 200_000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.get(store.put(b"x" * 200_000)) == b"x" * 200_000


def test_a_file_of_a_register_that_cannot_be_written_is_told(signed_office: Office) -> None:
    before = rows_of(signed_office)
    event.listen(
        engine_of(signed_office), "checkout", lambda c, *_: c.execute("PRAGMA query_only=ON")
    )
    with pytest.raises(Undeliverable, match=r"cannot be used"):
        record_much(signed_office)
    assert rows_of(signed_office) == before


def test_a_server_that_takes_no_changes_is_told(postgresql: PostgresServer, tmp_path: Path) -> None:
    office = an_office(tmp_path, on=postgresql)
    before = rows_of(office)
    event.listen(engine_of(office), "begin", lambda c: c.exec_driver_sql(CLOSED))
    with pytest.raises(Undeliverable, match="cannot be used"):
        record_much(office)
    engine_of(office).dispose()
    after = another_office(url_of(office), office.clock.now(), office.store)
    assert rows_of(after) == before
    engine_of(after).dispose()
    postgresql.drop(url_of(office))


def test_a_clock_that_was_set_back_is_told_wherever_somebody_looks(
    signed_office: Office,
) -> None:
    with signed_office.register.reading() as view:
        head = view.trail_head()
        assert head is not None
        assert clock_behind(view) == ""
    clock_of(signed_office).set(head.at - timedelta(minutes=1))
    with signed_office.register.reading() as view:
        assert clock_behind(view) == "", "the clocks of two machines may be a little apart"
    clock_of(signed_office).set(head.at - timedelta(hours=1))
    with signed_office.register.reading() as view:
        told = clock_behind(view)
    assert "60 minutes before the last thing on record" in told
    assert "Set the clock right" in told


def test_a_register_without_a_trail_says_nothing_of_the_clock(tmp_path: Path) -> None:
    with an_office(tmp_path, launched=False).register.reading() as view:
        assert clock_behind(view) == ""


def test_a_service_whose_clock_is_behind_is_not_ready(
    signed_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settled(tmp_path / "home", url_of(signed_office))
    settings.documents.mkdir(parents=True)
    clock = clock_of(signed_office)
    monkeypatch.setattr("concordat.readiness.build_clock", lambda _: clock)
    assert readiness(settings)() == ()
    clock.set(clock.now() - timedelta(hours=1))
    [missing] = readiness(settings)()
    assert "minutes before the last thing on record" in missing


def test_a_clock_set_back_an_hour_sends_nothing_again(signed_office: Office) -> None:
    for place in (EAST, NORTH):
        advance(signed_office, place)
    sent = [letter.id for letter in postman_of(signed_office).letters]
    clock = clock_of(signed_office)
    clock.set(clock.now() - timedelta(hours=1))
    leave_wakes(signed_office)
    for place in (EAST, NORTH):
        advance(signed_office, place)
    clock.set(clock.now() + timedelta(hours=1))
    leave_wakes(signed_office)
    for place in (EAST, NORTH):
        advance(signed_office, place)
    assert [letter.id for letter in postman_of(signed_office).letters] == sent
    assert signed_office.register.audit() == []


def test_the_machines_time_zone_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        found.append(rows_of(publicly_signed(an_office(folder))))
    monkeypatch.undo()
    time.tzset()
    assert found[0] == found[1] == found[2]


def test_while_prefect_is_down_its_wakes_wait_and_the_log_says_why(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(relaying, "office", lambda: office)
    nowhere = {PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}

    def look_for_the_run(_wake: Wake) -> bool:
        with temporary_settings(nowhere):
            return find_run(str(uuid4())) is None

    monkeypatch.setitem(relaying.WORK, WakeKind.TIMELINE, look_for_the_run)
    with office.register.writing() as tx:
        tx.wake(WakeKind.TIMELINE, VERSION, "")
    relay = relaying.Relay()
    with caplog.at_level(logging.WARNING, "concordat.relay"):
        relay.go_round()
        for work in list(relay._under_way.values()):
            work.result()
    assert "Prefect's server does not answer. See that it runs." in caplog.text
    with office.register.reading() as view:
        assert [wake.kind for wake in view.wakes()] == [WakeKind.TIMELINE]


def test_one_place_that_is_not_there_holds_up_all_of_one_meetings_decisions(
    signed_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.ratification.office", lambda: signed_office)
    check_places.fn(VERSION, [EAST, NORTH])
    with pytest.raises(NotFound, match=f"'atlantis' is not a place.*{EAST}"):
        check_places.fn(VERSION, [EAST, "atlantis"])
