"""Run the benchmarks, print a table, write `out/bench.json`: `python -m tests.bench [--only NAME]`."""

import argparse
import json
import os
import platform
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench import (
    letter,
    portal,
    ratify_places,
    record,
    records,
    register,
    rehearsal,
    seal,
    start,
    trail,
)
from tests.bench.figures import Figure

BENCHMARKS = {
    "letter": letter.measure,
    "portal": portal.measure,
    "rehearsal": rehearsal.measure,
    "ratify-places": ratify_places.measure,
    "record": record.measure,
    "records": records.measure,
    "register": register.measure,
    "seal": seal.measure,
    "start": start.measure,
    "trail": trail.measure,
}
OUT = Path("out/bench.json")


def main() -> None:
    """Measure what is asked for; everything unless one benchmark is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=BENCHMARKS, help="run this benchmark alone")
    only = parser.parse_args().only
    # Ending by an exception stops the processes that a benchmark has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("The benchmarks were told to stop."))
    console = Console(highlight=False)
    found: dict[str, tuple[Figure, ...]] = {}
    for name in [only] if only else BENCHMARKS:
        console.print(f"Measuring {name} …")
        found[name] = BENCHMARKS[name]()
    machine = describe_machine()
    console.print(table_of(found, machine))
    write(found, machine)
    console.print(f"Written to {OUT}. The machine is shared with others: read the ratios.")


def describe_machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "cpu": _cpu_model(),
        "load_1_min": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )


def table_of(found: dict[str, tuple[Figure, ...]], machine: dict[str, Any]) -> Table:
    """Return the figures as a table, one section for each benchmark."""
    title = f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}"
    table = Table("benchmark", "what", "median", "spread", title=title)
    table.columns[2].justify = "right"
    for name, figures in found.items():
        for number, figure in enumerate(figures):
            table.add_row("" if number else name, *figure.row())
        table.add_section()
    return table


def write(found: dict[str, tuple[Figure, ...]], machine: dict[str, Any]) -> None:
    """Write the figures and the machine; a run of one benchmark leaves the others' figures out."""
    OUT.parent.mkdir(parents=True, exist_ok=True)
    figures = {name: {f.what: f.as_json() for f in those} for name, those in found.items()}
    content = {"machine": machine, "benchmarks": figures}
    OUT.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
