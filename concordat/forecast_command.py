"""The command that says when an agreement is to take effect, and what would bring that forward."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from concordat.services.office import Office


def add_forecast(app: typer.Typer, office: Callable[[], Office]) -> None:
    """Add the command, for the office of the service when it is run."""

    @app.command()
    def forecast(
        version: Annotated[int, typer.Option(min=1, help="The version's number.")] = 1,
        agreement: Annotated[
            str | None, typer.Option(help="The agreement's id, where the register holds several.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    ) -> None:
        """Say when the agreement takes effect, at the earliest and likely, and what would bring it forward."""
        from concordat.forecast_table import forecast_table  # noqa: PLC0415
        from concordat.services.forecast import expected  # noqa: PLC0415
        from concordat.services.launch import find_version  # noqa: PLC0415

        at_work = office()
        version_id = find_version(at_work, version, agreement)
        with at_work.register.reading() as view:
            found = expected(view, version_id)
        if as_json:
            typer.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False, default=str))
            return
        typer.echo(forecast_table(found))
