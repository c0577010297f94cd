import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from concordat.domain.programme import programme_sha256
from concordat.register.kept import ENGINE, PERSONAL
from concordat.register.replay import differences, replay
from concordat.register.sql_register import SqlRegister
from concordat.register.tables import contact, metadata, programme
from concordat.services.office import Office
from tests.fakes import (
    EAST,
    FakeClock,
    a_programme,
    engine_of,
    everywhere_ratified,
    version_of,
)


def faults_of(office: Office) -> list[str]:
    with office.register.reading() as view, engine_of(office).connect() as connection:
        return differences(connection, view.trail())


def test_the_register_is_what_its_trail_says_through_a_whole_life(office: Office) -> None:
    everywhere_ratified(office)
    assert faults_of(office) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE ratification SET status = 'declined' WHERE place_id = 'east'",
            "ratification example-mou-v1 east: status is not what the trail says",
        ),
        (
            "UPDATE version SET effective_on = NULL",
            "version example-mou-v1: effective_on is not what the trail says",
        ),
        (
            "DELETE FROM signature WHERE scope = 'north' AND block = 0",
            "signature example-mou-v1/north/0.0/1: the trail knows it, the register does not",
        ),
        (
            "INSERT INTO act (key, done_at) VALUES ('forged', '2027-01-01')",
            "act forged: the register has it, the trail knows nothing of it",
        ),
    ],
)
def test_a_row_changed_behind_the_trails_back_is_found(
    ratified_office: Office, statement: str, fault: str
) -> None:
    with engine_of(ratified_office).begin() as connection:
        connection.exec_driver_sql(statement)
    assert faults_of(ratified_office) == [fault]


def test_replaying_the_trail_into_an_empty_register_gives_the_same_register(
    ratified_office: Office, tmp_path: Path
) -> None:
    again = SqlRegister(f"sqlite:///{tmp_path / 'again.db'}", FakeClock())
    again.migrate()
    with (
        ratified_office.register.reading() as view,
        engine_of(ratified_office).connect() as old,
        again.engine.begin() as new,
    ):
        hand_over_what_the_trail_does_not_carry(old, new)
        replay(new, view.trail())
    with engine_of(ratified_office).connect() as old, again.engine.connect() as new:
        assert rows_without_engine(new) == rows_without_engine(old)
    again.engine.dispose()


def hand_over_what_the_trail_does_not_carry(old: Connection, new: Connection) -> None:
    for table in (contact, programme):
        if rows := old.execute(select(table)).mappings().all():
            new.execute(insert(table), [dict(row) for row in rows])


def rows_without_engine(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in metadata.sorted_tables:
        if table.name == "outbox":
            continue
        without = ENGINE.get(table.name, frozenset()) | PERSONAL.get(table.name, frozenset())
        rows = connection.execute(select(table)).mappings()
        found[table.name] = sorted(
            ({n: v for n, v in row.items() if n not in without} for row in rows), key=repr
        )
    return found


def test_an_address_stands_in_the_list_of_contacts_alone(ratified_office: Office) -> None:
    with engine_of(ratified_office).connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                assert table.name == "contact" or "example.org" not in repr(row)


def test_an_erased_address_is_gone_and_the_evidence_is_not(ratified_office: Office) -> None:
    [signatory] = version_of(ratified_office).programme.place(EAST).signatories[0].candidates
    before = faults_of(ratified_office)
    with ratified_office.register.writing() as tx:
        assert tx.erase_contact(signatory.email) is not None
        assert tx.erase_contact("nobody@example.org") is None
    [erased] = version_of(ratified_office).programme.place(EAST).signatories[0].candidates
    assert (erased.role, erased.email) == (signatory.role, "")
    assert version_of(ratified_office).programme_sha256 == programme_sha256(a_programme())
    assert faults_of(ratified_office) == before == []


def test_a_programme_is_hashed_as_it_reads_without_addresses(office: Office) -> None:
    with office.register.reading() as view:
        [(sha256, text)] = view.programmes().items()
    assert sha256 == version_of(office).programme_sha256
    assert hashlib.sha256(text.encode()).hexdigest() == sha256
    assert "example.org" not in text


def test_the_register_can_be_audited_against_its_trail(ratified_office: Office) -> None:
    assert ratified_office.register.audit() == []
    with engine_of(ratified_office).begin() as connection:
        connection.exec_driver_sql("UPDATE version SET number = 7")
    [fault] = ratified_office.register.audit()
    assert fault == "version example-mou-v1: number is not what the trail says"
