"""An identity provider: a real HTTP server on loopback, which a test can make misbehave.

It signs everyone in at once. Its tokens are signed with a key of its own, made for the tests.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "concordat", "the client's secret"
CALLBACK = "https://portal.example.org/staff/callback"


@dataclass
class Misbehaviour:
    """What is wrong with the provider's answers. Claims replace its own; None leaves one out."""

    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    forged: bool = False
    unsigned: bool = False
    with_clients_secret: bool = False
    no_token: bool = False
    broken: bool = False


@cache
def a_key(_whose: str) -> RSAKey:
    """Return a key, the same for as long as the tests run: making one takes long."""
    return RSAKey.generate_key(2048, parameters={"kid": "one"})


class Provider:
    """The provider as a test sees it."""

    def __init__(self, issuer: str, now: datetime) -> None:
        self.issuer, self.now = issuer, now
        self.key, self.other = a_key("its own"), a_key("somebody else's")
        self.does = Misbehaviour()
        self.asked: dict[str, dict[str, str]] = {}
        self.used: set[str] = set()
        self.headers: list[str] = []

    def authorize(self, address: str) -> str:
        """Sign in whoever is sent to the address; return the query with which they are sent back."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query, strict_parsing=True))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        assert asked["redirect_uri"] == CALLBACK
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return urlencode({"code": code, "state": asked["state"]})

    def metadata(self) -> dict[str, Any]:
        named = {name: f"{self.issuer}/{name}" for name in ("authorize", "token", "jwks")}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": named["authorize"],
            "token_endpoint": named["token"],
            "jwks_uri": named["jwks"],
            # A provider cannot talk the client into another algorithm.
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.does.metadata,
        }

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        self.headers.append(authorization)
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.asked.get(form["code"])
        if asked is None or form["code"] in self.used or authorization != f"Basic {expected}":
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        self.used.add(form["code"])
        answer = {"access_token": "an access token", "token_type": "Bearer"}
        return answer if self.does.no_token else answer | {"id_token": self._id_token(asked)}

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(self.now.timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": "account-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": "Lead@facilitator.example.org",
            "email_verified": True,
            "groups": ["everyone", "mou-staff"],
            **self.does.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.does.unsigned:
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if self.does.with_clients_secret:
            key = OctKey.import_key(json.dumps(self.key.as_dict(private=False)))
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key)
        key = self.other if self.does.forged else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@contextmanager
def a_provider(now: datetime) -> Iterator[Provider]:
    """Run a provider on a free port of loopback, at whose clock it is `now`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths = {
                "/.well-known/openid-configuration": provider.metadata,
                "/jwks": lambda: {"keys": [provider.key.as_dict(private=False)]},
            }
            self._answer(paths[self.path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(provider.token(form, self.headers.get("Authorization", "")))

        def _answer(self, said: dict[str, Any] | None) -> None:
            if provider.does.broken:
                said = None
            body = json.dumps(said or {"error": "invalid_grant"}).encode()
            self.send_response(400 if said is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}", now)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
