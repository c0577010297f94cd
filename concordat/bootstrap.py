"""Puts the office together from the settings: the only place that knows every adapter."""

from pathlib import Path
from typing import TYPE_CHECKING

from concordat.clocks import FileClock, SystemClock
from concordat.documents.publisher import DocumentPublisher
from concordat.documents.store import FileDocumentStore
from concordat.domain.calendar import local_date
from concordat.domain.carriage import carried_by
from concordat.domain.errors import BadSetting
from concordat.domain.programme import Programme
from concordat.home import prepare_home
from concordat.needed_templates import check_templates
from concordat.notices.eml_postman import EmlPostman
from concordat.notices.mailbox import FolderMailbox
from concordat.notices.returned_message import read_returned
from concordat.notices.smtp_postman import SmtpPostman
from concordat.portal.post import Post
from concordat.portal.stylesheet import read_stylesheet
from concordat.register.sql_register import SqlRegister
from concordat.services.authority import record_authority
from concordat.services.links import Links
from concordat.services.office import Office
from concordat.services.ports import Clock, Postman
from concordat.services.providers import Provider
from concordat.settings import Settings
from concordat.signing.docusign_account import DocuSignAccount
from concordat.signing.docusign_connect import ConnectListener
from concordat.signing.pkcs11_key import read_pkcs11
from concordat.signing.pkcs12 import read_pkcs12
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey

if TYPE_CHECKING:
    from concordat.portal.staff_door import StaffDoor

TIMEZONE = "Europe/London"


def build_clock(settings: Settings) -> Clock:
    """Return the clock: the machine's, or in a rehearsal the rehearsal's."""
    if settings.rehearsal_clock is None:
        return SystemClock()
    return FileClock(settings.rehearsal_clock)


def build_office(settings: Settings) -> Office:
    """Return the office of this service; its home is made if it is not there.

    Raises BadSetting when a folder cannot be written, or the register has another release's schema.
    """
    prepare_home(settings)
    clock = build_clock(settings)
    key = build_key(settings, "Concordat", clock)
    register = SqlRegister(settings.register_url, clock)
    register.check_schema()
    return Office(
        clock=clock,
        register=register,
        publisher=DocumentPublisher(settings.templates),
        store=FileDocumentStore(settings.documents),
        sealer=PdfSealer(key, TIMEZONE, settings.tsa_url, read_tsa_roots(settings)),
        postman=build_postman(settings),
        links=Links(key.link_key, settings.portal_url),
        rehearsal=settings.rehearsal_clock is not None,
        providers=build_providers(settings, clock),
    )


def build_providers(settings: Settings, clock: Clock) -> dict[str, Provider]:
    """Return who else can carry signing requests, by name; BadSetting when one cannot be used."""
    if settings.signing != "docusign":
        return {}
    # Whoever signs in-house alone is spared the import.
    from concordat.signing.docusign import DocuSign  # noqa: PLC0415

    account = docusign_account(settings)
    account.check(rehearsal=settings.rehearsal_clock is not None)
    return {"docusign": DocuSign(account, clock.now)}


def build_listeners(settings: Settings) -> dict[str, ConnectListener]:
    """Return who says whether a message is a provider's; BadSetting when its keys cannot be read."""
    listener = connect_listener(settings)
    if settings.signing != "docusign" or listener is None:
        return {}
    listener.keys()
    return {"docusign": listener}


def connect_listener(settings: Settings) -> ConnectListener | None:
    """Return who checks DocuSign's messages; None when no keys are set."""
    file = settings.docusign_connect_keys
    return None if file is None else ConnectListener(file)


def listener_address(settings: Settings) -> str:
    """Return where DocuSign's messages come to; empty when none are to come."""
    keys = settings.docusign_connect_keys
    return "" if keys is None else f"{settings.portal_url.rstrip('/')}/connect/docusign"


def docusign_account(settings: Settings) -> DocuSignAccount:
    """Return the account as it is set; BadSetting if its key cannot be read."""
    file = settings.docusign_private_key
    try:
        key = b"" if file is None else file.read_bytes()
    except OSError as error:
        raise BadSetting(
            f"CONCORDAT_DOCUSIGN_PRIVATE_KEY: {file} cannot be read: {error.strerror}.",
            remedy="Name the file with the RSA key that DocuSign showed once when it made the pair.",
        ) from error
    return DocuSignAccount(
        integration_key=settings.docusign_integration_key,
        user_id=settings.docusign_user_id,
        account_id=settings.docusign_account_id,
        private_key=key,
        auth_host=settings.docusign_auth_host,
        listener=listener_address(settings),
        proxy=settings.docusign_proxy,
        ca=settings.docusign_ca,
        stand_in=settings.docusign_stand_in,
    )


def build_key(settings: Settings, organisation: str, clock: Clock) -> ServiceKey:
    """Return the key that signs: the configured one, or the service's own, made if there is none.

    Raises BadSetting when it cannot be used.
    """
    if settings.signing_key is None and not settings.signing_token:
        return ServiceKey.load_or_create(settings.keys, organisation, clock.now())
    passphrase = read_passphrase(settings)
    if settings.signing_key is None:
        key = read_pkcs11(settings.signing_token, passphrase, clock.now())
        return key.kept_in(settings.keys)
    if settings.signing_token:
        raise BadSetting(
            "Both CONCORDAT_SIGNING_KEY and CONCORDAT_SIGNING_TOKEN are set.",
            remedy="Keep the one that is to sign.",
        )
    return read_pkcs12(settings.signing_key, passphrase, clock.now()).kept_in(settings.keys)


