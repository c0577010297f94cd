"""Make sure that whoever opened a signing link is the person it was sent to, by a code of one use.

The rules are those of `domain.identity`, and:
1. Pressing twice sends one code, and whoever is identified already needs none.
2. A code is compared in constant time. It is nowhere in the register: the service makes it again.
3. A wrong try is on record before it is refused.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.holder import Holder, holder_asked
from concordat.domain.identity import (
    BETWEEN_CODES,
    TRIES,
    TRIES_IN_ALL,
    IdentityCheck,
    identified_at,
    is_in_wrong_hands,
    masked,
    next_code_at,
)
from concordat.domain.record import Version
from concordat.domain.signature import SigningRequest
from concordat.services.links import fingerprint
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction
from concordat.services.sign import identity_checks, open_request
from concordat.services.void_request import identity_failed

SEND = "send a code"
CONFIRM = "confirm who you are"


@dataclass(frozen=True, slots=True)
class Doorstep:
    """What whoever opens a link is shown before they are identified. `address` is masked.

    `code_sent` says that a code which still holds is on its way to the address.
    """

    version: Version
    request: SigningRequest
    holder: Holder
    address: str
    code_sent: bool


def page_key(token: str) -> str:
    """Return what names a signatory's page in its address once the link is opened: no secret."""
    return fingerprint(token)[:16]


def doorstep(office: Office, token: str, session: str) -> Doorstep | None:
    """Return what the link shows before its reader is identified; None once they are.

    LinkRefused, with the reason, when the link does not open.
    """
    with office.register.reading() as view:
        request = open_request(view, token)
        checks = identity_checks(view, request)
        browser = fingerprint(session)
        if identified_at(checks, browser, view.now) is not None:
            return None
        version = view.version(request.version_id)
        holder = _holder(view, version, request)
        sent = any(check.can_be_tried(browser, view.now) for check in checks)
        return Doorstep(version, request, holder, masked(holder.email), sent)


def send_code(office: Office, token: str, session: str) -> None:
    """Send a code to the address on record, for this browser.

    NotAllowed, with what to do instead, when too many were asked for; LinkRefused for a link that
    does not open.
    """
    with office.register.writing() as tx:
        request = open_request(tx, token)
        version, checks = tx.version(request.version_id), identity_checks(tx, request)
        browser = fingerprint(session)
        if _just_sent(checks, browser, tx.now) or identified_at(checks, browser, tx.now):
            return
        wait_until = next_code_at(checks, tx.now)
        if wait_until > tx.now:
            raise _too_many(wait_until, version)
        holder = _holder(tx, version, request)
        if not holder.email:
            raise _no_address()
        check = IdentityCheck(version.id, request.id, len(checks) + 1, browser, tx.now)
        tx.add(check)
        about = f"{version.id}/{request.scope}"
        named = {"request": request.id, "number": check.number, "role": holder.role}
        tx.record(Fact.IDENTITY_CODE_SENT, about, named)
        owe(
            tx,
            version,
            f"{request.key}/identity-code/{check.number}",
            "identity-code",
            (holder.email,),
            link=f"code:{check.subject}",
            role=holder.title,
            organisation=holder.organisation,
            page=page_key(token),
        )


def confirm_identity(office: Office, token: str, session: str, typed: str) -> None:
    """Take the code that was typed; whoever gave the right one may sign in this browser.

    NotAllowed for a wrong one, and when none holds any more, with what to do instead. LinkRefused
    for a link that does not open, which is so from the last wrong try on.
    """
    with office.register.writing() as tx:
        request = open_request(tx, token)
        checks, browser = identity_checks(tx, request), fingerprint(session)
        if identified_at(checks, browser, tx.now) is not None:
            return
        open_now = [check for check in checks if check.can_be_tried(browser, tx.now)]
        if not open_now:
            raise NotAllowed(
                "There is no code that still holds.",
                remedy="Ask for a new code: the last one you were sent is the one to type.",
                attempted=CONFIRM,
            )
        digits = "".join(typed.split())
        right = [c for c in open_now if hmac.compare_digest(_code(office, c), digits.encode())]
        tried = right[-1] if right else open_now[-1]
        _record(tx, request, tried, right=bool(right))
    if not right:
        _refuse(office, token, request, tries=tried.tries + 1)


def _code(office: Office, check: IdentityCheck) -> bytes:
    return office.links.code(check.subject).encode()


def _record(tx: Transaction, request: SigningRequest, check: IdentityCheck, *, right: bool) -> None:
    about = f"{request.version_id}/{request.scope}"
    named = {"request": request.id, "number": check.number}
    if right:
        tx.save(replace(check, confirmed_at=tx.now))
        tx.record(Fact.IDENTITY_CONFIRMED, about, named)
    else:
        tx.save(replace(check, tries=check.tries + 1))
        tx.record(Fact.IDENTITY_CODE_WRONG, about, named)


def _refuse(office: Office, token: str, request: SigningRequest, *, tries: int) -> None:
    with office.register.reading() as view:
        wrong_hands = is_in_wrong_hands(identity_checks(view, request))
    if wrong_hands:
        identity_failed(office, token, f"{TRIES_IN_ALL} wrong codes were typed.")
        remedy = "The link no longer opens: a new one is on its way to the address on record."
    elif tries >= TRIES:
        remedy = "It cannot be tried again: ask for a new one."
    else:
        remedy = f"Type the six digits of the newest message. {TRIES - tries} more tries are left."
    raise NotAllowed("That is not the code.", remedy=remedy, attempted=CONFIRM)


def _just_sent(checks: tuple[IdentityCheck, ...], browser: str, now: datetime) -> bool:
    if not checks:
        return False
    last = checks[-1]
    return last.can_be_tried(browser, now) and now < last.sent_at + BETWEEN_CODES


def _too_many(wait_until: datetime, version: Version) -> NotAllowed:
    local = wait_until.astimezone(ZoneInfo(version.programme.timezone))
    return NotAllowed(
        "So many codes were asked for that the next one has to wait.",
        remedy=f"Ask again from {local:%H:%M:%S} on, or type the code you were sent last.",
        attempted=SEND,
    )


def _no_address() -> NotAllowed:
    return NotAllowed(
        "No address is on record that a code could be sent to.",
        remedy="Write to the address below: you can sign on paper, or have your address recorded.",
        attempted=SEND,
    )


def _holder(view: Reading, version: Version, request: SigningRequest) -> Holder:
    signing = view.signing(version, request.scope)
    return holder_asked(signing, request, version.programme.timezone)
