"""The home folder: made, found, and known to be in use.

The rules:
1. Every process of the service that lasts holds the home as one of many; a restore holds it alone.
2. A hold ends with its process, however that ends.
3. A home into which a restore was begun and not finished is nobody's home.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from concordat.domain.errors import BadSetting, NotAllowed
from concordat.settings import Settings

IN_USE = "in-use.lock"
RESTORING = "restoring"
"""The folder in which a restore prepares what it then puts in its place."""


def prepare_home(settings: Settings) -> None:
    """Make the home folder; BadSetting if it cannot be written, or a restore into it was cut short."""
    if (settings.home / RESTORING).exists():
        raise cut_short(settings.home)
    folders = (settings.home, settings.mailbox, settings.documents, settings.keys)
    try:
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unusable(settings.home, error) from error
    if not os.access(settings.home, os.W_OK):
        raise BadSetting(
            f"The folder {settings.home} cannot be written.",
            remedy="Name one that can in CONCORDAT_HOME.",
        )


def known_home(settings: Settings) -> Settings:
    """Return the settings of a service that has run; BadSetting when there is none."""
    if not settings.database_url and not (settings.home / "register.sqlite").exists():
        raise BadSetting(
            f"There is no register in {settings.home}.",
            remedy="Start the service first, or name its folder in CONCORDAT_HOME.",
        )
    return settings


def cut_short(home: Path) -> BadSetting:
    """Return the error of a home into which a restore was begun and not finished."""
    return BadSetting(
        f"A restore into {home} was cut short, so what is there is not whole.",
        remedy="Empty that folder, and the register's database if it has one, and restore again.",
    )


def hold(home: Path, *, alone: bool = False) -> int:
    """Hold the home until the process ends, or the descriptor that is returned is closed.

    Raises NotAllowed when it is to be held alone and others hold it, or the other way round.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(home / IN_USE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unusable(home, error) from error
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise _in_use(home, alone=alone) from error
    return descriptor


@contextmanager
def held_alone(home: Path) -> Iterator[None]:
    """Hold the home alone; NotAllowed while the service runs on it."""
    descriptor = hold(home, alone=True)
    try:
        yield
    finally:
        os.close(descriptor)


def _in_use(home: Path, *, alone: bool) -> NotAllowed:
    if alone:
        return NotAllowed(
            f"The service runs on {home}.",
            remedy="Stop it, on every machine that shares this folder, and try again.",
            attempted="restore a backup",
        )
    return NotAllowed(
        f"A backup is being restored into {home}.",
        remedy="Start the service when that is done.",
        attempted="start the service",
    )


def _unusable(home: Path, error: OSError) -> BadSetting:
    return BadSetting(
        f"The folder {home} cannot be used: {error.strerror}.",
        remedy="Name one that can be written in CONCORDAT_HOME.",
    )
