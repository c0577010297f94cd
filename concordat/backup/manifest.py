"""What a backup says of itself: when it was made, of what, and the hash of every file in it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FORMAT = 1

MANIFEST = "manifest.json"
MANIFEST_SUM = "manifest.json.sha256"
REGISTER = "register"
DOCUMENTS = "documents"
KEYS = "keys"
CONFIG = "config"
TEMPLATES = "templates"
FOLDERS = (DOCUMENTS, KEYS, CONFIG, TEMPLATES)
"""The folders that are kept as they are. The register is kept as lines, one file a table."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup. `size` is in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest. `trail_head` is the last entry's SHA-256, empty when nothing has happened."""

    made_at: datetime
    schema: str
    trail_entries: int
    trail_head: str
    files: Mapping[str, Kept]

    def as_json(self) -> bytes:
        """Return the manifest as it stands in the backup."""
        said = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "schema": self.schema,
            "trail": {"entries": self.trail_entries, "head_sha256": self.trail_head},
            "files": {name: asdict(kept) for name, kept in sorted(self.files.items())},
        }
        return json.dumps(said, indent=1, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> "Manifest":
        """Return the manifest that was written; ValueError, KeyError or TypeError if it is none."""
        said: dict[str, Any] = json.loads(data)
        if said["format"] != FORMAT:
            raise ValueError(f"format {said['format']}")
        return cls(
            made_at=datetime.fromisoformat(said["made_at"]),
            schema=said["schema"],
            trail_entries=said["trail"]["entries"],
            trail_head=said["trail"]["head_sha256"],
            files={name: Kept(**kept) for name, kept in said["files"].items()},
        )
