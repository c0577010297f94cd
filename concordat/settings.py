"""The service's settings, from the environment: every name begins with `CONCORDAT_`."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from concordat.domain.errors import BadSetting


class Settings(BaseSettings):
    """Where things are and how they are reached. Each field's description stands in the docs."""

    model_config = SettingsConfigDict(env_prefix="CONCORDAT_", extra="ignore")

    home: Path = Field(
        Path.home() / ".concordat", description="The folder of the register, documents and keys."
    )
    database_url: str = Field(
        "",
        description="The register's database: postgresql://USER:PASSWORD@HOST/DATABASE, or "
        "sqlite:////FOLDER/FILE; empty for SQLite in the home folder.",
    )
    config: Path = Field(Path("config"), description="The folder of the programme's config.")
    templates: Path = Field(Path("templates"), description="The folder of the templates.")
    portal_url: str = Field(
        "http://127.0.0.1:8480", description="The portal's address, as it stands in letters."
    )
    portal_port: int = Field(8480, ge=1, le=65535, description="The port the portal listens on.")
    host: str = Field(
        "127.0.0.1",
        description="The address on which the portal and Prefect's server listen. Another than "
        "loopback lets others in: Prefect's server then wants a password, USER:PASSWORD in "
        "PREFECT_SERVER_API_AUTH_STRING.",
    )
    watch_host: str = Field(
        "127.0.0.1",
        description="The address on which the two ports below listen: for Prometheus, and for nobody "
        "else. Not to be reached from the internet.",
    )
    portal_watch_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="The port of the portal's /metrics, /health and /ready for whoever watches it; 0 "
        "for none.",
    )
    tasks_watch_port: int = Field(
        0, ge=0, le=65535, description="The same of the task server; 0 for none."
    )
    oidc_issuer: str = Field(
        "",
        description="The identity provider (OpenID Connect) at which staff sign in: its issuer, as it says "
        "it; empty for the operator's own link, which `concordat admin-link` prints.",
    )
    oidc_client_id: str = Field("", description="What the provider knows this service as.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""),
        description="The service's secret at the provider, empty for a public client; never shown or logged.",
    )
    staff_claim: str = Field(
        "email",
        description="The claim of an account that says whether it is of the staff, such as `email` or `groups`.",
    )
    staff_allowed: str = Field(
        "", description="The values of that claim that are let in, with commas between."
    )
    prefect_url: str = Field(
        "",
        description="Prefect's UI, as staff reach it from the desk; empty for this machine's own.",
    )
    trusted_proxies: str = Field(
        "",
        description="The addresses or networks of the proxies in front of the portal, with commas between: "
        "only from them is the visitor's address taken as told (X-Forwarded-For); empty for none.",
    )
    forms_a_minute: int = Field(
        60,
        ge=0,
        description="How many forms one address may send the portal in a minute, twice as many at once, "
        "this machine's own excepted; 0 for any number.",
    )
    access_log: bool = Field(
        False,
        description="Whether the portal logs each request, without what is secret in its address.",
    )
    prefect_port: int = Field(
        4200, ge=1, le=65535, description="The port of Prefect's server and UI."
    )
    signing: Literal["inhouse", "docusign"] = Field(
        "inhouse",
        description="Who can carry signing requests: `inhouse` for the service alone, `docusign` for "
        "DocuSign too, where a programme's or a place's config says so.",
    )
    docusign_integration_key: str = Field(
        "", description="DocuSign: the integration key of the app that acts here."
    )
    docusign_user_id: str = Field(
        "", description="DocuSign: the id of the user in whose name it acts."
    )
    docusign_account_id: str = Field("", description="DocuSign: the id of the account.")
    docusign_private_key: Path | None = Field(
        None, description="DocuSign: a PEM file with the app's RSA private key."
    )
    docusign_auth_host: str = Field(
        "account.docusign.com",
        description="DocuSign: where the app is let in; account-d.docusign.com for a developer account.",
    )
    docusign_connect_keys: Path | None = Field(
        None,
        description="DocuSign: a file with the keys that sign Connect's messages, one a line; none to "
        "hear of nothing, and ask every quarter of an hour.",
    )
    docusign_proxy: str = Field(
        "", description="DocuSign: a proxy on the way there; empty for none."
    )
    docusign_ca: Path | None = Field(
        None,
        description="DocuSign: a PEM file with the certificates to trust instead of the usual.",
    )
    docusign_stand_in: str = Field(
        "", description="A stand-in for DocuSign on this machine; set only by a rehearsal."
    )
    signing_key: Path | None = Field(
        None,
        description="A PKCS#12 file with the key that signs, its certificate and their chain; none for "
        "a key that the service makes itself.",
    )
    signing_token: str = Field(
        "",
        description="The key that signs in a PKCS#11 token instead: "
        "pkcs11:token=LABEL;object=LABEL?module-path=LIBRARY; empty for none.",
    )
    signing_key_passphrase: SecretStr = Field(
        SecretStr(""),
        description="What opens that file, or the token's PIN; never shown or logged.",
    )
    signing_key_passphrase_file: Path | None = Field(
        None, description="A file whose first line opens it, instead of the setting above."
    )
    tsa_url: str = Field(
        "",
        description="The time-stamping authority (RFC 3161, http:// or https://) that says when each "
        "signature was made; empty for none: signatures are then PAdES B-B, with it B-LTA.",
    )
    tsa_ca: Path | None = Field(
        None,
        description="A PEM file with the certificates to trust for timestamps; none to accept the chain "
        "that comes with each.",
    )
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="The mail server (smtp://, smtps:// or smtp+starttls://); empty to write "
        "each e-mail as a file into the home folder's mailbox. Never shown or logged.",
    )
    mail_webhook_key: SecretStr = Field(
        SecretStr(""),
        description="The key with which a mail server signs what it reports of letters that came back, "
        "to /webhooks/mail; empty for no such page. Never shown or logged.",
    )
    rehearsal_provider: str = Field(
        "",
        description="Who carries a rehearsal's signing requests; set only by `concordat rehearse`.",
    )
    rehearsal_clock: Path | None = Field(
        None, description="A rehearsal's clock file; set only by `concordat rehearse`."
    )

    @property
    def register_url(self) -> str:
        """The register's database URL."""
        return self.database_url or f"sqlite:///{self.home / 'register.sqlite'}"

    @property
    def mailbox(self) -> Path:
        """Where e-mails are written when there is no mail server."""
        return self.home / "mailbox"

    @property
    def documents(self) -> Path:
        """Where the document store keeps its files."""
        return self.home / "documents"

    @property
    def keys(self) -> Path:
        """Where the service's keys are kept."""
        return self.home / "keys"


def read_settings() -> Settings:
    """Return the settings; BadSetting, naming the variables, when one cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"CONCORDAT_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()
        )
        raise BadSetting(faults, remedy="Correct it in the environment.") from error
