"""An operator sets DocuSign up by settings alone, and is told what is missing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from concordat.bootstrap import (
    build_listeners,
    build_providers,
    configured_programme,
    docusign_account,
)
from concordat.clocks import FileClock, SystemClock
from concordat.domain.errors import BadSetting
from concordat.rehearsal.elsewhere import docusign_settings
from concordat.settings import Settings
from concordat.signing.docusign import DocuSign
from tests.standins.docusign.grants import Grants


def settings(folder: Path, **changes: object) -> Settings:
    key = folder / "key.pem"
    key.write_bytes(Grants().private_key_pem)
    given: dict[str, object] = {
        "home": folder,
        "signing": "docusign",
        "docusign_integration_key": "integration",
        "docusign_user_id": "user",
        "docusign_account_id": "account",
        "docusign_private_key": key,
    }
    return Settings(**{**given, **changes})


def test_in_house_there_is_no_other_provider(tmp_path: Path) -> None:
    assert build_providers(settings(tmp_path, signing="inhouse"), SystemClock()) == {}


def test_docusign_is_there_when_it_is_set(tmp_path: Path) -> None:
    provider = build_providers(settings(tmp_path), SystemClock())["docusign"]
    assert isinstance(provider, DocuSign)
    assert provider.account.auth_host == "account.docusign.com"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"docusign_account_id": ""}, "CONCORDAT_DOCUSIGN_ACCOUNT_ID"),
        ({"docusign_private_key": None}, "CONCORDAT_DOCUSIGN_PRIVATE_KEY"),
        ({"docusign_private_key": Path("/nowhere/key.pem")}, "cannot be read"),
        ({"docusign_stand_in": "http://127.0.0.1:1"}, "no rehearsal"),
    ],
)
def test_what_is_missing_or_cannot_be_used_is_named(
    tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(BadSetting, match=said):
        build_providers(settings(tmp_path, **changed), SystemClock())


def test_only_a_rehearsal_has_its_signings_carried_elsewhere(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    FileClock(clock).set(datetime(2026, 12, 1, 9, tzinfo=UTC))
    rehearsed = settings(
        tmp_path, config=Path("config"), rehearsal_clock=clock, rehearsal_provider="docusign"
    )
    found = {place.id: place.provider for place in configured_programme(rehearsed).places}
    assert found["gateshead"] == "docusign"
    assert found["newcastle-upon-tyne"] == "inhouse"
    real = rehearsed.model_copy(update={"rehearsal_clock": None})
    assert {place.provider for place in configured_programme(real).places} == {""}


def test_a_stand_in_is_given_an_account_and_keys_of_its_own(tmp_path: Path) -> None:
    given = Settings(**{"home": tmp_path, **docusign_settings(tmp_path)})
    assert docusign_account(given).listener.endswith("/connect/docusign")
    docusign_account(given).check(rehearsal=True)
    assert list(build_listeners(given)) == ["docusign"]
