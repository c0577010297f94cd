"""The commands about one person's data.

They are commands and no deployments: what a deployment is given stays in Prefect's database, beyond the
reach of an erasure.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from concordat.documents.given_file import write_given
from concordat.domain.errors import BadSetting
from concordat.services.office import Office

VersionOption = Annotated[int, typer.Option(min=1, help="The version's number.")]
AgreementOption = Annotated[
    str | None, typer.Option(help="The agreement's id, where the register holds several.")
]


def person_app(office: Callable[[], Office]) -> typer.Typer:
    """Return the commands, for the office of the service when one of them is run."""
    app = typer.Typer(
        help="Tell, erase or take down what concerns one person.", no_args_is_help=True
    )

    @app.command()
    def tell(
        address: Annotated[str, typer.Argument(help="The person's e-mail address.")],
        out: Annotated[Path, typer.Option(help="The JSON file to write.")],
    ) -> None:
        """Write everything that is held about a person, and nothing about others."""
        from concordat.services.tell_person import tell_person  # noqa: PLC0415

        # A file that cannot be written is found before the trail says that the person was told.
        write_given(out, b"")
        answer = tell_person(office(), address)
        text = json.dumps(answer, indent=2, ensure_ascii=False, default=lambda at: at.isoformat())
        write_given(out, f"{text}\n".encode())
        typer.echo(f"What is held is in {out}." if answer["held"] else "Nothing is held.")

    @app.command()
    def erase(
        address: Annotated[str, typer.Argument(help="The address; empty for comments only.")] = "",
        comment: Annotated[
            list[int] | None, typer.Option(help="The number of a comment to blank.")
        ] = None,
        version: VersionOption = 1,
        agreement: AgreementOption = None,
    ) -> None:
        """Erase a person's address for ever, and the comments whose numbers are given."""
        from concordat.services.erase_person import erase_person  # noqa: PLC0415
        from concordat.services.launch import find_version  # noqa: PLC0415

        at_work = office()
        of = find_version(at_work, version, agreement) if comment else ""
        done = erase_person(at_work, address, comment or (), of)
        what = "Erased: the address" if done.contact else "Nobody has this address"
        typer.echo(
            f"{what}; {len(done.letters)} letters dropped, {len(done.comments)} comments blanked."
        )
        typer.echo(f"What stays, and why:\n{done.kept}")

    @app.command()
    def comments(version: VersionOption = 1, agreement: AgreementOption = None) -> None:
        """Print every comment on a version with its number, so that it can be answered or blanked."""
        from concordat.services.launch import find_version  # noqa: PLC0415

        at_work = office()
        of = find_version(at_work, version, agreement)
        with at_work.register.reading() as view:
            found = view.comments(of)
        for one in found:
            whom = one.organisation or "no organisation given"
            typer.echo(f"{one.number}. ({whom})\n{one.text or 'Erased.'}\n")
        typer.echo(f"Comments on version {version}: {len(found)}.")

    @app.command()
    def comment(
        format_request: Annotated[int, typer.Option("--format", min=1, help="Its number.")],
        words: Annotated[Path, typer.Argument(help="A text file with the comment.")],
        name: str = "",
        organisation: str = "",
        version: VersionOption = 1,
        agreement: AgreementOption = None,
    ) -> None:
        """Take a comment after the review window, from whoever had more time to read a format."""
        from concordat.services.late_comment import late_comment  # noqa: PLC0415
        from concordat.services.launch import find_version  # noqa: PLC0415

        text = _read(words)
        at_work = office()
        number = late_comment(
            at_work,
            find_version(at_work, version, agreement),
            format_request,
            text,
            name,
            organisation,
        )
        typer.echo(f"It is comment {number}.")

    return app


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(
            f"The file {file} cannot be read as text in UTF-8.",
            remedy="Save it anew, or name another.",
        ) from error
