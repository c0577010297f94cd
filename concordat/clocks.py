"""The clocks: the machine's own, and the rehearsal's, which every process reads from one file."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return datetime.now(UTC)


class FileClock:
    """A clock that stands still until it is set: the rehearsal's, shared by all its processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """Return the time the clock was last set to, aware, in UTC."""
        return datetime.fromisoformat(self._path.read_text(encoding="ascii"))

    def set(self, now: datetime) -> None:
        """Set the clock, for every process at once."""
        handle, name = tempfile.mkstemp(dir=self._path.parent)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(now.astimezone(UTC).isoformat())
        Path(name).replace(self._path)
