"""The command that compares any two versions, into whichever file the name asks for."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from concordat.documents.given_file import write_given
from concordat.domain.errors import BadSetting
from concordat.services.content import RedlineDocument
from concordat.services.office import Office
from concordat.services.ports import Publisher

WRITERS: dict[str, Callable[[Publisher, RedlineDocument], bytes]] = {
    ".html": lambda publisher, content: publisher.redline_html(content).encode(),
    ".pdf": lambda publisher, content: publisher.redline_pdf(content),
    ".docx": lambda publisher, content: publisher.redline_docx(content),
}
"""How a redline is written, by the ending of the file's name."""


def add_redline(app: typer.Typer, office: Callable[[], Office]) -> None:
    """Add the command, for the office of the service when it is run."""

    @app.command()
    def redline(
        earlier: Annotated[int, typer.Option("--from", min=1, help="The version compared with.")],
        later: Annotated[int, typer.Option("--to", min=1, help="The version whose text is shown.")],
        out: Annotated[Path, typer.Option(help="The file to write: .html, .pdf or .docx.")],
        agreement: Annotated[
            str | None, typer.Option(help="The agreement's id, where the register holds several.")
        ] = None,
    ) -> None:
        """Show what one version changes of another: as a web page, a PDF or tracked changes in Word."""
        from concordat.services.launch import find_version  # noqa: PLC0415
        from concordat.services.lineage import in_passages  # noqa: PLC0415
        from concordat.services.redlining import compare  # noqa: PLC0415

        writer = WRITERS.get(out.suffix.lower())
        if writer is None:
            raise BadSetting(
                f"A redline cannot be written as {out.name}.",
                remedy=f"Name a file that ends in {', '.join(WRITERS)}.",
            )
        at_work = office()
        versions = (find_version(at_work, number, agreement) for number in (earlier, later))
        content = compare(at_work, *versions)
        write_given(out, writer(at_work.publisher, content))
        typer.echo(f"{in_passages(content.changes.passages)} changed: {out}.")
