"""A postman without a mail server: each letter becomes a file in a folder."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from concordat.domain.errors import Undeliverable
from concordat.notices.letters import LetterWriter
from concordat.notices.message import compose, safe_name
from concordat.services.ports import Letter, Refusal


class EmlPostman:
    """Writes each letter to `<folder>/<id made safe>.eml`; the same letter again is the same file."""

    def __init__(self, folder: Path, templates: Path) -> None:
        self._folder = folder
        self._writer = LetterWriter(templates)

    def deliver(self, letter: Letter) -> tuple[Refusal, ...]:
        """Write the letter whole or not at all; Undeliverable if the folder cannot be written."""
        data = compose(self._writer, letter).as_bytes()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder / f"{safe_name(letter.id)}.eml", data, letter.written_at)
        except OSError as error:
            raise Undeliverable(
                f"The letter could not be written into {self._folder}: {error.strerror}.",
                remedy="Make room there, or let the service write there.",
                attempted="hand over a letter",
            ) from error
        return ()

    def forget(self, before: datetime) -> int:
        """Throw away the letters written before then, by their files' times; return how many."""
        old = [f for f in self._folder.glob("*.eml") if f.stat().st_mtime < before.timestamp()]
        for file in old:
            file.unlink(missing_ok=True)
        return len(old)


def _write(path: Path, data: bytes, at: datetime) -> None:
    # The time is the letter's: the service's clock, in a rehearsal, is not the machine's.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.utime(temporary, (at.timestamp(), at.timestamp()))
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
