"""Fetches GOV.UK Frontend at set-up and makes the components of the portal's stylesheet from it.

Run as `python -m concordat.portal.fetch_govuk`.

The rules:
1. npm fetches what `govuk/package-lock.json` names, each package by the hash that stands there, and
   runs no script of any package.
2. `govuk/components.scss` says which components are made; Sass leaves out what it does not name.
3. Nothing is fetched when what is there was made from the same files. Only the stylesheet is kept.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from concordat.domain.errors import BadSetting, ConcordatError
from concordat.portal.stylesheet import COMPONENTS

SOURCES = Path(__file__).parent / "govuk"
INSTALL = [
    "ci",
    "--ignore-scripts",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
]
COMPILE = [
    "node_modules/sass/sass.js",
    "--load-path=node_modules",
    "--style=compressed",
    "--no-charset",
    "--no-source-map",
    "--quiet-deps",
]


def fetch(sources: Path = SOURCES, made: Path = COMPONENTS) -> bool:
    """Make the components' stylesheet; False when it was there already. BadSetting when it cannot be."""
    mark = _mark(sources)
    if made.is_file() and made.read_bytes().endswith(mark):
        return False
    node, npm = _tool("node"), _tool("npm")
    with TemporaryDirectory() as folder:
        for file in sources.iterdir():
            shutil.copy(file, folder)
        _run([npm, *INSTALL], folder, "GOV.UK Frontend could not be fetched")
        _run([node, *COMPILE, "components.scss", "made.css"], folder, "Sass made no stylesheet")
        made.parent.mkdir(parents=True, exist_ok=True)
        # Written beside its place and moved there, so that nobody ever reads half of it.
        begun = made.with_suffix(".new")
        begun.write_bytes((Path(folder) / "made.css").read_bytes() + mark)
        begun.replace(made)
    return True


def _mark(sources: Path) -> bytes:
    """Return the last line of what is made from these files: it names them by their hash."""
    said = hashlib.sha256()
    for file in sorted(sources.iterdir()):
        said.update(file.read_bytes())
    return f"\n/* Made from {said.hexdigest()} */\n".encode()


def _path() -> str:
    """Return where tools are looked for: the machine's own first, then what set-up put here."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])


def _tool(name: str) -> str:
    found = shutil.which(name, path=_path())
    if found is None:
        raise BadSetting(
            f"There is no {name} on this machine.",
            remedy="Run `make setup`, which brings one, or install Node.js with npm.",
        )
    return found


def _run(command: list[str], folder: str, failed: str) -> None:
    environment = {**os.environ, "PATH": _path()}
    ended = subprocess.run(  # noqa: S603 - the tools and their words are ours.
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise BadSetting(
            f"{failed}: {(ended.stderr or ended.stdout).strip()[-600:]}",
            remedy="See that this machine reaches npm's registry (`npm ping`) and has a Node.js of "
            "version 20 or newer, then run `make setup` again.",
        )


if __name__ == "__main__":
    try:
        fetch()
    except ConcordatError as error:
        sys.exit(str(error))
