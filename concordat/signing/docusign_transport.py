"""The official SDK's client, made safe: it waits for a bounded time, retries nothing, follows nothing.

Imported by workers alone, when a programme first uses DocuSign: the SDK takes two seconds and 79 MB.
What it would do by itself, and we do not let it: wait for ever, send again in silence, sleep as long
as a server says, follow a redirect with the token, and take a web page for an empty envelope.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import urllib3
from docusign_esign import ApiClient, Configuration, EnvelopesApi

from concordat.signing.docusign_account import DocuSignAccount
from concordat.signing.docusign_errors import NotLetIn, fault, unanswered
from concordat.signing.docusign_limits import Allowance

WAIT_S = (10.0, 60.0)
"""How long to wait for a connection, and then for each part of an answer."""
AT_ONCE = 32
ASSERTION_S = 600
EARLY_S = 300.0
"""How long before a token ends another one is asked for."""
JSON_AT_MOST = 16 * 1024 * 1024
FILE_AT_MOST = 64 * 1024 * 1024
FILES = "application/pdf"
INVALID_TOKEN = "authorization_invalid_token"  # noqa: S105 (the name of an error)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `headers` have lower-case names."""

    status: int
    data: bytes
    headers: dict[str, str]
    reason: str = ""

    def getheaders(self) -> dict[str, str]:
        """Return the headers, as the SDK asks for them."""
        return self.headers

    def json(self) -> dict[str, Any]:
        """Return the object that came; Unanswered for anything else, whatever its status said."""
        try:
            found = json.loads(self.data)
        except ValueError as error:
            raise unanswered("what came back is cut short or no JSON") from error
        if not isinstance(found, dict):
            raise unanswered("what came back is not an object")
        return found


class SafeClient(ApiClient):  # type: ignore[misc]  # The SDK has no types.
    """The SDK's client with our own way of asking."""

    def __init__(
        self, account: DocuSignAccount, allowance: Allowance, now: Callable[[], datetime]
    ) -> None:
        super().__init__(oauth_host_name=account.auth_host)
        _silence()
        self._account = account
        self._allowance = allowance
        self._now = now
        self._pool = _pool(account)

    def request(
        self,
        method: str,
        url: str,
        query_params: Any = None,
        headers: Mapping[str, str] | None = None,
        post_params: Any = None,
        body: Any = None,
        _preload_content: bool = True,
        _request_timeout: Any = None,
    ) -> Answer:
        """Ask once, and return the answer; DocuSignFault for one that refuses or cannot be read.

        A call to the account is not made when none is left.
        """
        counted = "/oauth/" not in url
        if counted:
            self._allowance.check(self._now())
        sent = dict(headers or {})
        if post_params:
            content: bytes | None = urlencode(post_params).encode()
        else:
            content = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        asked = (
            f"{self._reached(url)}?{urlencode(query_params)}"
            if query_params
            else self._reached(url)
        )
        answer = self._ask(method, asked, sent, content)
        if counted:
            self._allowance.note(answer.headers, self._now())
        if not 200 <= answer.status <= 299:  # noqa: PLR2004 (success, in HTTP)
            raise fault(answer.status, answer.data, answer.headers, self._now())
        return answer

    def _ask(self, method: str, url: str, headers: dict[str, str], content: bytes | None) -> Answer:
        try:
            response = self._pool.request(
                method, url, body=content, headers=headers, preload_content=False, redirect=False
            )
            try:
                return _read(response)
            finally:
                response.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            # The address and the words of urllib3 may hold more than an operator should see in a log.
            raise unanswered(type(error).__name__) from error

    def _reached(self, url: str) -> str:
        """Return where a call goes: a stand-in's address in place of DocuSign's, if one is set."""
        if not self._account.stand_in:
            return url
        there, path = urlsplit(self._account.stand_in), urlsplit(url)
        return urlunsplit((there.scheme, there.netloc, path.path, path.query, ""))


def _read(response: urllib3.BaseHTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    limit = FILE_AT_MOST if kind == FILES else JSON_AT_MOST
    data = response.read(limit + 1, decode_content=True)
    if len(data) > limit:
        response.close()
        raise unanswered(f"more than {limit:,} bytes came back")
    if response.status < 300 and kind not in {FILES, "application/json"}:  # noqa: PLR2004
        raise unanswered(f"'{kind}' came back, which is not what was asked for")
    return Answer(response.status, data, headers, response.reason or "")


def _pool(account: DocuSignAccount) -> urllib3.PoolManager:
    never = urllib3.Retry(
        total=0, redirect=0, respect_retry_after_header=False, raise_on_status=False
    )
    how: dict[str, Any] = {
        "maxsize": AT_ONCE,
        "block": True,
        "retries": never,
        "timeout": urllib3.Timeout(*WAIT_S),
    }
    if account.ca is not None:
        how["ca_certs"] = str(account.ca)
    if account.proxy:
        return urllib3.ProxyManager(account.proxy, **how)
    return urllib3.PoolManager(**how)


def _silence() -> None:
    """Take away the handlers with which the SDK writes every library's words to stderr."""
    handler = Configuration().logger_stream_handler
    for name in ("docusign_esign", "urllib3"):
        logging.getLogger(name).removeHandler(handler)


@dataclass(slots=True)
class Session:
    """The account, let in: a token that is asked for anew in time, and where its calls go."""

    account: DocuSignAccount
    client: SafeClient
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, name: str, *path: str, **query: Any) -> Answer:
        """Do one call of the SDK's envelopes, and return its answer as it came.

        A token that was taken back is asked for anew, once: a call that was not let in did nothing.
        """
        self._let_in()
        try:
            return self._call(name, path, query)
        except NotLetIn as refusal:
            if refusal.code.casefold() != INVALID_TOKEN:
                raise
        self._until = 0.0
        self._let_in()
        return self._call(name, path, query)

    def _call(self, name: str, path: tuple[str, ...], query: dict[str, Any]) -> Answer:
        method = getattr(EnvelopesApi(self.client), name)
        found: Answer = method(self.account.account_id, *path, _preload_content=False, **query)
        return found

    def _let_in(self) -> None:
        with self._lock:
            if time.monotonic() < self._until:
                return
            client, account = self.client, self.account
            scopes = ("signature", "impersonation")
            token = client.request_jwt_user_token(
                account.integration_key,
                account.user_id,
                account.auth_host,
                account.private_key,
                ASSERTION_S,
                scopes,
            )
            self._until = time.monotonic() + int(token.expires_in) - EARLY_S
            client.host = self._base(token.access_token)

    def _base(self, token: str) -> str:
        """Return where the account is kept; NotLetIn when the user is no member of it."""
        found = self.userinfo(token)
        for one in found.get("accounts", []):
            if one.get("account_id") == self.account.account_id:
                return f"{one['base_uri']}/restapi"
        raise NotLetIn(
            "The user is no member of the account CONCORDAT_DOCUSIGN_ACCOUNT_ID.",
            remedy="Correct the account's id, or add the user to it.",
            attempted="call DocuSign",
        )

    def userinfo(self, token: str) -> dict[str, Any]:
        """Return who the token stands for, with their accounts."""
        url = f"https://{self.account.auth_host}/oauth/userinfo"
        answer = self.client.request("GET", url, headers={"Authorization": f"Bearer {token}"})
        return answer.json()


def open_session(
    account: DocuSignAccount, allowance: Allowance, now: Callable[[], datetime]
) -> Session:
    """Return a session of the account, which asks for a token when it is first used."""
    return Session(account, SafeClient(account, allowance, now))
