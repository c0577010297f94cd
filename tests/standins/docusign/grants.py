"""JWT grant: who may have a token, for how long, and what it opens.

Assertions are dated by the machine's clock, so tokens are too, whatever the stand-in's own clock says.
"""

import secrets
import time
import uuid
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from starlette.responses import JSONResponse

from tests.standins.docusign.refusals import Refusal

HOST = "account-d.docusign.com"
"""The audience of an assertion: the developer environment's authentication service."""
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPES = {"signature", "impersonation"}


class NotGranted(Exception):
    """No token, with the reason as OAuth writes it."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.description = description

    @property
    def response(self) -> JSONResponse:
        told = {"error_description": self.description} if self.description else {}
        return JSONResponse({"error": self.error, **told}, 400)


@cache
def application_key() -> rsa.RSAPrivateKey:
    """Return the application's key, made once: making one takes long."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Grants:
    """The one application and user that the stand-in knows. `consented` is the user's consent."""

    integration_key: str = field(default_factory=lambda: str(uuid.uuid4()))
    user_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    account_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    key: rsa.RSAPrivateKey = field(default_factory=application_key)
    consented: bool = True
    lifetime_s: int = 3600
    tokens: dict[str, float] = field(default_factory=dict)

    @property
    def private_key_pem(self) -> bytes:
        """The key that the application signs its assertions with."""
        return self.key.private_bytes(
            Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )

    def grant(self, grant_type: str, assertion: str) -> dict[str, Any]:
        """Return a token for the assertion; NotGranted with the reason."""
        if grant_type != GRANT:
            raise NotGranted("unsupported_grant_type")
        try:
            claims = jwt.decode(
                assertion, self.key.public_key(), algorithms=["RS256"], audience=HOST
            )
        except jwt.InvalidSignatureError:
            raise NotGranted("invalid_grant", "no_valid_keys_or_signatures") from None
        except jwt.InvalidAudienceError:
            raise NotGranted("invalid_grant", "audience_not_found") from None
        except jwt.ExpiredSignatureError:
            raise NotGranted("invalid_grant", "expired_grant") from None
        except jwt.PyJWTError:
            raise NotGranted("invalid_request", "assertion") from None
        self._check(claims)
        token = secrets.token_urlsafe(24)
        self.tokens[token] = time.time() + self.lifetime_s
        return {"access_token": token, "token_type": "Bearer", "expires_in": self.lifetime_s}

    def _check(self, claims: dict[str, Any]) -> None:
        if claims.get("iss") != self.integration_key:
            raise NotGranted("invalid_grant", "issuer_not_found")
        if claims.get("sub") != self.user_id:
            raise NotGranted("invalid_grant", "user_not_found")
        if not self.consented or set(str(claims.get("scope", "")).split()) != SCOPES:
            raise NotGranted("consent_required")

    def check_token(self, authorization: str, account_id: str | None = None) -> None:
        """Refuse a call without a token that is good for the account."""
        kind, _, token = authorization.partition(" ")
        if kind != "Bearer" or self.tokens.get(token, 0.0) <= time.time():
            raise Refusal(401, "AUTHORIZATION_INVALID_TOKEN", "The access token is not valid.")
        if account_id not in {None, self.account_id}:
            raise Refusal(
                401,
                "USER_DOES_NOT_BELONG_TO_SPECIFIED_ACCOUNT",
                "The user is not a member of the account.",
            )

    def revoke(self) -> None:
        """Take every token back, as when consent is revoked."""
        self.tokens.clear()

    def userinfo(self, base_uri: str) -> dict[str, Any]:
        """Return who the token stands for, and where its account is."""
        account = {
            "account_id": self.account_id,
            "is_default": True,
            "account_name": "STAND-IN",
            "base_uri": base_uri,
        }
        return {
            "sub": self.user_id,
            "name": "Service account",
            "email": "service@docusign.example.org",
            "accounts": [account],
        }
