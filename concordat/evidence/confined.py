"""Run one module as a program under limits that it cannot lift: python -m concordat.evidence.confined MODULE.

The rules:
1. It ends after so many seconds, of the processor and on the clock, even if nobody waits for it.
2. Its memory has an end, it writes no file, opens few, and leaves no image of its memory behind.
"""

import resource
import runpy
import signal
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a program may use: seconds of the processor, seconds on the clock, bytes of memory."""

    cpu_s: int = 10
    wall_s: int = 15
    memory: int = 512 * 1024 * 1024

    def as_arguments(self) -> tuple[str, ...]:
        """Return the limits as `confine` reads them from a command line."""
        return (str(self.cpu_s), str(self.wall_s), str(self.memory))


_FILES = 64


def confine(limits: Limits) -> None:
    """Put this process under the limits, for good."""
    for what, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_AS, limits.memory),
    ):
        resource.setrlimit(what, (limit, limit))
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s)


if __name__ == "__main__":
    module, *numbers = sys.argv[1:5]
    confine(Limits(*map(int, numbers)))
    sys.argv = [module, *sys.argv[5:]]
    # Python would write what it compiles beside the source, and no file may be written.
    sys.dont_write_bytecode = True
    runpy.run_module(module, run_name="__main__")
