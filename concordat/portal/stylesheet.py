"""The portal's stylesheet: GOV.UK Frontend's components and our own rules, in one file.

The rules:
1. Its name holds the hash of what is in it, so a browser fetches it once and never asks again.
2. It is compressed once, when the portal starts.
"""

import gzip
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

from concordat.domain.errors import BadSetting

COMPONENTS = Path(sys.prefix) / "share" / "concordat" / "govuk.css"
"""Where set-up puts the components' part: beside the packages of this Python."""


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """One stylesheet under the name by which pages ask for it."""

    name: str
    css: bytes
    compressed: bytes

    @classmethod
    def of(cls, css: bytes) -> "Stylesheet":
        """Return the stylesheet that holds these rules."""
        name = f"portal-{hashlib.sha256(css).hexdigest()[:16]}.css"
        return cls(name, css, gzip.compress(css, mtime=0))


def read_stylesheet(folder: Path, components: Path = COMPONENTS) -> Stylesheet:
    """Return the stylesheet of the pages in the folder; BadSetting when its components are missing."""
    try:
        theirs = components.read_bytes()
    except OSError as error:
        raise BadSetting(
            f"The components of the portal's pages are not at {components}.",
            remedy="Fetch them with `make setup`, or with `python -m concordat.portal.fetch_govuk`.",
        ) from error
    return Stylesheet.of(theirs + (folder / "portal.css").read_bytes())
