"""How long the rehearsal of `config/` takes, stage by stage: the main job on embedded defaults."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Figure


def measure() -> tuple[Figure, ...]:
    """Rehearse once, as a person would, and return the wall time of each stage and of the whole."""
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
        out = Path(scratch) / "rehearsal"
        command = ("-m", "concordat", "rehearse", "--config", "config", "--out", str(out))
        subprocess.run((sys.executable, *command), check=True)  # noqa: S603  # Our own command.
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    places = len(summary["places"])
    return tuple(
        Figure(f"{stage}, {places} places", "s", (took,))
        for stage, took in summary["timings_s"].items()
    )
