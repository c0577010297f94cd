"""The commands that take a backup, restore one, and make ready what a start needs."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def add_backup_commands(app: typer.Typer) -> None:
    """Add the commands, for the service of the settings."""

    @app.command()
    def backup(
        out: Annotated[
            Path | None,
            typer.Option(help="The ZIP file to write; in the home's backups if left out."),
        ] = None,
    ) -> None:
        """Write everything that cannot be made again into one file; the service may be running."""
        from concordat.backup.take import take_backup  # noqa: PLC0415  # As every command.
        from concordat.home import known_home  # noqa: PLC0415
        from concordat.settings import read_settings  # noqa: PLC0415

        settings = known_home(read_settings())
        taken = take_backup(settings, out)
        manifest = taken.manifest
        typer.echo(
            f"{taken.path}: {len(manifest.files)} files, the trail up to entry "
            f"{manifest.trail_entries}. It holds keys and addresses: keep it as safe as those."
        )
        if settings.signing_key is not None or settings.signing_token:
            typer.echo("The key that signs is configured, and not in it: keep that yourself.")
        _tell(taken.faults)

    @app.command()
    def restore(
        file: Annotated[Path, typer.Argument(help="A file that `concordat backup` wrote.")],
    ) -> None:
        """Restore a backup into an empty home, and an empty database if one is set."""
        from concordat.backup.restore import restore_backup  # noqa: PLC0415
        from concordat.settings import read_settings  # noqa: PLC0415

        settings = read_settings()
        restored = restore_backup(settings, file)
        manifest = restored.manifest
        typer.echo(
            f"Restored into {settings.home} as it stood on {manifest.made_at:%Y-%m-%d at %H:%M} UTC, "
            f"the trail up to entry {manifest.trail_entries}. The config and templates of that day "
            "are beside it: compare them with yours, or name them in CONCORDAT_CONFIG and "
            "CONCORDAT_TEMPLATES."
        )
        _tell(restored.faults)

    @app.command()
    def migrate() -> None:
        """Make home, key and register as this release needs them, after a backup if any is to change.

        `concordat up` does it by itself. Where each process is a service of its own, run it once
        before they start.
        """
        from concordat.backup.upgrade import make_ready  # noqa: PLC0415
        from concordat.bootstrap import configured_programme  # noqa: PLC0415
        from concordat.settings import read_settings  # noqa: PLC0415

        settings = read_settings()
        made = make_ready(settings, configured_programme(settings))
        if made is not None:
            typer.echo(f"The register was of an earlier release; as it was, it is in {made}.")
        typer.echo("Everything is ready for this release.")


def _tell(faults: tuple[str, ...]) -> None:
    """Say what was damaged already when the backup was taken, and end with 1 if anything was."""
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201
    if faults:
        raise typer.Exit(1)
