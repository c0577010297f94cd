"""Reads a programme's config folder: `agreement.yaml`, `places/*.yaml` and `calendar/*.yaml`.

Every file is read and every rule checked before anything is said, so that one run shows all faults.
"""

from datetime import date
from pathlib import Path

from concordat.domain.errors import BadConfig, Fault
from concordat.domain.programme import Programme
from concordat.programme.checks import RULES
from concordat.programme.config import Config
from concordat.programme.logo import read_logo
from concordat.programme.mapping import to_programme
from concordat.programme.models import AgreementFile, CalendarFile, PlaceFile
from concordat.programme.section import S, read_section
from concordat.programme.yaml_source import At, read_yaml


def load_programme(config_dir: Path, today: date) -> Programme:
    """Return the programme the folder describes.

    Raises BadConfig with every fault, warnings included, in file order, when there is an error.
    """
    programme, faults = check_programme(config_dir, today)
    if programme is None:
        raise BadConfig(faults)
    return programme


def check_programme(config_dir: Path, today: date) -> tuple[Programme | None, tuple[Fault, ...]]:
    """Return the programme, None when its config has an error, and every fault in file order.

    The faults' files begin with `config_dir` as it was given.
    """
    config, found = _read_config(config_dir, today)
    faults = {*found, *(fault for rule in RULES for fault in rule(config))}
    ordered = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.message)))
    if any(not fault.warning for fault in ordered):
        return None, ordered
    return to_programme(config), ordered


def _read_config(config_dir: Path, today: date) -> tuple[Config, list[Fault]]:
    """Read every file of the folder as far as it can be read."""
    first = config_dir / "agreement.yaml"
    agreement, faults = _read(AgreementFile, first)
    places: dict[str, PlaceFile | None] = {}
    calendars: list[CalendarFile] = []
    for path in _files(config_dir / "places", faults):
        places[path.stem], found = _read(PlaceFile, path)
        faults += found
    for path in _files(config_dir / "calendar", faults):
        calendar, found = _read(CalendarFile, path)
        calendars += [calendar] if calendar else []
        faults += found
    logo, found = read_logo(config_dir, agreement)
    config = Config(today, At(str(first), 1), agreement, places, tuple(calendars), logo)
    return config, [*faults, *found]


def _files(folder: Path, faults: list[Fault]) -> list[Path]:
    """Return the folder's YAML files by name; a file of another ending that means YAML is a fault."""
    for path in sorted(folder.glob("*.yml")):
        at = At(str(path), 1)
        faults.append(at.fault(f"a file ending in .yml is not read; write {path.stem}.yaml"))
    return sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("."))


def _read(model: type[S], path: Path) -> tuple[S | None, list[Fault]]:
    raw, faults = read_yaml(path, str(path))
    if raw is None:
        return None, faults
    section, more = read_section(model, raw)
    return section, [*faults, *more]
