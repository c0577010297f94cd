"""Signing in at an identity provider with OpenID Connect: the authorization code flow, with PKCE.

The rules:
1. The provider is the one that is configured: what it says of itself must name the same issuer, and it is
   spoken to over TLS (on this machine without).
2. Its answer must bring back the state, and its token the nonce, of the very signing in at this browser;
   the code is worth nothing without the proof key.
3. An ID token is believed only when a key of the provider's signed it, with an algorithm of ours; when
   it is from that issuer, for this client, and holds now.
4. Who is of the staff is said by one claim: its value, or one of its values, is among those allowed. An
   e-mail address counts only when the provider has verified it.

This module is loaded only where a provider is configured. Source: OpenID Connect Core 1.0, section 3.1;
RFC 7636; RFC 9207.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from concordat.portal.staff_door import Account, Entry, SignInFailed

ALGORITHMS = ["RS256", "PS256", "ES256"]
SCOPE = "openid email profile"
CLOCKS_DIFFER_S = 60
WAIT_S = 10.0
EMAIL = "email"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider knows this service as, and whom of its accounts the service takes for staff."""

    issuer: str
    id: str
    secret: str
    callback: str
    claim: str
    allowed: frozenset[str]


class OidcProvider:
    """The identity provider that is configured. It is asked anew each time: people sign in seldom."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def address(self, entry: Entry) -> str:
        """Return where to send a browser for signing in; SignInFailed if the provider is away."""
        said = self._metadata()
        where: str = prepare_grant_uri(
            _endpoint(said, "authorization_endpoint"),
            self._client.id,
            "code",
            redirect_uri=self._client.callback,
            scope=SCOPE,
            state=entry.state,
            nonce=entry.nonce,
            code_challenge=create_s256_code_challenge(entry.verifier),
            code_challenge_method="S256",
        )
        return where

    def account(self, entry: Entry, answer: Mapping[str, str], now: datetime) -> Account:
        """Return whose account the answer's code stands for; SignInFailed if it stands for none."""
        if not hmac.compare_digest(answer.get("state", "").encode(), entry.state.encode()):
            raise SignInFailed("the state is not that of this signing in")
        if answer.get("iss", self._client.issuer) != self._client.issuer:
            raise SignInFailed("the answer is from another provider")
        if "code" not in answer:
            raise SignInFailed("the provider gave no code")
        said = self._metadata()
        token = self._token(said, answer["code"], entry.verifier)
        claims = self._claims(said, token, entry.nonce, now)
        return Account(f"{claims['iss']} {claims['sub']}", self._is_allowed(claims))

    def _metadata(self) -> dict[str, Any]:
        said = _json(
            httpx.Request("GET", f"{self._client.issuer}/.well-known/openid-configuration")
        )
        if said.get("issuer") != self._client.issuer:
            raise SignInFailed("the provider names another issuer than the one configured")
        return said

    def _token(self, said: Mapping[str, Any], code: str, verifier: str) -> dict[str, Any]:
        where = _endpoint(said, "token_endpoint")
        body = prepare_token_request(
            "authorization_code",
            redirect_uri=self._client.callback,
            code=code,
            code_verifier=verifier,
        )
        way = "client_secret_basic" if self._client.secret else "none"
        auth = ClientAuth(self._client.id, self._client.secret, way)
        url, headers, content = auth.prepare("POST", where, dict(FORM), body)
        return _json(httpx.Request("POST", url, headers=headers, content=content))

    def _claims(
        self, said: Mapping[str, Any], token: Mapping[str, Any], nonce: str, now: datetime
    ) -> dict[str, Any]:
        keys: Any = _json(httpx.Request("GET", _endpoint(said, "jwks_uri")))
        expected = {
            "iss": {"essential": True, "value": self._client.issuer},
            "aud": {"essential": True, "value": self._client.id},
        }
        params = {
            "nonce": nonce,
            "client_id": self._client.id,
            "access_token": token.get("access_token"),
        }
        try:
            found = jwt.decode(
                token.get("id_token", ""), KeySet.import_key_set(keys), algorithms=ALGORITHMS
            )
            claims = CodeIDToken(found.claims, found.header, expected, params)
            claims.validate(now=int(now.timestamp()), leeway=CLOCKS_DIFFER_S)
        except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError) as error:
            raise SignInFailed(f"the ID token is refused: {type(error).__name__}") from error
        return dict(claims)

    def _is_allowed(self, claims: Mapping[str, Any]) -> bool:
        told = claims.get(self._client.claim)
        values = {
            one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str)
        }
        if self._client.claim != EMAIL:
            return bool(values & self._client.allowed)
        known = {address.casefold() for address in self._client.allowed}
        return claims.get("email_verified") is True and any(v.casefold() in known for v in values)


def _endpoint(said: Mapping[str, Any], name: str) -> str:
    where = str(said.get(name, ""))
    parts = urlsplit(where)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise SignInFailed(f"the provider's {name} is not reached over TLS")
    return where


def _json(request: httpx.Request) -> dict[str, Any]:
    """Return what the provider answers; redirects are not followed."""
    try:
        with httpx.Client(timeout=WAIT_S) as line:
            said = line.send(request).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise SignInFailed(f"the provider does not answer: {type(error).__name__}") from error
    if not isinstance(said, dict):
        raise SignInFailed("the provider answers in another form")
    return said
