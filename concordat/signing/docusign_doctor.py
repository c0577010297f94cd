"""Looks whether signing through DocuSign would work, and says in words what would not.

The rules:
1. Settings first, then the key, then being let in, then the clock, then Connect: what rests on
   something that is wrong is not looked at.
2. Nothing is changed, nobody is written to; the portal gets one signed message about nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from concordat.domain.errors import BadSetting, ConcordatError
from concordat.signing.docusign import DocuSign
from concordat.signing.docusign_account import LOOPBACK, DocuSignAccount
from concordat.signing.docusign_connect import ConnectListener, signed_headers

PROBE = b'{"event": "concordat-doctor"}'
SKEW_S = 60
RSA_BITS = 2048
TAKEN = 204
WAIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` says what to do about it, empty when it is well."""

    what: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        """Say whether there is nothing to do."""
        return not self.remedy


def diagnose(
    account: DocuSignAccount, listener: ConnectListener | None, *, rehearsal: bool
) -> Iterator[Finding]:
    """Yield what was found, in the order in which it was looked at, up to the first thing that is wrong."""
    looks: tuple[Callable[[], Finding], ...] = (
        lambda: _settings(account, rehearsal=rehearsal),
        lambda: _key(account),
        lambda: _let_in(account),
        lambda: _connect(account, listener),
    )
    for look in looks:
        found = look()
        yield found
        if not found.is_well:
            return


def consent_address(account: DocuSignAccount) -> str:
    """Return the page on which the user, or an administrator, gives consent; once is enough."""
    scope = quote("signature impersonation")
    return (
        f"https://{account.auth_host}/oauth/auth?response_type=code&scope={scope}"
        f"&client_id={quote(account.integration_key)}&redirect_uri=https%3A%2F%2Fwww.docusign.com"
    )


def _settings(account: DocuSignAccount, *, rehearsal: bool) -> Finding:
    try:
        account.check(rehearsal=rehearsal)
    except BadSetting as error:
        return _wrong(error)
    return Finding(f"The settings are all there; the app is let in at {account.auth_host}.")


def _key(account: DocuSignAccount) -> Finding:
    name = "CONCORDAT_DOCUSIGN_PRIVATE_KEY"
    try:
        key = load_pem_private_key(account.private_key, None)
    except (ValueError, TypeError):
        return Finding(
            f"{name}: the key cannot be read.",
            "Copy it whole, with its first and last line, into the file, without a passphrase.",
        )
    if not isinstance(key, RSAPrivateKey) or key.key_size < RSA_BITS:
        return Finding(
            f"{name}: this is no RSA key of {RSA_BITS} bits.",
            "Make a pair on the app's page in DocuSign, and keep its private key in the file.",
        )
    return Finding(f"The private key is RSA, {key.key_size} bits.")


def _let_in(account: DocuSignAccount) -> Finding:
    provider = DocuSign(account, lambda: datetime.now(UTC))
    try:
        said_at = provider.time_there()
    except ConcordatError as error:
        consent = getattr(error, "code", "") == "consent_required"
        at = f" Open {consent_address(account)}" if consent else ""
        return Finding(error.message, f"{error.remedy}{at}" or "Try again later.")
    off_s = abs((datetime.now(UTC) - said_at).total_seconds())
    if off_s > SKEW_S:
        return Finding(
            f"This machine's clock is {off_s:,.0f} seconds away from DocuSign's.",
            "Set it right, by NTP: an assertion that is dated wrongly is refused.",
        )
    return Finding(f"DocuSign lets us in, to account {account.account_id}; the clocks agree.")


def _connect(account: DocuSignAccount, listener: ConnectListener | None) -> Finding:
    if listener is None:
        return Finding(
            "No Connect keys are set: DocuSign is asked every quarter of an hour, and tells nothing."
        )
    try:
        keys = listener.keys()
    except BadSetting as error:
        return _wrong(error)
    parts = urlsplit(account.listener)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        return Finding(
            f"Connect would tell {account.listener}, which is not https.",
            "Set CONCORDAT_PORTAL_URL to the address at which the world reaches the portal.",
        )
    return _probe(account.listener, keys)


def _probe(address: str, keys: tuple[bytes, ...]) -> Finding:
    import httpx  # noqa: PLC0415  # Only whoever runs this command needs it here.

    headers = {"Content-Type": "application/json", **signed_headers(PROBE, keys[-1:])}
    try:
        status = httpx.post(address, content=PROBE, headers=headers, timeout=WAIT_S).status_code
    except httpx.HTTPError as error:
        return Finding(
            f"The portal does not answer at {address}: {type(error).__name__}.",
            "Start it, and see that the proxy before it lets /connect/ through.",
        )
    if status != TAKEN:
        return Finding(
            f"The portal answered a signed message at {address} with {status}.",
            "See that it runs with the same CONCORDAT_DOCUSIGN_CONNECT_KEYS, and that no proxy changes "
            "what passes.",
        )
    return Finding(f"The portal takes messages at {address}; {len(keys)} Connect keys are active.")


def _wrong(error: BadSetting) -> Finding:
    return Finding(error.message, error.remedy)
