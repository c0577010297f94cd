"""The logs: one JSON object a line, with the ids of what it is about.

The rules:
1. A line says when (UTC), which process, how serious, what; and where they are known the
   agreement's version, the subject within it (a place, most often) and the acts done.
2. What is written is ours: no e-mail address, no name and no secret is ever handed to a logger. The
   portal's lines about what it refused say from which network address it came.
"""

import json
import logging
import sys
from datetime import UTC, datetime

IDS = ("version", "subject", "entry", "acts")
"""What a line may carry beside its words; `entry` is the number of an entry of the trail."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": record.getMessage(),
        }
        said |= {name: value for name in IDS if (value := getattr(record, name, None))}
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def start_logs(process: str) -> None:
    """Write this process's logs as lines of JSON to its standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(process))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("concordat").setLevel(logging.INFO)
