"""What deploy/ names is there: commands, settings of ours and of Prefect's, files of the project."""

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.settings import get_current_settings
from prefect_redis.messaging import RedisMessagingConsumerSettings

from concordat.cli import app
from concordat.domain.errors import BadSetting, Undeliverable
from concordat.local.deploy import deploy
from concordat.local.processes import free_port
from concordat.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
EXAMPLES = sorted(DEPLOY.glob("*.env.example"))
COMMANDS = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]  # Every command has its function.


def compose() -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
    return made


def known(name: str) -> bool:
    if name.startswith("CONCORDAT_"):
        return name.removeprefix("CONCORDAT_").lower() in Settings.model_fields
    if name.startswith("PREFECT_REDIS_MESSAGING_"):
        field = name.removeprefix("PREFECT_REDIS_MESSAGING_").lower()
        return field in {"host", "port"} or field in RedisMessagingConsumerSettings.model_fields
    if name.startswith("PREFECT_"):
        return name in PREFECT
    return name in {"PYTHONPATH", "DO_NOT_TRACK"}


def names_of(fields: dict[str, Any], path: str = "PREFECT") -> set[str]:
    """Return the environment's name of every setting of Prefect, its aliases included."""
    found: set[str] = set()
    for name, field in fields.items():
        inner = getattr(field.annotation, "model_fields", None)
        if inner is not None:
            found |= names_of(inner, f"{path}_{name.upper()}")
        found.add(f"{path}_{name.upper()}")
        choices = getattr(field.validation_alias, "choices", ())
        found |= {str(choice).upper() for choice in choices}
    return found


PREFECT = names_of(type(get_current_settings()).model_fields)


def unit(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # systemd's keys have capitals.
    parser.read(path)
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_what_there_is(path: Path) -> None:
    program, *arguments = unit(path)["Service"]["ExecStart"].split()
    name = Path(program).name
    assert name in {"concordat", "prefect", "python"}
    if name == "concordat":
        assert arguments[0] in COMMANDS
    if name == "python":
        assert (ROOT / arguments[1] / "__main__.py").exists()


def test_every_unit_is_confined_and_started_after_units_that_there_are() -> None:
    there = {path.name for path in UNITS} | {"network-online.target"}
    for path in UNITS:
        parser = unit(path)
        assert set(parser["Unit"]["After"].split()) <= there
        assert parser["Service"]["ProtectSystem"] == "strict"
        assert parser["Service"]["User"] == "concordat"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_sets_only_what_there_is(path: Path) -> None:
    names = re.findall(r"^([A-Z_]+)=", path.read_text(), flags=re.MULTILINE)
    assert names
    assert [name for name in names if not known(name)] == []


def test_compose_sets_and_starts_only_what_there_is() -> None:
    services = compose()["services"]
    ours = {n: s for n, s in services.items() if s.get("image") == "concordat"}
    assert len(ours) == 8
    for service in ours.values():
        assert [name for name in service["environment"] if not known(name)] == []
        program, *arguments = service["command"].split()
        assert program in {"concordat", "prefect", "python"}
        assert program != "concordat" or arguments[0] in COMMANDS
    assert {n for n, s in ours.items() if s.get("deploy")} == {
        "prefect",
        "worker",
        "tasks",
        "portal",
    }


def test_compose_waits_only_for_what_there_is() -> None:
    services = compose()["services"]
    waited = {needed for s in services.values() for needed in s.get("depends_on", ())}
    assert waited <= set(services)


def test_no_password_is_written_down() -> None:
    for path in (p for p in DEPLOY.rglob("*") if p.is_file()):
        for user, written in re.findall(r"//(\w+):([^@\s]+)@", path.read_text()):
            assert written == "PASSWORD" or written.startswith("${"), (path, user)


def test_deploying_without_an_address_says_which_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(BadSetting, match="PREFECT_API_URL"):
        deploy()


def test_deploying_to_a_server_that_is_down_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{free_port()}/api")
    with pytest.raises(Undeliverable, match="does not answer as it should"):
        deploy()
