"""Runs other programs, whose word does not depend on ours."""

import subprocess
from pathlib import Path


def run(*command: str | Path, given: bytes | None = None, cwd: Path | None = None) -> str:
    """Return what the program printed; an error if it fails."""
    # The commands are written in the tests; poppler's tools are found on the path.
    done = subprocess.run(command, input=given, cwd=cwd, capture_output=True, check=True)
    return done.stdout.decode()
