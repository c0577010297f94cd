"""Writes what is secret: for the service's own account alone, whole or not at all."""

import os
import tempfile
from pathlib import Path

from concordat.domain.errors import BadSetting


def write_secret(path: Path, secret: bytes) -> None:
    """Write a file that is not there yet; the first writer wins."""
    temporary = _written(path, secret)
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return
    finally:
        temporary.unlink()


def replace_secret(path: Path, secret: bytes) -> None:
    """Write a file in the place of the one that is there."""
    _written(path, secret).replace(path)


def unusable(path: Path) -> BadSetting:
    """Return the error of a file that has been changed."""
    return BadSetting(
        f"{path} does not hold what the service wrote there.",
        remedy="Restore it from a backup; without it, earlier signatures cannot be added to.",
        attempted="load the service's key",
    )


def _written(path: Path, secret: bytes) -> Path:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return Path(temporary)
