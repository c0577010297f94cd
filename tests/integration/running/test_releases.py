"""An old database with new code, and the reverse: told in words, and brought up to date after a backup."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from concordat.backup.archive import opened
from concordat.backup.upgrade import make_ready
from concordat.bootstrap import build_office, configured_programme
from concordat.domain.errors import BadSetting
from concordat.register.engine import connect
from concordat.register.revision import MIGRATIONS, known_revisions, revision_of
from concordat.register.schema import changing
from concordat.services.office import Office
from concordat.settings import Settings
from tests.fakes import VERSION, engine_of, rows_of, url_of
from tests.integration.backup.conftest import settled


@pytest.fixture
def office(signed_office: Office) -> Office:
    """Return an office with a signed agreement."""
    return signed_office


@pytest.fixture
def settings(office: Office, tmp_path: Path) -> Settings:
    return settled(tmp_path / "home", url_of(office))


def back_to(office: Office, revision: str) -> None:
    with changing(engine_of(office)) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def revision_in(settings: Settings) -> str | None:
    engine = connect(settings.register_url)
    with engine.connect() as connection:
        found = revision_of(connection)
    engine.dispose()
    return found


def test_a_register_of_an_earlier_release_is_backed_up_and_then_brought_up_to_date(
    office: Office, settings: Settings
) -> None:
    earlier, newest = known_revisions()[-2:]
    back_to(office, earlier)
    with pytest.raises(BadSetting, match=f"has the schema {earlier}.*concordat migrate"):
        build_office(settings)

    made = make_ready(settings, configured_programme(settings))

    assert made is not None
    with opened(made) as backup:
        assert backup.manifest.schema == earlier
    assert revision_in(settings) == newest
    with build_office(settings).register.reading() as view:
        assert view.version_ids() == (VERSION,)


def test_a_register_that_is_up_to_date_is_not_backed_up_again(settings: Settings) -> None:
    assert make_ready(settings, configured_programme(settings)) is None
    assert not (settings.home / "backups").exists()


def test_a_register_of_a_later_release_is_left_as_it_is(office: Office, settings: Settings) -> None:
    with engine_of(office).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = rows_of(office)
    for use in (build_office, lambda s: make_ready(s, configured_programme(s))):
        with pytest.raises(
            BadSetting, match=r"9999, which a later Concordat made.*Nothing was changed"
        ):
            use(settings)
    assert rows_of(office) == before
    assert revision_in(settings) == "9999"


def test_a_backup_that_cannot_be_written_holds_the_change_up(
    office: Office, settings: Settings
) -> None:
    earlier = known_revisions()[-2]
    back_to(office, earlier)
    settings.home.mkdir()
    (settings.home / "backups").write_text("in the way")
    with pytest.raises(BadSetting, match=r"The backup .* cannot be written"):
        make_ready(settings, configured_programme(settings))
    assert revision_in(settings) == earlier


def test_a_database_without_a_register_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"The database holds no register.*concordat migrate"):
        build_office(settled(tmp_path / "home"))
