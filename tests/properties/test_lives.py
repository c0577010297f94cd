"""Random lives of an agreement, on both databases, in which everything that must hold does.

A failure prints the shortest life found that shows it, and a `@reproduce_failure(...)` line to be
put above `Life` in `lives.py`. The suite plays the same lives every time; `make lives` plays others,
for as many minutes on each database as `LIVES_MINUTES` says, and tells what happened in them.
"""

import os
import time
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from concordat.domain.rules import BelowThreshold
from tests.databases import SQLITE, Databases
from tests.fakes import (
    Snapshot,
    an_office,
    an_office_from,
    everywhere_ratified,
    publicly_signed,
    snapshot_of,
)
from tests.properties.acts import a_full_programme
from tests.properties.lives import Life

MINUTES = float(os.environ.get("LIVES_MINUTES", "0"))

SUITE = settings(
    max_examples=16,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
LIVES_ON_POSTGRESQL = 10
"""Fewer than on SQLite: each of its registers and statements takes longer, and the rules are the same."""

LONG = settings(SUITE, derandomize=False, max_examples=50, stateful_step_count=50)


@pytest.fixture
def starts(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> list[Snapshot]:
    """Return the offices from which a life can start: planned, signed in public, in effect."""

    def folder() -> Path:
        return tmp_path_factory.mktemp("start")

    offices = []
    for below in BelowThreshold:
        office = an_office(folder(), a_full_programme(below), on=databases)
        offices.append(planned := snapshot_of(office, databases))
        signed = publicly_signed(an_office_from(planned, folder()))
        offices.append(snapshot_of(signed, databases))
        in_effect = everywhere_ratified(an_office_from(offices[-1], folder()))
        offices.append(snapshot_of(in_effect, databases))
    return offices


def lives_from(starts: list[Snapshot], folder: Path) -> type[Life]:
    """Return the lives that start from one of the offices, each in a folder of its own."""
    numbers = count(1)

    def new_folder() -> Path:
        made = folder / str(next(numbers))
        made.mkdir()
        return made

    on = starts[0].on
    empty = snapshot_of(an_office(new_folder(), launched=False, on=on), on)
    kept = {
        "starts": starts,
        "empty": empty,
        "new_folder": staticmethod(new_folder),
        "tally": Counter(),
    }
    return type("LifeHere", (Life,), kept)


def test_whatever_happens_the_register_holds(
    starts: list[Snapshot], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lives = lives_from(starts, tmp_path)
    if not MINUTES:
        lives_here = SUITE.max_examples if starts[0].on is SQLITE else LIVES_ON_POSTGRESQL
        run_state_machine_as_test(lives, settings=settings(SUITE, max_examples=lives_here))
        return
    until = time.monotonic() + 60 * MINUTES
    while time.monotonic() < until:
        run_state_machine_as_test(lives, settings=LONG)
    with capsys.disabled():
        for what, times in sorted(lives.tally.items()):
            print(f"{times:7,} {what}")  # noqa: T201  # Who plays lives by hand wants to see them.
