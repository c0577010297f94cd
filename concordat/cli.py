"""The command line. Every command fails with one clear line, and the exit code the docs promise."""

import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from concordat.backup_commands import add_backup_commands
from concordat.bounce_command import add_bounce
from concordat.docusign_command import docusign_app
from concordat.domain.errors import BadConfig, BadSetting, ConcordatError, TemplateFault
from concordat.forecast_command import add_forecast
from concordat.key_commands import key_app
from concordat.person_commands import person_app
from concordat.redline_command import add_redline
from concordat.services.office import Office
from concordat.staff_commands import add_staff_commands


class Provider(StrEnum):
    """Who can carry a rehearsal's signing requests."""

    INHOUSE = "inhouse"
    DOCUSIGN = "docusign"


app = typer.Typer(
    help="One agreement between two sectors, from its review window to ratification and review.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

ConfigOption = Annotated[Path, typer.Option("--config", help="The folder of the config.")]


@app.command()
def check(config: ConfigOption = Path("config")) -> None:
    """Check a programme's config: every fault at once, with its file and line."""
    from concordat.clocks import SystemClock  # noqa: PLC0415  # Each command imports its own.
    from concordat.programme.load import check_programme  # noqa: PLC0415

    programme, faults = check_programme(config, SystemClock().now().date())
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201
    if programme is None or any(not fault.warning for fault in faults):
        raise typer.Exit(2)
    places = len(programme.places_on(programme.timeline.public_signing_on))
    typer.echo(f"{config}: {programme.title}: {places} places, no faults, {len(faults)} warnings.")


@app.command()
def rehearse(
    config: ConfigOption = Path("config"),
    out: Annotated[Path, typer.Option(help="Where to leave the outcome.")] = Path("out/rehearsal"),
    start: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The first day on the rehearsal's calendar."),
    ] = None,
    signing: Annotated[
        Provider, typer.Option(help="Who carries the signing requests; docusign is a stand-in.")
    ] = Provider.INHOUSE,
) -> None:
    """Play the whole sign-off with the real services, on a clock that jumps to what is due next."""
    from concordat.rehearsal.rehearse import rehearse as play  # noqa: PLC0415

    through_docusign = signing is Provider.DOCUSIGN
    summary = play(config, out, start.date() if start else None, through_docusign=through_docusign)
    outcomes = [place["status"] for place in summary["places"].values()]
    typer.echo(
        f"Rehearsed in {summary['timings_s']['total']} s: {len(outcomes)} places, "
        f"{sum(o.startswith('ratified') for o in outcomes)} ratified, "
        f"{outcomes.count('declined')} declined. Open {out / 'index.html'}"
    )


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show where the agreement stands, place by place, and who is being waited for."""
    from concordat.bootstrap import build_office  # noqa: PLC0415
    from concordat.home import known_home  # noqa: PLC0415
    from concordat.services.standing import standing  # noqa: PLC0415
    from concordat.settings import read_settings  # noqa: PLC0415
    from concordat.status_table import status_table  # noqa: PLC0415

    office = build_office(known_home(read_settings()))
    with office.register.reading() as view:
        found = [standing(view, version_id) for version_id in view.version_ids()]
    if as_json:
        typer.echo(json.dumps([s.as_json() for s in found], indent=2, ensure_ascii=False))
        return
    if not found:
        typer.echo("No version has been launched yet: launch sign-off in the Prefect UI.")
    for one in found:
        typer.echo(status_table(one))


@app.command()
def verify(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="A PDF, a rehearsal's folder, or a bundle; the register itself if left out."
        ),
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(help="The SHA-256 of an entry, kept elsewhere: the trail must have it."),
    ] = None,
    certificate: Annotated[
        list[Path] | None,
        typer.Option(help="A certificate kept elsewhere: the trail must agree with it."),
    ] = None,
) -> None:
    """Check a rehearsal's folder or an evidence bundle: trail, hashes, every signature.

    For one PDF: tell whether it is a document of this service, which, and whether it has changed.
    Without a path: check that the register of this service is what its trail says, row by row.
    """
    if path is None:
        _verify_register()
        return
    if path.suffix.lower() == ".pdf" and path.is_file():
        _verify_pdf(path)
        return
    from concordat.evidence.heads import read_head  # noqa: PLC0415
    from concordat.evidence.verify import examine  # noqa: PLC0415

    found = examine(path, [read_head(h) for h in head or []], certificate or [])
    for fault in found.faults:
        print(fault, file=sys.stderr)  # noqa: T201
    if found.faults:
        raise typer.Exit(1)
    typer.echo(f"{path}: the trail is whole, and every document and signature is as recorded.")
    for level, documents in sorted(found.levels.items()):
        typer.echo(f"Sealed documents with signatures of the level PAdES {level}: {documents}.")


def _verify_pdf(file: Path) -> None:
    from concordat.evidence.inspector import ConfinedInspector  # noqa: PLC0415
    from concordat.evidence.told import tell_of  # noqa: PLC0415

    ours, lines = tell_of(_office(), ConfinedInspector(), file)
    typer.echo("\n".join(lines))
    if not ours:
        raise typer.Exit(1)


def _verify_register() -> None:
    from concordat.bootstrap import build_office  # noqa: PLC0415
    from concordat.home import known_home  # noqa: PLC0415
    from concordat.settings import read_settings  # noqa: PLC0415

    faults = build_office(known_home(read_settings())).register.audit()
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201
    if faults:
        raise typer.Exit(1)
    typer.echo("The trail is whole, and every row of the register is what it says.")


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="The ZIP file to write.")],
    version: Annotated[int, typer.Option(min=1, help="The version's number.")] = 1,
    agreement: Annotated[
        str | None, typer.Option(help="The agreement's id, where the register holds several.")
    ] = None,
) -> None:
    """Write the evidence bundle: documents, trail, checksums; readable without Concordat."""
    from concordat.bootstrap import build_office  # noqa: PLC0415
    from concordat.evidence.write import write_bundle  # noqa: PLC0415
    from concordat.home import known_home  # noqa: PLC0415
    from concordat.services.launch import find_version  # noqa: PLC0415
    from concordat.settings import read_settings  # noqa: PLC0415

    office = build_office(known_home(read_settings()))
    with tempfile.TemporaryDirectory() as scratch:
        write_bundle(office, find_version(office, version, agreement), out, Path(scratch))
    typer.echo(f"The evidence is in {out}.")


@app.command()
def disclose(
    out: Annotated[Path, typer.Option(help="The CSV file to write.")],
    received: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day the request came in; today if left out."),
    ] = None,
) -> None:
    """Write the trail for a freedom of information request, personal data flagged."""
    from concordat.bootstrap import build_office  # noqa: PLC0415
    from concordat.domain.calendar import local_date  # noqa: PLC0415
    from concordat.domain.disclosure import foi_due_on  # noqa: PLC0415
    from concordat.evidence.disclose import write_disclosure  # noqa: PLC0415
    from concordat.home import known_home  # noqa: PLC0415
    from concordat.services.launch import find_version  # noqa: PLC0415
    from concordat.settings import read_settings  # noqa: PLC0415

    office = build_office(known_home(read_settings()))
    with office.register.reading() as view:
        programme = view.version(find_version(office, 1)).programme
        entries = view.trail()
    flagged = write_disclosure(entries, programme.timezone, out)
    received_on = (
        received.date() if received else local_date(office.clock.now(), programme.timezone)
    )
    due_on = foi_due_on(received_on, programme.region)
    typer.echo(f"The trail is in {out}: {flagged} fields may hold personal data.")
    typer.echo(f"Received on {received_on}: the answer is due by {due_on}.")


@app.command()
def up() -> None:
    """Start the whole service on this machine, until Ctrl-C."""
    from concordat.local.up import run_service  # noqa: PLC0415
    from concordat.settings import read_settings  # noqa: PLC0415

    run_service(read_settings())


@app.command(hidden=True)
def deploy() -> None:
    """Tell a Prefect server that runs elsewhere the work pool and the deployments."""
    from concordat.local.deploy import deploy as tell_prefect  # noqa: PLC0415

    tell_prefect()


@app.command(hidden=True)
def portal() -> None:
    """Serve the portal alone."""
    import uvicorn  # noqa: PLC0415

    from concordat.bootstrap import (  # noqa: PLC0415
        build_listeners,
        build_office,
        build_post,
        build_staff_door,
    )
    from concordat.evidence.inspector import ConfinedInspector  # noqa: PLC0415
    from concordat.home import hold  # noqa: PLC0415
    from concordat.logs import start_logs  # noqa: PLC0415
    from concordat.notices.invitations import invitations  # noqa: PLC0415
    from concordat.notices.programme_feed import programme_feed  # noqa: PLC0415
    from concordat.portal.access_log import keep_secrets_out  # noqa: PLC0415
    from concordat.portal.app import create_app  # noqa: PLC0415
    from concordat.portal.pace import limits  # noqa: PLC0415
    from concordat.readiness import readiness  # noqa: PLC0415
    from concordat.settings import read_settings  # noqa: PLC0415
    from concordat.watch_server import serve_watch  # noqa: PLC0415

    settings = read_settings()
    start_logs("portal")
    keep_secrets_out()
    hold(settings.home)
    missing = readiness(settings)
    serve_watch(settings.watch_host, settings.portal_watch_port, missing)
    uvicorn.run(
        create_app(
            build_office(settings),
            settings.templates,
            invitations,
            ConfinedInspector(),
            programme_feed,
            missing,
            post=build_post(settings),
            limits=limits(settings.forms_a_minute),
            staff_door=build_staff_door(settings),
            listeners=build_listeners(settings),
        ),
        host=settings.host,
        port=settings.portal_port,
        log_config=None,
        log_level="info" if settings.access_log else "warning",
        server_header=False,
        access_log=settings.access_log,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
    )


def _office() -> Office:
    from concordat.bootstrap import build_office  # noqa: PLC0415
    from concordat.home import known_home  # noqa: PLC0415
    from concordat.settings import read_settings  # noqa: PLC0415

    return build_office(known_home(read_settings()))


add_bounce(app, _office)
app.add_typer(person_app(_office), name="person")
add_redline(app, _office)
add_forecast(app, _office)
add_backup_commands(app)
add_staff_commands(app, _office)
app.add_typer(key_app, name="keys")
app.add_typer(docusign_app, name="docusign")


def main() -> None:
    """Run the command line: 0 done, 1 failed or found wrong, 2 what was given cannot be used."""
    # Being told to end is like Ctrl-C, also where a shell had it ignored: whatever was started is
    # stopped first.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with _errors_as_lines():
        app()


@contextmanager
def _errors_as_lines() -> Iterator[None]:
    try:
        yield
    except BadConfig as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except (BadSetting, TemplateFault) as error:
        print(f"concordat: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except ConcordatError as error:
        print(f"concordat: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except KeyboardInterrupt:
        print("concordat: stopped.", file=sys.stderr)  # noqa: T201
        sys.exit(1)
