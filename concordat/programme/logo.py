"""Reads the programme's logo: the picture that `agreement.yaml` names, from the config's folder.

The rules:
1. The file lies in the config's folder, and its name ends in .svg, .png, .jpg or .jpeg.
2. It is at most 50 kB large, and holds the picture that its name promises (see `pictures`).
3. It has alternative text (see the model).
Whatever is wrong stands on the line that names the file.
"""

from base64 import b64encode
from pathlib import Path

from concordat.domain.errors import Fault
from concordat.domain.logo import Logo
from concordat.programme.models import AgreementFile
from concordat.programme.pictures import MEDIA_TYPES, picture_fault

AT_MOST_KB = 50
"""A first visit to a page loads less than 100 kB, and the logo is part of it."""


def read_logo(folder: Path, agreement: AgreementFile | None) -> tuple[Logo | None, list[Fault]]:
    """Return the logo that the config in the folder names, None without one, and its faults."""
    model = agreement.system.logo if agreement and agreement.system else None
    if model is None or model.file is None:
        return None, []
    data, wrong = _read(folder, model.file)
    wrong = wrong or picture_fault(data, _media_type(model.file))
    faults = [model.at("file").fault(f"the logo {model.file!r} {wrong}")] if wrong else []
    if model.alt is not None and not model.alt.strip():
        faults.append(model.at("alt").fault("'alt' is blank; write what the logo shows"))
    if faults or model.alt is None:
        return None, faults
    return Logo(_media_type(model.file), b64encode(data).decode(), model.alt.strip()), []


def _read(folder: Path, file: str) -> tuple[bytes, str | None]:
    """Return the file's bytes, and what is wrong if they cannot be used."""
    name = Path(file)
    if name.is_absolute() or ".." in name.parts:
        return b"", f"is outside the config; put it into {folder.name}/ and write its name"
    if name.suffix.lower() not in MEDIA_TYPES:
        return b"", f"is no picture we print; name a file ending in {', '.join(MEDIA_TYPES)}"
    try:
        with (folder / name).open("rb") as opened:
            data = opened.read(AT_MOST_KB * 1000 + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return b"", f"cannot be read ({reason}); put it there, or leave out 'logo'"
    if len(data) > AT_MOST_KB * 1000:
        return (
            b"",
            f"is larger than {AT_MOST_KB} kB; save it smaller: it is shown no more than 18 mm high",
        )
    return data, None


def _media_type(file: str) -> str:
    return MEDIA_TYPES[Path(file).suffix.lower()]
