"""The command that says when an agreement is to take effect, and what would bring that forward."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from concordat.services.forecast import Expected, expected
from concordat.services.forecast_words import sentences
from concordat.services.office import Office

WIDTH = 120


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
        from concordat.services.launch import find_version  # noqa: PLC0415

        at_work = office()
        version_id = find_version(at_work, version, agreement)
        with at_work.register.reading() as view:
            found = expected(view, version_id)
        if as_json:
            typer.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False, default=str))
            return
        console = Console(width=WIDTH)
        for sentence in sentences(found):
            console.print(sentence, highlight=False)
        if found.likely.places:
            console.print(_table(found))


def _table(found: Expected) -> Table:
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("Place", "Body decides", "Counts at the earliest", "Likely", "Why no day"):
        table.add_column(heading)
    for place, name in found.names.items():
        earliest, likely = found.earliest.places[place], found.likely.places[place]
        why_not = "" if likely.counts_on else likely.why_not
        row = (likely.meeting_on, earliest.counts_on, likely.counts_on)
        table.add_row(name, *map(_day, row), why_not)
    return table


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
