"""Reads the letters that were written into the mailbox folder, for whoever looks into it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from concordat.domain.errors import NotFound
from concordat.services.ports import KeptLetter

SUFFIX = ".eml"
NAMELESS = "attachment"


class FolderMailbox:
    """The letters of one folder, as `EmlPostman` writes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def letters(self) -> tuple[KeptLetter, ...]:
        """Return every letter, the newest first."""
        files = sorted(self._folder.glob(f"*{SUFFIX}"))
        found = [_kept(file.stem, _read(file)) for file in files]
        return tuple(sorted(found, key=lambda letter: letter.written_at, reverse=True))

    def letter(self, name: str) -> KeptLetter:
        """Return one letter; NotFound if there is none of that name."""
        return _kept(name, self._message(name))

    def file(self, name: str, number: int) -> tuple[str, bytes]:
        """Return the name and the bytes of a letter's attachment, counted from 0; NotFound if none."""
        found = list(self._message(name).iter_attachments())
        if not 0 <= number < len(found):
            raise NotFound(f"The letter has {len(found)} files.", attempted="open a letter's file")
        content = found[number].get_payload(decode=True)
        return _name(found[number]), content if isinstance(content, bytes) else b""

    def _message(self, name: str) -> EmailMessage:
        # Only what lies in the folder itself is a letter, whatever the name looks like.
        known = {file.stem: file for file in self._folder.glob(f"*{SUFFIX}")}
        if name not in known:
            raise NotFound("There is no such letter here.", attempted="open a letter")
        return _read(known[name])


def _read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=default)


def _kept(name: str, message: EmailMessage) -> KeptLetter:
    date = message["Date"]
    return KeptLetter(
        name=name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        written_at=date.datetime if date is not None else datetime.min.replace(tzinfo=UTC),
        text=_words(message, "plain"),
        html=_words(message, "html"),
        files=tuple(_names(message)),
    )


def _words(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())


def _names(message: EmailMessage) -> Iterator[str]:
    return (_name(part) for part in message.iter_attachments())


def _name(part: EmailMessage) -> str:
    return part.get_filename() or NAMELESS
