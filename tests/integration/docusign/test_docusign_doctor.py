"""The doctor says what would not work with DocuSign, in words, and what to do about it."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner

from concordat.cli import app
from concordat.signing.docusign_connect import ConnectListener
from concordat.signing.docusign_doctor import Finding, consent_address, diagnose
from tests.integration.documents.certificates import p256, rsa_key
from tests.integration.docusign.dispatches import account_at
from tests.standins.docusign.serving import StandIn


def found(
    docusign: StandIn, heard: ConnectListener | None = None, /, **changes: Any
) -> list[Finding]:
    return list(diagnose(account_at(docusign, **changes), heard, rehearsal=True))


def test_when_all_is_well_each_thing_is_said_to_be(docusign: StandIn) -> None:
    findings = found(docusign)
    assert all(finding.is_well for finding in findings)
    assert [finding.what.split(";")[0] for finding in findings] == [
        "The settings are all there",
        "The private key is RSA, 2048 bits.",
        f"DocuSign lets us in, to account {docusign.account.grants.account_id}",
        "No Connect keys are set: DocuSign is asked every quarter of an hour, and tells nothing.",
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"user_id": ""}, "needs CONCORDAT_DOCUSIGN_USER_ID"),
        (
            {"private_key": b"-----BEGIN RSA PRIVATE KEY-----\ncut"},
            "the key cannot be read",
        ),
        (
            {
                "private_key": p256().private_bytes(
                    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
                )
            },
            "no RSA key of 2048 bits",
        ),
        (
            {
                "private_key": rsa_key().private_bytes(
                    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
                )
            },
            "no_valid_keys_or_signatures",
        ),
        ({"account_id": "another"}, "no member of the account"),
        ({"stand_in": "http://127.0.0.1:9"}, "did not answer"),
    ],
)
def test_the_first_thing_that_is_wrong_is_named_with_what_to_do(
    docusign: StandIn, changed: dict[str, Any], said: str
) -> None:
    last = found(docusign, **changed)[-1]
    assert said in last.what
    assert last.remedy


def test_missing_consent_comes_with_the_page_to_give_it_on(docusign: StandIn) -> None:
    docusign.account.grants.consented = False
    last = found(docusign)[-1]
    assert consent_address(account_at(docusign)) in last.remedy
    assert "signature%20impersonation" in last.remedy


def test_connect_needs_keys_an_address_and_a_portal_that_answers(
    docusign: StandIn, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    listener = ConnectListener(file)
    assert "cannot be read" in found(docusign, listener)[-1].what
    file.write_bytes(b"a key\n")
    plain = found(docusign, listener, listener="http://portal.example.org/connect/docusign")[-1]
    assert "not https" in plain.what
    closed = found(docusign, listener, listener="http://127.0.0.1:9/connect/docusign")[-1]
    assert "does not answer" in closed.what
    other = found(docusign, listener, listener=f"{docusign.url}/connect/docusign")[-1]
    assert "with 404" in other.what


def test_the_command_prints_what_is_wrong_and_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDAT_DOCUSIGN_USER_ID", "")
    done = CliRunner().invoke(app, ["docusign", "doctor"])
    assert done.exit_code == 1
    assert "CONCORDAT_SIGNING is not `docusign`" in done.output
    assert "WRONG  Signing through DocuSign needs CONCORDAT_DOCUSIGN_INTEGRATION_KEY" in done.output
