"""Make ready what a start needs; before a register's schema is changed, everything is backed up."""

from pathlib import Path

from concordat.backup.take import BACKUPS, take_backup
from concordat.bootstrap import build_clock, prepare
from concordat.domain.programme import Programme
from concordat.home import prepare_home
from concordat.register.engine import begun
from concordat.register.revision import check_known, known_revisions, revision_of
from concordat.register.sql_register import SqlRegister
from concordat.settings import Settings


def make_ready(settings: Settings, programme: Programme) -> Path | None:
    """Make home, key and schema as this release needs them; return the backup, if one was made first.

    Raises BadSetting, before anything is changed, for a register of a later release, or when the
    backup cannot be written.
    """
    prepare_home(settings)
    backup = _backed_up_before_change(settings)
    prepare(settings, programme)
    return backup


def _backed_up_before_change(settings: Settings) -> Path | None:
    clock = build_clock(settings)
    register = SqlRegister(settings.register_url, clock)
    try:
        with begun(register.engine, writing=False) as connection:
            revision = revision_of(connection)
    finally:
        register.engine.dispose()
    newest = known_revisions()[-1]
    if revision in {None, newest}:
        return None
    check_known(str(revision))
    name = f"before-schema-{newest}-{clock.now():%Y-%m-%dT%H%M%SZ}.zip"
    return take_backup(settings, settings.home / BACKUPS / name).path
