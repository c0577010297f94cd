"""Restore a backup into an empty home and an empty database.

The rules:
1. Nothing is begun that cannot be finished: the backup is read whole, and the target found empty,
   before the first byte is written.
2. Everything is prepared aside and then put in its place, the register last: a home without its
   register is no home, and one in which a restore was cut short is refused.
3. The config and the templates are laid into the home, beside those that are in use.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, make_url

from concordat.backup.archive import Backup, opened
from concordat.backup.manifest import DOCUMENTS, FOLDERS, Manifest
from concordat.backup.take import BACKUPS, damaged
from concordat.bootstrap import build_clock
from concordat.domain.errors import BadSetting, NotAllowed
from concordat.home import IN_USE, RESTORING, cut_short, held_alone
from concordat.register.copying import fill
from concordat.register.engine import connect
from concordat.register.reading import SqlReading
from concordat.register.revision import check_known
from concordat.register.schema import changing, upgrade
from concordat.register.sql_register import faults_of
from concordat.settings import Settings

ASIDE = {BACKUPS, IN_USE, "logs", "prefect"}
"""What may lie in a home that is empty: backups, the lock, logs, and what Prefect keeps for itself."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was restored. `faults` says what was damaged already when it was taken."""

    manifest: Manifest
    faults: tuple[str, ...]


def restore_backup(settings: Settings, path: Path) -> Restored:
    """Restore the backup into the home and the database of the settings.

    Raises BadSetting if it cannot be read or is a later release's, BrokenEvidence if it is damaged,
    NotAllowed if the target is not empty or the service runs; nothing is changed then.
    """
    with opened(path) as backup:
        check_known(backup.manifest.schema)
        with held_alone(settings.home):
            _check_empty(settings)
            try:
                faults = _restore(settings, backup)
            except OSError as error:
                raise _no_room(settings.home, error) from error
    return Restored(backup.manifest, (*damaged(backup.manifest), *faults))


def _restore(settings: Settings, backup: Backup) -> list[str]:
    aside = settings.home / RESTORING
    shutil.rmtree(aside, ignore_errors=True)
    begun = False

    def put_in_place() -> None:
        nonlocal begun
        begun = True
        for prepared in aside.iterdir():
            prepared.replace(settings.home / prepared.name)

    try:
        aside.mkdir(mode=0o700)
        for folder in FOLDERS:
            backup.unpack(folder, aside)
        for document in (aside / DOCUMENTS).rglob("*"):
            if document.is_file():
                document.chmod(0o444)
        os.sync()
        faults = _restore_register(settings, backup, put_in_place)
    except BaseException:
        if not begun:
            shutil.rmtree(aside, ignore_errors=True)
        raise
    aside.rmdir()
    return faults


def _restore_register(
    settings: Settings, backup: Backup, put_in_place: Callable[[], None]
) -> list[str]:
    url = make_url(settings.register_url)
    if url.get_backend_name() != "sqlite":
        return _fill(connect(settings.register_url), settings, backup, put_in_place)
    target = Path(str(url.database))
    aside = target.with_name(f".{target.name}.restoring")
    aside.unlink(missing_ok=True)
    try:
        faults = _fill(connect(f"sqlite:///{aside}"), settings, backup, lambda: None)
        put_in_place()
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return faults


def _fill(
    engine: Engine, settings: Settings, backup: Backup, before_commit: Callable[[], None]
) -> list[str]:
    try:
        with changing(engine) as connection:
            upgrade(connection, backup.manifest.schema)
            fill(connection, backup.lines)
            upgrade(connection, "head")
            faults = faults_of(SqlReading(connection, build_clock(settings).now(), {}))
            before_commit()
    finally:
        engine.dispose()
    return faults


def _check_empty(settings: Settings) -> None:
    there = {path.name for path in settings.home.iterdir() if _holds_something(path)} - ASIDE
    if RESTORING in there and there != {RESTORING}:
        raise cut_short(settings.home)
    if there - {RESTORING}:
        raise _not_empty(f"The folder {settings.home}", "CONCORDAT_HOME")
    url = make_url(settings.register_url)
    if url.get_backend_name() == "sqlite":
        has_register = Path(str(url.database)).exists()
    else:
        engine = connect(settings.register_url)
        has_register = bool(inspect(engine).get_table_names())
        engine.dispose()
    if has_register:
        raise _not_empty("The register's database", "CONCORDAT_DATABASE_URL")


def _holds_something(path: Path) -> bool:
    return not path.is_dir() or any(path.iterdir())


def _not_empty(what: str, setting: str) -> NotAllowed:
    return NotAllowed(
        f"{what} is not empty, and a restore replaces nothing.",
        remedy=f"Name an empty one in {setting}, or move away what is there.",
        attempted="restore a backup",
    )


def _no_room(home: Path, error: OSError) -> BadSetting:
    return BadSetting(
        f"The backup cannot be restored into {home}: {error.strerror}.",
        remedy="Nothing of it is in use. See that the disk has room and can be written; then try again.",
        attempted="restore a backup",
    )
