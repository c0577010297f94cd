"""The schema goes up and down with a whole life in it, on both databases, and loses nothing.

Every revision is walked as the script directory lists it, so a new one is tested from its first day.
"""

import multiprocessing
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, select
from sqlalchemy.exc import DBAPIError

import concordat.register
from concordat.domain.errors import BadSetting, BrokenEvidence
from concordat.domain.facts import Fact
from concordat.domain.trail import chain_faults
from concordat.register.sql_register import SqlRegister
from concordat.register.tables import metadata
from concordat.services.office import Office
from tests.databases import Databases, PostgresServer
from tests.fakes import VERSION, FakeClock, engine_of, rows_of

MIGRATIONS = Path(concordat.register.__file__).parent / "migrations"
Row = dict[str, Any]


@pytest.fixture
def office(both_ratified_office: Office) -> Office:
    """Return an office with a whole life in its register, on each database in turn."""
    return both_ratified_office


def config_of(engine: Engine, migrations: Path = MIGRATIONS) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["engine"] = engine
    return config


def revisions() -> list[str]:
    """Return every revision, the newest first."""
    script = ScriptDirectory(str(MIGRATIONS))
    return [revision.revision for revision in script.walk_revisions()]


def tables_of(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def everything(engine: Engine) -> dict[str, list[Row]]:
    """Return the rows of every table there is, whatever the code knows of them."""
    there = MetaData()
    there.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in there.sorted_tables
            if table.name != "alembic_version"
        }


def kept(rows: list[Row], columns: set[str]) -> Counter[str]:
    return Counter(repr([(c, row[c]) for c in sorted(columns)]) for row in rows)


def check_nothing_lost(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> None:
    """Fail unless the tables that both have hold the same rows, in the columns that both have."""
    for table in before.keys() & after.keys():
        if before[table] and after[table]:
            columns = before[table][0].keys() & after[table][0].keys()
            assert kept(before[table], columns) == kept(after[table], columns), table
        else:
            assert len(before[table]) == len(after[table]), table


def check_trail_guarded(engine: Engine) -> None:
    for statement in ("UPDATE trail SET actor = 'nobody'", "DELETE FROM trail"):
        with (
            pytest.raises(DBAPIError, match="the trail is append-only"),
            engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)


def test_every_revision_goes_down_and_up_with_a_whole_life_in_it(office: Office) -> None:
    engine = engine_of(office)
    config = config_of(engine)
    for revision in revisions():
        above = everything(engine)
        check_trail_guarded(engine)
        command.downgrade(config, "-1")
        below = everything(engine)
        check_nothing_lost(above, below)
        if not below:
            assert revision == revisions()[-1]
            return
        command.upgrade(config, "+1")
        again = everything(engine)
        assert again.keys() == above.keys()
        check_nothing_lost(below, again)
        command.downgrade(config, "-1")
    pytest.fail("the first revision leaves something behind")


def test_the_service_goes_on_after_its_register_went_one_revision_down_and_up(
    office: Office,
) -> None:
    config = config_of(engine_of(office))
    command.downgrade(config, "-1")
    command.upgrade(config, "head")
    with office.register.writing() as tx:
        tx.once("an act")
        tx.record(Fact.DATES_MOVED, VERSION, {})
    with office.register.reading() as view:
        assert chain_faults(entry.as_line() for entry in view.trail()) == []
        assert view.version_record(VERSION).version.effective_on is not None


def test_migrations_go_down_to_nothing_and_up_again(office: Office) -> None:
    engine = engine_of(office)
    config = config_of(engine)
    assert tables_of(engine) == set(metadata.tables)
    command.downgrade(config, "base")
    assert tables_of(engine) == set()
    command.upgrade(config, "head")
    assert tables_of(engine) == set(metadata.tables)
    assert differences(engine) == []


def test_migrating_again_changes_nothing(office: Office) -> None:
    before = rows_of(office)
    assert isinstance(office.register, SqlRegister)
    office.register.migrate()
    assert rows_of(office) == before


def differences(engine: Engine) -> list[Any]:
    """Return how the schema differs from the one that the code uses."""
    with engine.connect() as connection:
        found: list[Any] = compare_metadata(MigrationContext.configure(connection), metadata)
        return found


def test_the_migrations_make_the_schema_that_the_code_uses(office: Office) -> None:
    assert differences(engine_of(office)) == []


NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = {head!r}


def upgrade():
    {body}
"""


def upgrade_with(engine: Engine, folder: Path, body: str) -> None:
    """Upgrade to a revision after the last, which does what the body says."""
    migrations = shutil.copytree(MIGRATIONS, folder / "migrations")
    text = NEXT.format(head=revisions()[0], body=body)
    (migrations / "versions" / "next.py").write_text(text)
    command.upgrade(config_of(engine, migrations), "head")


def test_a_migration_that_fails_midway_leaves_everything_as_it_was(
    office: Office, tmp_path: Path
) -> None:
    engine = engine_of(office)
    before = everything(engine)
    with pytest.raises(RuntimeError, match="power cut"):
        upgrade_with(
            engine,
            tmp_path,
            "op.create_table('extra', sa.Column('id', sa.Integer)); "
            "op.execute('DELETE FROM outbox'); raise RuntimeError('power cut')",
        )
    assert everything(engine) == before


def test_a_table_that_others_name_is_altered_with_its_rows_in_it(
    office: Office, tmp_path: Path
) -> None:
    engine = engine_of(office)
    before = everything(engine)
    body = (
        "with op.batch_alter_table('version') as version:\n"
        "        version.add_column(sa.Column('note', sa.Text))\n"
        "        version.alter_column('number', type_=sa.BigInteger)"
    )
    upgrade_with(engine, tmp_path, body)
    after = everything(engine)
    check_nothing_lost(before, after)
    assert "note" in after["version"][0]
    with (
        pytest.raises(DBAPIError, match=r"(?i)foreign key"),
        engine.begin() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM version")


def test_a_migration_that_would_leave_rows_naming_nothing_is_undone(
    office: Office, tmp_path: Path
) -> None:
    engine = engine_of(office)
    before = everything(engine)
    with pytest.raises((BrokenEvidence, DBAPIError), match=r"rows of|foreign key"):
        upgrade_with(engine, tmp_path, "op.execute('DELETE FROM version')")
    assert everything(engine) == before


def migrate(url: str) -> None:
    register = SqlRegister(url, FakeClock())
    register.migrate()
    register.engine.dispose()


def test_processes_that_start_at_once_migrate_a_new_register_once(
    databases: Databases, tmp_path: Path
) -> None:
    url = databases.new(tmp_path)
    context = multiprocessing.get_context("fork")
    starting = [context.Process(target=migrate, args=(url,)) for _ in range(3)]
    for process in starting:
        process.start()
    for process in starting:
        process.join(60)
    assert [process.exitcode for process in starting] == [0, 0, 0]
    register = SqlRegister(url, FakeClock())
    assert differences(register.engine) == []
    register.engine.dispose()


def test_a_database_that_does_not_keep_text_in_utf8_is_refused(
    postgresql: PostgresServer, tmp_path: Path
) -> None:
    url = postgresql.new(tmp_path, "ENCODING 'LATIN1' LOCALE 'C'")
    register = SqlRegister(url, FakeClock())
    with pytest.raises(BadSetting, match="UTF-8") as refused:
        register.migrate()
    assert "ENCODING 'UTF8' LOCALE 'C'" in refused.value.remedy
    assert tables_of(register.engine) == set()
    register.engine.dispose()
