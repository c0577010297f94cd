"""What it takes to reach one DocuSign account."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from concordat.domain.errors import BadSetting

DEVELOPER, PRODUCTION = "account-d.docusign.com", "account.docusign.com"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class DocuSignAccount:
    """The account, the application and user that act in it, and how they are reached.

    `private_key` is RSA, PEM. `auth_host` is the authentication service's name. `listener` is where
    Connect tells what happened, empty for nowhere. `stand_in` is the address of a stand-in on loopback.
    """

    integration_key: str
    user_id: str
    account_id: str
    private_key: bytes = field(repr=False)
    auth_host: str = PRODUCTION
    listener: str = ""
    proxy: str = ""
    ca: Path | None = None
    stand_in: str = ""

    def check(self, *, rehearsal: bool) -> None:
        """Raise BadSetting, naming the settings, when the account cannot be used as it is given."""
        given = {
            "CONCORDAT_DOCUSIGN_INTEGRATION_KEY": self.integration_key,
            "CONCORDAT_DOCUSIGN_USER_ID": self.user_id,
            "CONCORDAT_DOCUSIGN_ACCOUNT_ID": self.account_id,
            "CONCORDAT_DOCUSIGN_PRIVATE_KEY": self.private_key,
        }
        missing = [name for name, value in given.items() if not value]
        if missing:
            raise BadSetting(
                f"Signing through DocuSign needs {', '.join(missing)}.",
                remedy="Set them; docs/how-to/docusign.md says where each is found.",
            )
        if b"PRIVATE KEY-----" not in self.private_key:
            raise BadSetting(
                "CONCORDAT_DOCUSIGN_PRIVATE_KEY: the file holds no private key in PEM.",
                remedy="Give the RSA key that DocuSign showed once when it made the pair.",
            )
        if self.stand_in:
            self._check_stand_in(rehearsal=rehearsal)

    def _check_stand_in(self, *, rehearsal: bool) -> None:
        if not rehearsal or urlsplit(self.stand_in).hostname not in LOOPBACK:
            raise BadSetting(
                "A stand-in for DocuSign is set, and this is no rehearsal on this machine.",
                remedy="Take CONCORDAT_DOCUSIGN_STAND_IN out of the environment: nothing that it "
                "signs is signed.",
            )
