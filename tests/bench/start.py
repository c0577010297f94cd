"""How the portal starts, beside the bare one: from the command to the first answer that it takes."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from concordat.bootstrap import configured_programme, prepare
from concordat.local.processes import free_port
from concordat.local.service import LOOPBACK, service_environment
from tests.bench.both_portals import settings_of
from tests.bench.figures import Figure, ratio

ROUNDS = 5


def measure() -> tuple[Figure, ...]:
    """Start both in turn; the first start of each, which makes what is kept, is not counted."""
    found: dict[str, list[tuple[float, float, float]]] = {"portal": [], "bare": []}
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
        ready = settings_of(Path(scratch), _url("portal", Path(scratch)))
        ready = ready.model_copy(update={"rehearsal_clock": None})
        prepare(ready, configured_programme(ready))
        for _ in range(ROUNDS + 1):
            for name, starts in found.items():
                starts.append(_started(name, Path(scratch)))
    ours, bare = ([*zip(*found[name][1:], strict=True)] for name in found)
    what = ("wall time", "CPU time", "memory")
    units = ("s", "s", "MB")
    return tuple(
        figure
        for n, (of, unit) in enumerate(zip(what, units, strict=True))
        for figure in (
            Figure(f"the portal's start, {of}", unit, ours[n]),
            Figure(f"the bare portal's start, {of}", unit, bare[n]),
            ratio(f"{of}: ours / bare", ours[n], bare[n]),
        )
    )


def _started(name: str, folder: Path) -> tuple[float, float, float]:
    """Start one of the two; return the seconds and the CPU seconds until it listens, and its memory in MB."""
    port, url = free_port(), _url(name, folder)
    settings = settings_of(folder, url, port)
    ours = ("-m", "concordat", "portal")
    bare = ("-m", "tests.bench.bare_portal", str(port), url)
    environment = service_environment(settings.model_copy(update={"rehearsal_clock": None}))
    command = [sys.executable, *(ours if name == "portal" else bare)]
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            while not _listens(port):
                if process.poll() is not None:
                    raise RuntimeError(f"The process '{name}' ended before it listened.")
                time.sleep(0.005)
            took = time.perf_counter() - began
            told = Path(f"/proc/{process.pid}")
            stat = (told / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            memory = re.search(r"VmRSS:\s+(\d+)", (told / "status").read_text(encoding="utf-8"))
        finally:
            process.terminate()
    cpu_s = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return took, cpu_s, int(memory[1]) / 1024 if memory else 0.0


def _url(name: str, folder: Path) -> str:
    return f"sqlite:///{folder / name}.db"


def _listens(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
