"""The door of the staff's pages: who is signed in at this browser, and who else lets people in.

The rules:
1. A browser's session is a secret in a cookie of this host alone, which no script can read.
2. What goes to the identity provider and has to come back (state, nonce, the proof key) is made anew for
   each signing in, waits in a cookie for ten minutes, and is used once.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from concordat.domain.staff import LINK_HOLDS, SESSION_LASTS
from concordat.portal.desk import is_over_tls, office_of
from concordat.services.staff import session_of

SIGN_IN = "/staff/sign-in"
SESSION, ENTRY = "staff", "staff-entry"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one signing in at the provider is bound to: 256 random bits each."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account that the provider vouches for. `id` names it for ever; `allowed`: it is of the staff."""

    id: str
    allowed: bool


class SignInFailed(Exception):
    """What the provider answered is not an answer to this signing in. Its words hold no secret."""


class Provider(Protocol):
    """The organisation's identity provider."""

    def address(self, entry: Entry) -> str:
        """Return where to send a browser for signing in; SignInFailed if the provider is away."""
        ...

    def account(self, entry: Entry, answer: Mapping[str, str], now: datetime) -> Account:
        """Return whose account the answer's code stands for; SignInFailed if it stands for none."""
        ...


@dataclass(frozen=True, slots=True)
class StaffDoor:
    """How staff come in; without a provider the operator's link is the only way.

    `prefect_url` is where staff act on what lies on the desk.
    """

    prefect_url: str = ""
    provider: Provider | None = None


def door_of(request: Request) -> StaffDoor:
    """Return the door of the app that the request reached."""
    door: StaffDoor = request.app.state.staff
    return door


def staff_only(
    handler: Callable[[Request], Response],
) -> Callable[[Request], Response]:
    """Return an endpoint that only answers whoever is signed in, and sends others to sign in."""

    def endpoint(request: Request) -> Response:
        return handler(request) if is_signed_in(request) else RedirectResponse(SIGN_IN, 303)

    return endpoint


def is_signed_in(request: Request) -> bool:
    """Say whether somebody of the staff is signed in at this browser."""
    with office_of(request).register.reading() as view:
        return session_of(view, secret_of(request)) is not None


def secret_of(request: Request) -> str | None:
    """Return the secret of the browser's session, whatever it is worth; None without one."""
    return request.cookies.get(_name(request, SESSION))


def let_in(request: Request, secret: str) -> Response:
    """Send the browser to the desk, with its session."""
    answer = RedirectResponse("/staff", 303)
    _set(request, answer, SESSION, secret, int(SESSION_LASTS.total_seconds()))
    _delete(request, answer, ENTRY)
    return answer


def let_out(request: Request) -> Response:
    """Send the browser to the door, without its session or anything of the desk in its cache."""
    answer = RedirectResponse(SIGN_IN, 303)
    _delete(request, answer, SESSION)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def new_entry() -> Entry:
    """Return what a new signing in is bound to."""
    return Entry(*(secrets.token_urlsafe(32) for _ in range(3)))


def keep_entry(request: Request, answer: Response, entry: Entry) -> None:
    """Have the browser keep what its signing in is bound to."""
    value = f"{entry.state}.{entry.nonce}.{entry.verifier}"
    _set(request, answer, ENTRY, value, int(LINK_HOLDS.total_seconds()))


def entry_of(request: Request) -> Entry | None:
    """Return what the browser's signing in is bound to; None if it has begun none."""
    parts = request.cookies.get(_name(request, ENTRY), "").split(".")
    return Entry(*parts) if len(parts) == len(Entry.__dataclass_fields__) and all(parts) else None


def forget_entry(request: Request, answer: Response) -> None:
    """Have the browser forget a signing in that is over."""
    _delete(request, answer, ENTRY)


def _name(request: Request, name: str) -> str:
    # The prefix binds the cookie to this very host, and browsers take it over TLS alone.
    return f"__Host-{name}" if is_over_tls(office_of(request)) else name


def _set(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        _name(request, name),
        value,
        max_age=seconds,
        secure=is_over_tls(office_of(request)),
        httponly=True,
        samesite="lax",
    )


def _delete(request: Request, answer: Response, name: str) -> None:
    answer.delete_cookie(
        _name(request, name),
        secure=is_over_tls(office_of(request)),
        httponly=True,
        samesite="lax",
    )
