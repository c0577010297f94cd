"""DocuSign's part in a rehearsal: its stand-in, in a process of its own, and those who sign there."""

import secrets
import sys
import uuid
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from concordat.domain.errors import BadSetting, ConcordatError
from concordat.local.processes import Processes, free_port
from concordat.local.service import project_folder
from concordat.settings import Settings

STAND_IN = "tests.standins.docusign"
"""The program that stands in. It is part of the tests, and of no installed service."""


def docusign_settings(home: Path) -> dict[str, Any]:
    """Return the settings of an account at a stand-in; BadSetting where there is none."""
    if not (project_folder() / Path(*STAND_IN.split("."))).is_dir():
        raise BadSetting(
            "There is no stand-in for DocuSign here: it comes with the project, not with the package.",
            remedy="Rehearse in a checkout of the project.",
        )
    key, connect_keys = home / "docusign.pem", home / "connect-keys"
    private = rsa.generate_private_key(65537, 2048)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key.write_bytes(pem)
    connect_keys.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    return {
        "signing": "docusign",
        "rehearsal_provider": "docusign",
        "docusign_integration_key": str(uuid.uuid4()),
        "docusign_user_id": str(uuid.uuid4()),
        "docusign_account_id": str(uuid.uuid4()),
        "docusign_private_key": key,
        "docusign_connect_keys": connect_keys,
        "docusign_auth_host": "account-d.docusign.com",
        "docusign_stand_in": f"http://127.0.0.1:{free_port()}",
    }


def start_stand_in(processes: Processes, settings: Settings) -> None:
    """Start the stand-in with the account that the service is set to, and wait until it answers."""
    processes.start("docusign", sys.executable, "-m", STAND_IN)
    processes.wait_for(f"{settings.docusign_stand_in}/stand-in/inbox", "docusign")


class SignatoriesElsewhere:
    """Those who sign at the stand-in: they read the letters that it sends, and sign."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=f"{url}/stand-in", timeout=60, trust_env=False)
        self._read = 0
        self._signed = 0

    def waiting(self) -> list[dict[str, str]]:
        """Return the letters that have come and nobody has read, oldest first."""
        letters: list[dict[str, str]] = self._client.get("/inbox").raise_for_status().json()
        fresh, self._read = letters[self._read :], len(letters)
        return fresh

    def sign(self, letter: dict[str, str]) -> bool:
        """Have whoever got a letter sign; False when that is not needed any more."""
        self._signed += 1
        act = {
            "envelopeId": letter["envelope_id"],
            "recipientId": letter["recipient_id"],
            "act": "sign",
            "name": f"Player {self._signed} at the stand-in (rehearsal)",
        }
        return self._client.post("/acts", json=act).is_success

    def tell(self) -> None:
        """Have the stand-in tell the portal what has happened."""
        answer = self._client.post("/deliver", json={})
        if not answer.is_success:
            raise ConcordatError(f"The stand-in did not deliver: HTTP {answer.status_code}.")
