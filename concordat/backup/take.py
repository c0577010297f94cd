"""Take a backup, while the service runs or not.

The rules:
1. The register is read first, as it stood at one moment; a document is kept before the register
   names it, so that every document it names is there to be taken afterwards.
2. What is damaged is taken as it is, and told: a backup that is refused saves nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from concordat.backup.archive import CHUNK, Writer, write_backup
from concordat.backup.manifest import CONFIG, DOCUMENTS, KEYS, REGISTER, TEMPLATES, Manifest
from concordat.bootstrap import build_clock
from concordat.domain.errors import BadSetting
from concordat.register.copying import lines_of, tables_of
from concordat.register.revision import revision_of
from concordat.register.sql_register import SqlRegister
from concordat.settings import Settings

BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was made. `faults` says in plain words what was damaged before it was taken."""

    path: Path
    manifest: Manifest
    faults: tuple[str, ...]


def take_backup(settings: Settings, out: Path | None = None) -> Taken:
    """Write a backup into a new file, by default in the home's `backups`, named by its time.

    Raises BadSetting when it cannot be written or there is no register, Undeliverable when that
    cannot be reached.
    """
    clock = build_clock(settings)
    register, now = SqlRegister(settings.register_url, clock), clock.now()
    path = out or settings.home / BACKUPS / f"concordat-{now:%Y-%m-%dT%H%M%SZ}.zip"
    try:
        manifest = write_backup(path, partial(_write, settings=settings, register=register))
    finally:
        register.engine.dispose()
    return Taken(path, manifest, damaged(manifest))


def damaged(manifest: Manifest) -> tuple[str, ...]:
    """Return which documents are not what their names say, in plain words."""
    return tuple(
        f"{name}: the document has changed since it was kept"
        for name, kept in sorted(manifest.files.items())
        if name.startswith(f"{DOCUMENTS}/") and not name.endswith(kept.sha256)
    )


def _write(writer: Writer, settings: Settings, register: SqlRegister) -> Manifest:
    with register.reading() as view:
        schema = _schema(view.connection)
        head = view.trail_head()
        for table in tables_of(view.connection):
            writer.add(f"{REGISTER}/{table.name}.jsonl", lines_of(view.connection, table))
        made_at: datetime = view.now
    for name, folder in (
        (KEYS, settings.keys),
        (CONFIG, settings.config),
        (TEMPLATES, settings.templates),
        (DOCUMENTS, settings.documents),
    ):
        for path in _files_of(folder):
            inside = f"{name}/{path.relative_to(folder).as_posix()}"
            writer.add(inside, _chunks(path), packed=name != DOCUMENTS)
    return Manifest(
        made_at=made_at,
        schema=schema,
        trail_entries=head.number if head else 0,
        trail_head=head.sha256 if head else "",
        files=writer.files,
    )


def _schema(connection: Connection) -> str:
    revision = revision_of(connection)
    if revision is None:
        raise BadSetting(
            "The database holds no register.",
            remedy="Start the service once, or name its database in CONCORDAT_DATABASE_URL.",
            attempted="make a backup",
        )
    return revision


def _files_of(folder: Path) -> list[Path]:
    # What begins with a dot is being written at this moment, or an editor's.
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
