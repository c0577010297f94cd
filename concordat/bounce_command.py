"""The command into which a mail server pipes the messages that come back."""

import sys
from collections.abc import Callable

import typer

from concordat.domain.errors import BadSetting
from concordat.services.office import Office

MAX_BYTES = 10 * 1024 * 1024


def add_bounce(app: typer.Typer, office: Callable[[], Office]) -> None:
    """Add the command, for the office of the service when it is run."""

    @app.command()
    def bounce() -> None:
        """Take a message that came back, from standard input, and note which letter it was."""
        from concordat.notices.returned_message import read_returned  # noqa: PLC0415
        from concordat.services.returned import take_returned  # noqa: PLC0415

        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise BadSetting(
                "This message is too long to be a report of a letter that came back.",
                remedy="Pass on only what comes to the address of returned letters.",
            )
        reports = read_returned(data)
        at_work = office()
        for report in reports:
            typer.echo(take_returned(at_work, report).value)
        if not reports:
            typer.echo("no report of a letter that came back: nothing was changed")