def read_passphrase(settings: Settings) -> bytes | None:
    """Return what opens the configured key, if anything is to; BadSetting if its file cannot be read."""
    file = settings.signing_key_passphrase_file
    if file is None:
        return settings.signing_key_passphrase.get_secret_value().encode() or None
    try:
        return file.read_bytes().split(b"\n", 1)[0].rstrip(b"\r")
    except OSError as error:
        raise BadSetting(
            f"The file {file} cannot be read: {error.strerror}.",
            remedy="Name one that can in CONCORDAT_SIGNING_KEY_PASSPHRASE_FILE.",
        ) from error


def read_tsa_roots(settings: Settings) -> bytes:
    """Return whom to trust for timestamps, in PEM; BadSetting if the file holds no certificate."""
    if settings.tsa_ca is None:
        return b""
    try:
        pem = settings.tsa_ca.read_bytes()
    except OSError as error:
        raise _no_roots(settings.tsa_ca) from error
    if b"-----BEGIN CERTIFICATE-----" not in pem:
        raise _no_roots(settings.tsa_ca)
    return pem


def _no_roots(file: Path) -> BadSetting:
    return BadSetting(
        f"CONCORDAT_TSA_CA: {file} is not a file with certificates in PEM.",
        remedy="Name the one that the time-stamping authority publishes, or leave the setting out.",
    )


def rotate_key(settings: Settings) -> Office:
    """Make a new key in the place of the service's own, and say so in the trail.

    Raises BadSetting when another one is configured: whoever issued that renews it.
    """
    if settings.signing_key is not None or settings.signing_token:
        raise BadSetting(
            "The key that signs is the configured one, and not the service's own.",
            remedy="Name the new key in CONCORDAT_SIGNING_KEY or CONCORDAT_SIGNING_TOKEN, and start "
            "the service again.",
            attempted="make a new key",
        )
    prepare_home(settings)
    clock = build_clock(settings)
    # A register that is out of reach is found before there is a key of which the trail knows nothing.
    SqlRegister(settings.register_url, clock).migrate()
    ServiceKey.rotate(settings.keys, clock.now())
    office = build_office(settings)
    record_authority(office)
    return office


def build_postman(settings: Settings) -> Postman:
    """Return who hands letters over: a mail server, or the mailbox folder."""
    letters = settings.templates / "letters"
    if settings.smtp_url:
        return SmtpPostman(settings.smtp_url.get_secret_value(), letters)
    return EmlPostman(settings.mailbox, letters)


def build_post(settings: Settings) -> Post:
    """Return what the portal has to do with letters: a mailbox only where there is no mail server."""
    return Post(
        webhook_key=settings.mail_webhook_key.get_secret_value(),
        read_returned=read_returned,
        mailbox=None if settings.smtp_url else FolderMailbox(settings.mailbox),
    )


def build_staff_door(settings: Settings) -> "StaffDoor":
    """Return how staff come in: by the identity provider that is configured, or by the operator's link.

    Raises BadSetting when nobody could come in by the provider.
    """
    # Only the portal has a door; every other process is spared the import.
    from concordat.portal.staff_door import StaffDoor  # noqa: PLC0415

    prefect_url = settings.prefect_url or f"http://127.0.0.1:{settings.prefect_port}"
    if not settings.oidc_issuer:
        return StaffDoor(prefect_url)
    allowed = frozenset(filter(None, map(str.strip, settings.staff_allowed.split(","))))
    if not settings.oidc_client_id or not allowed:
        raise BadSetting(
            "CONCORDAT_OIDC_ISSUER is set, but nobody could sign in.",
            remedy="Set CONCORDAT_OIDC_CLIENT_ID and CONCORDAT_STAFF_ALLOWED too.",
        )
    # Authlib is loaded only where it is used: it would cost every start a third of a second.
    from concordat.portal.oidc import Client, OidcProvider  # noqa: PLC0415

    client = Client(
        settings.oidc_issuer.rstrip("/"),
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        f"{settings.portal_url.rstrip('/')}/staff/callback",
        settings.staff_claim,
        allowed,
    )
    return StaffDoor(prefect_url, OidcProvider(client))


def prepare(settings: Settings, programme: Programme) -> None:
    """Make everything a first start needs: the home, the key in the facilitator's name, the schema.

    Raises BadSetting or TemplateFault, before anything is made, when a template or the
    portal's stylesheet cannot be used.
    """
    check_templates(settings.templates, programme)
    read_stylesheet(settings.templates / "portal")
    prepare_home(settings)
    clock = build_clock(settings)
    build_key(settings, programme.facilitator, clock)
    SqlRegister(settings.register_url, clock).migrate()
    record_authority(build_office(settings))


def configured_programme(settings: Settings) -> Programme:
    """Return the programme of the config folder; BadConfig with every fault if it has any."""
    # Only a launch reads the config; every process that does not is spared the import.
    from concordat.programme.load import load_programme  # noqa: PLC0415

    today = local_date(build_clock(settings).now(), TIMEZONE)
    programme = load_programme(settings.config, today)
    if settings.rehearsal_clock is None or not settings.rehearsal_provider:
        return programme
    return carried_by(programme, settings.rehearsal_provider)
