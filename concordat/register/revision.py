"""Which schema a register has, and which ones this code knows."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from concordat.domain.errors import BadSetting

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def known_revisions() -> tuple[str, ...]:
    """Return the schema's revisions, oldest first: the numbers that begin the migrations' names."""
    scripts = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
    return tuple(script.name.partition("_")[0] for script in scripts)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the register's schema; None when it has no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version"))
    return found.scalar_one_or_none()


def check_current(revision: str | None) -> None:
    """Raise BadSetting unless the revision is the one that this code works with."""
    if revision is None:
        raise BadSetting(
            "The database holds no register.",
            remedy="Run `concordat migrate` or `concordat up`, which make it; or name the right "
            "database in CONCORDAT_DATABASE_URL.",
            attempted="open the register",
        )
    check_known(revision)
    if revision != known_revisions()[-1]:
        raise BadSetting(
            f"The register has the schema {revision}; this Concordat works with {known_revisions()[-1]}.",
            remedy="Stop what still runs of the earlier release, then run `concordat migrate` or "
            "`concordat up`: each makes a backup first.",
            attempted="open the register",
        )


def check_known(revision: str) -> None:
    """Raise BadSetting for a revision that this code does not know: a later one's."""
    if revision not in known_revisions():
        raise BadSetting(
            f"The register has the schema {revision}, which a later Concordat made; this one knows "
            f"{known_revisions()[-1]} and earlier.",
            remedy="Nothing was changed. Install that later release, or restore a backup made before it.",
            attempted="open the register",
        )
