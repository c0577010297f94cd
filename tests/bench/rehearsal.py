"""How long the rehearsal of `config/` takes, stage by stage: the main job on embedded defaults."""

import json
import os
import sys
import tempfile
from pathlib import Path

from concordat.local.processes import Processes
from concordat.local.service import project_folder
from tests.bench.figures import Figure


def measure() -> tuple[Figure, ...]:
    """Rehearse once, as a person would, and return the wall time of each stage and of the whole."""
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
        out = Path(scratch) / "rehearsal"
        command = ("-m", "concordat", "rehearse", "--config", "config", "--out", str(out))
        # Whatever ends the benchmark early also ends what the rehearsal has started.
        with Processes(project_folder(), os.environ, Path(scratch) / "logs") as processes:
            processes.start("rehearsal", sys.executable, *command)
            processes.wait("rehearsal")
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    places = len(summary["places"])
    return tuple(
        Figure(f"{stage}, {places} places", "s", (took,))
        for stage, took in summary["timings_s"].items()
    )
