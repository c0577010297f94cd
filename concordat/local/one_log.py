"""One log for every process of a service: readable lines, each with its time and its process."""

import json
import logging
import threading
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, Any

BYTES, OLD_FILES = 10 * 2**20, 5
LINES_KEPT = 15


class OneLog:
    """Takes what the processes write, line by line; `path` is the log's file, with older ones beside it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        self._handler = RotatingFileHandler(path, maxBytes=BYTES, backupCount=OLD_FILES)
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(name)-8s %(message)s"))
        self._last: dict[str, deque[str]] = {}

    def follow(self, name: str, output: IO[bytes]) -> None:
        """Write down whatever a process puts out, until it ends."""
        self._last[name] = deque(maxlen=LINES_KEPT)
        thread = threading.Thread(target=self._follow, args=(name, output), daemon=True)
        thread.start()

    def say(self, name: str, words: str) -> None:
        """Write down one line."""
        record = logging.LogRecord(name, logging.INFO, "", 0, words, None, None)
        self._handler.handle(record)

    def last_words(self, name: str) -> list[str]:
        """Return the last lines that a process wrote."""
        return list(self._last.get(name, ()))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()

    def _follow(self, name: str, output: IO[bytes]) -> None:
        with output:
            for line in output:
                words = readable(line.decode(errors="replace").rstrip())
                if words:
                    self._last[name].append(words)
                    self.say(name, words)


def readable(line: str) -> str:
    """Return a line as a person reads it: one of JSON as its words and ids, any other as it is."""
    try:
        said = json.loads(line)
    except ValueError:
        return line
    if not isinstance(said, dict) or "message" not in said:
        return line
    level = "" if said.get("level") == "info" else f"{said.get('level', '')}: "
    about = _about(said)
    cause = f"\n{said['exception']}" if "exception" in said else ""
    return f"{level}{said['message']}{about}{cause}"


def _about(said: dict[str, Any]) -> str:
    where = "/".join(str(said[key]) for key in ("version", "subject") if said.get(key))
    entry = f"entry {said['entry']}" if said.get("entry") else ""
    told = ", ".join(filter(None, (where, entry)))
    return f" ({told})" if told else ""
