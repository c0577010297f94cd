"""The commands about DocuSign."""

import typer

docusign_app = typer.Typer(help="Look after signing through DocuSign.", no_args_is_help=True)


@docusign_app.callback()
def docusign() -> None:
    """Look after signing through DocuSign."""


@docusign_app.command()
def doctor() -> None:
    """Say whether signing through DocuSign works, and if not, what is wrong and what to do."""
    from concordat.bootstrap import connect_listener, docusign_account  # noqa: PLC0415  # As every command.
    from concordat.settings import read_settings  # noqa: PLC0415
    from concordat.signing.docusign_doctor import diagnose  # noqa: PLC0415

    settings = read_settings()
    if settings.signing != "docusign":
        typer.echo("CONCORDAT_SIGNING is not `docusign`: until it is, nothing goes there.")
    rehearsal = settings.rehearsal_clock is not None
    listener = connect_listener(settings)
    found = []
    for finding in diagnose(docusign_account(settings), listener, rehearsal=rehearsal):
        typer.echo(f"{'good ' if finding.is_well else 'WRONG'}  {finding.what}")
        if finding.remedy:
            typer.echo(f"       {finding.remedy}")
        found.append(finding)
    raise typer.Exit(0 if all(finding.is_well for finding in found) else 1)
