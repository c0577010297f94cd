"""What a person sees while a rehearsal runs, and how long each stage took."""

import sys
import time
from dataclasses import dataclass, field

from rich.console import Console


@dataclass(slots=True)
class Progress:
    """Says each stage as it begins and ends, on stderr. `timings_s` is by stage, in order."""

    console: Console = field(default_factory=lambda: Console(file=sys.stderr, highlight=False))
    timings_s: dict[str, float] = field(default_factory=dict)
    _stage: str = ""
    _since: float = 0.0

    def stage(self, name: str, words: str) -> None:
        """Begin a stage; the one before it has ended."""
        self.end()
        self._stage, self._since = name, time.monotonic()
        self.console.print(f"[bold]{words}[/bold]")

    def say(self, day: str, words: str) -> None:
        """Tell what happened, and on which day of the rehearsal's calendar."""
        self.console.print(f"  {day}  {words}")

    def end(self) -> None:
        """End the current stage."""
        if self._stage:
            took = time.monotonic() - self._since
            self.timings_s[self._stage] = round(self.timings_s.get(self._stage, 0.0) + took, 2)
            self._stage = ""
