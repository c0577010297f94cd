"""How staff come in, by the settings: what can be used, and what is loaded for it."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from concordat.bootstrap import build_staff_door
from concordat.domain.errors import BadSetting
from concordat.local.service import project_folder
from concordat.settings import Settings
from tests.fakes import an_office, clock_of, engine_of
from tests.integration.test_command_line import concordat, one_line

ROOT = project_folder()


def test_the_operator_has_a_link_printed(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    database = str(engine_of(office).url)
    done = concordat(
        "admin-link",
        CONCORDAT_HOME=str(tmp_path / "home"),
        CONCORDAT_DATABASE_URL=database,
        CONCORDAT_PORTAL_URL="https://portal.example.org",
    )
    assert done.returncode == 0, done.stderr
    address = done.stdout.strip()
    assert address.startswith("https://portal.example.org/staff/enter/")
    assert clock_of(office).now() is not None


def test_without_a_service_there_is_no_link(tmp_path: Path) -> None:
    said = one_line(concordat("admin-link", CONCORDAT_HOME=str(tmp_path)))
    assert "There is no register" in said


def test_with_a_provider_there_is_no_link(tmp_path: Path) -> None:
    done = concordat(
        "admin-link",
        CONCORDAT_HOME=str(tmp_path),
        CONCORDAT_OIDC_ISSUER="https://login.example.org",
    )
    assert "CONCORDAT_OIDC_ISSUER is set" in one_line(done)


@pytest.mark.parametrize(
    "missing",
    [{"oidc_client_id": "", "staff_allowed": "a"}, {"oidc_client_id": "b", "staff_allowed": " , "}],
)
def test_a_provider_by_which_nobody_could_come_in_is_refused(missing: dict[str, str]) -> None:
    settings = Settings(oidc_issuer="https://login.example.org", **missing)  # type: ignore[arg-type]
    with pytest.raises(BadSetting, match="nobody could sign in"):
        build_staff_door(settings)


def test_by_default_the_operators_link_is_the_only_way_in() -> None:
    door = build_staff_door(Settings(prefect_port=4321))
    assert (door.prefect_url, door.provider) == ("http://127.0.0.1:4321", None)


def test_a_secret_of_the_settings_is_not_shown() -> None:
    settings = Settings(oidc_client_secret=SecretStr("the client's secret"))
    assert "the client's secret" not in repr(settings)


@pytest.mark.parametrize("issuer", ["", "https://login.example.org"])
def test_authlib_is_loaded_only_where_a_provider_is_configured(issuer: str) -> None:
    code = (
        "import sys\n"
        "from concordat.bootstrap import build_staff_door\n"
        "from concordat.settings import Settings\n"
        "import concordat.portal.app\n"
        f"build_staff_door(Settings(oidc_issuer={issuer!r}, oidc_client_id='x', staff_allowed='y'))\n"
        "print('authlib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(bool(issuer))
