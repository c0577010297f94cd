"""Rehearse a programme: its own service in a temporary home, the play, and what it leaves behind."""

import shutil
import tempfile
import time as machine
from datetime import date, time
from pathlib import Path
from typing import Any

from concordat.bootstrap import build_office, configured_programme, prepare
from concordat.clocks import FileClock
from concordat.domain.calendar import at_local
from concordat.domain.errors import BadSetting
from concordat.domain.programme import Programme
from concordat.local.processes import Processes, free_port
from concordat.local.service import project_folder, service_environment, start_service
from concordat.rehearsal.director import Director
from concordat.rehearsal.elsewhere import (
    SignatoriesElsewhere,
    docusign_settings,
    start_stand_in,
)
from concordat.rehearsal.people import People
from concordat.rehearsal.play import (
    play_board,
    play_effect,
    play_places,
    play_public_signing,
    play_review,
    play_review_window,
)
from concordat.rehearsal.progress import Progress
from concordat.rehearsal.stage import Stage
from concordat.rehearsal.story import write_story
from concordat.services.launch import version_id_of
from concordat.settings import Settings

BEGINS = time(8)


def rehearse(
    config: Path, out: Path, start: date | None, *, through_docusign: bool = False
) -> dict[str, Any]:
    """Play the whole timeline of a programme and return the summary that is left in `out`.

    `start` is the first day on the rehearsal's calendar: the day the review window opens unless it
    is given. `through_docusign` has every signing that it can carry carried by its stand-in. Raises BadConfig or BadSetting before anything is started.
    """
    began = machine.monotonic()
    progress = Progress()
    with tempfile.TemporaryDirectory(prefix="concordat-rehearsal-") as scratch:
        home = Path(scratch)
        settings = _settings(config.resolve(), home, through_docusign=through_docusign)
        programme = _prepare(settings, home, out, start)
        progress.stage("start", "The service starts: Prefect, worker, task server, portal")
        environment = service_environment(settings, quick=True)
        with (
            Processes(project_folder(), environment, out / "logs") as processes,
            Director(environment["PREFECT_API_URL"]) as director,
            People(settings.mailbox, settings.portal_url) as people,
        ):
            if through_docusign:
                start_stand_in(processes, settings)
            addresses = start_service(processes, settings)
            stage = Stage(
                office=build_office(settings),
                clock=FileClock(home / "clock"),
                processes=processes,
                director=director,
                people=people,
                progress=progress,
                version_id=version_id_of(programme.agreement_id, 1),
                timezone=programme.timezone,
                elsewhere=(
                    SignatoriesElsewhere(settings.docusign_stand_in) if through_docusign else None
                ),
            )
            progress.say(stage.today.isoformat(), f"Prefect's UI is at {addresses.prefect}")
            _play(stage)
            progress.end()
            progress.timings_s["total"] = round(machine.monotonic() - began, 2)
            shutil.copytree(home / "mailbox", out / "letters", dirs_exist_ok=True)
            shutil.rmtree(out / "logs")
            return write_story(
                stage.office, stage.version_id, out, settings.templates, progress.timings_s
            )


def _play(stage: Stage) -> None:
    progress = stage.progress
    progress.stage("review window", "The review window")
    run = play_review_window(stage)
    progress.stage("board", "The board")
    play_board(stage, run)
    progress.stage("public signing", "The public signing")
    play_public_signing(stage, run)
    progress.stage("ratification", "Ratification at every place")
    play_places(stage, run)
    progress.stage("effect", "The agreement takes effect")
    play_effect(stage)
    progress.stage("review", "The review, twelve months on")
    play_review(stage)


def _settings(config: Path, home: Path, *, through_docusign: bool) -> Settings:
    portal, prefect = free_port(), free_port()
    ours: dict[str, Any] = {
        "home": home,
        "database_url": "",
        "config": config,
        "templates": project_folder() / "templates",
        "portal_url": f"http://127.0.0.1:{portal}",
        "portal_port": portal,
        "prefect_port": prefect,
        "signing": "inhouse",
        "signing_key": None,
        "smtp_url": "",
        "rehearsal_clock": home / "clock",
    }
    return Settings(**{**ours, **(docusign_settings(home) if through_docusign else {})})


def _prepare(settings: Settings, home: Path, out: Path, start: date | None) -> Programme:
    """Set the clock, read the config and make the register; refuse what cannot be used."""
    clock = FileClock(home / "clock")
    clock.set(at_local(start or date(2000, 1, 1), BEGINS, "Europe/London"))
    programme = configured_programme(settings)
    window = programme.timeline
    if start is not None and start > window.window_closes:
        raise BadSetting(
            f"The rehearsal cannot start on {start}: the review window closes on "
            f"{window.window_closes}.",
            remedy="Start on an earlier day.",
        )
    clock.set(at_local(start or window.window_opens, BEGINS, programme.timezone))
    clear_output(out)
    prepare(settings, programme)
    return programme


def clear_output(out: Path) -> None:
    """Make the output folder, without what an earlier rehearsal left; BadSetting if it is anybody else's."""
    ours = {
        "check.py",
        "programmes",
        "documents",
        "certificates",
        "letters",
        "logs",
        "summary.json",
        "trail.jsonl",
        "index.html",
        "README.txt",
        "SHA256SUMS",
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        foreign = sorted(p.name for p in out.iterdir() if p.name not in ours)
        if foreign:
            raise BadSetting(
                f"The folder {out} holds other things: {', '.join(foreign[:3])}.",
                remedy="Name an empty folder, or one of an earlier rehearsal, with --out.",
            )
        for path in out.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        (out / ".probe").touch()
        (out / ".probe").unlink()
    except OSError as error:
        raise BadSetting(
            f"The folder {out} cannot be written: {error.strerror}.",
            remedy="Name another one with --out.",
        ) from error
