"""The commands about the service's key."""

import typer

key_app = typer.Typer(help="Look after the key that signs.", no_args_is_help=True)


@key_app.callback()
def keys() -> None:
    """Look after the key that signs."""


@key_app.command()
def rotate() -> None:
    """Make a new key; what was signed with the old one goes on being good."""
    from concordat.bootstrap import rotate_key  # noqa: PLC0415  # As every command.
    from concordat.settings import read_settings  # noqa: PLC0415

    sealer = rotate_key(read_settings()).sealer
    issuers = sealer.authority_pem.count(b"-----BEGIN CERTIFICATE-----")
    typer.echo(f"There is a new key, and the old one is no more. {issuers} authorities are known.")
    typer.echo("Start the service again: a process that runs has the old key in memory.")
