"""Reads and writes a file that a person names by its path, such as a scan."""

from pathlib import Path

from concordat.domain.errors import BadSetting


def read_given(path: Path, at_most: int) -> bytes:
    """Return the file's bytes, or one more than so many if it has more; BadSetting if it cannot be read.

    Whoever asked for it refuses what is too large: the whole of it is never read.
    """
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "there is no such file")
        with path.open("rb") as file:
            return file.read(at_most + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is no path"
        raise BadSetting(
            f"The file {path} cannot be read: {why}.",
            remedy="Put it where the worker's machine finds and may read it, and name its whole path.",
            attempted="read a file",
        ) from error


def write_given(path: Path, data: bytes) -> None:
    """Write the file, over what was there; BadSetting if it cannot be written."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise BadSetting(
            f"The file {path} cannot be written: {error.strerror}.",
            remedy="Name another one.",
            attempted="write a file",
        ) from error
