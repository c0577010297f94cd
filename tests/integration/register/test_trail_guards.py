"""The database itself keeps the trail: what is in it stays, and only the next entry goes in."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from concordat.domain.trail import GENESIS
from concordat.services.office import Office
from tests.fakes import Snapshot, an_office_from, engine_of, rows_of

COLUMNS = "number, at, actor, fact, about, data, previous_sha256, sha256"
HEAD = "(SELECT sha256 FROM trail ORDER BY number DESC LIMIT 1)"
FIRST = "(SELECT sha256 FROM trail WHERE number = 1)"
OVERWRITE = "ON CONFLICT (number) DO UPDATE SET actor = 'nobody'"
INSERTS = {
    "sqlite": [
        ("INSERT", ""),
        ("INSERT OR REPLACE", ""),
        ("REPLACE", ""),
        ("INSERT OR IGNORE", ""),
        ("INSERT", f"WHERE true {OVERWRITE}"),
    ],
    "postgresql": [("INSERT", ""), ("INSERT", OVERWRITE), ("INSERT", "ON CONFLICT DO NOTHING")],
}
"""Every way to insert: the word, and what follows the query."""


def refuse(office: Office, statement: str) -> None:
    """Fail unless the database refuses the statement and its trail stays what it was."""
    before = rows_of(office)["trail"]
    assert len(before) > 1
    with (
        pytest.raises(DBAPIError, match="the trail is append-only"),
        engine_of(office).begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    assert rows_of(office)["trail"] == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail SET actor = 'nobody'",
        "UPDATE trail SET data = '{}' WHERE number = 1",
        "UPDATE trail SET number = number + 1000",
        "DELETE FROM trail",
        "DELETE FROM trail WHERE number = (SELECT max(number) FROM trail)",
    ],
)
def test_no_entry_is_changed_or_taken_away(both_signed_office: Office, statement: str) -> None:
    refuse(both_signed_office, statement)


def test_postgresql_does_not_empty_the_trail_at_once(
    signed_on_postgresql: Snapshot, tmp_path: Path
) -> None:
    office = an_office_from(signed_on_postgresql, tmp_path)
    refuse(office, "TRUNCATE trail")
    refuse(office, "TRUNCATE trail, version CASCADE")
    engine_of(office).dispose()


@pytest.mark.parametrize("statement", ["UPDATE OR REPLACE", "UPDATE OR IGNORE"])
def test_sqlite_does_not_put_an_entry_in_the_place_of_another(
    signed_office: Office, statement: str
) -> None:
    refuse(signed_office, f"{statement} trail SET number = 1 WHERE number = 2")


def inserting(verb: str, number: str, previous: str, sha256: str, ending: str = "") -> str:
    """Return the statement that inserts an entry with this number and these hashes."""
    values = f"{number}, max(at), 'nobody', 'a fact', 'nothing', '{{}}', {previous}, {sha256}"
    return f"{verb} INTO trail ({COLUMNS}) SELECT {values} FROM trail {ending}"  # noqa: S608  # Ours.


@pytest.mark.parametrize(
    ("number", "previous", "sha256"),
    [
        ("1", f"'{GENESIS}'", "'another'"),
        ("max(number)", HEAD, "'another'"),
        ("max(number) + 2", HEAD, "'another'"),
        ("max(number) + 1", FIRST, "'another'"),
        ("max(number) + 1", f"'{GENESIS}'", "'another'"),
        ("max(number) + 1", HEAD, FIRST),
        ("0", f"'{GENESIS}'", "'another'"),
        ("NULL", HEAD, "'another'"),
    ],
    ids=["first", "last", "gap", "fork", "new start", "same hash", "before the first", "none"],
)
def test_an_entry_that_does_not_follow_the_last_stays_out(
    both_signed_office: Office, number: str, previous: str, sha256: str
) -> None:
    for verb, ending in INSERTS[engine_of(both_signed_office).dialect.name]:
        refuse(both_signed_office, inserting(verb, number, previous, sha256, ending))


def test_the_next_entry_goes_in(both_signed_office: Office) -> None:
    before = rows_of(both_signed_office)["trail"]
    with engine_of(both_signed_office).begin() as connection:
        connection.exec_driver_sql(inserting("INSERT", "max(number) + 1", HEAD, "'another'"))
    assert len(rows_of(both_signed_office)["trail"]) == len(before) + 1
