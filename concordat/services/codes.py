"""Send a code of one use to somebody, and take it back from them.

The rules are those of `domain.identity`, and:
1. Pressing twice sends one code.
2. A code is compared in constant time. It is nowhere in the register: the service makes it again.
3. A wrong try is on record before it is refused.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.identity import (
    BETWEEN_CODES,
    TRIES,
    IdentityCheck,
    next_code_at,
)
from concordat.domain.record import Version
from concordat.services.links import fingerprint
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction

SEND = "send a code"
CONFIRM = "confirm who you are"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a code identifies somebody for: a request's id, or an in-person signing's.

    `about` is what the facts are about, `role` and `email` whom the code goes to.
    """

    version: Version
    id: str
    about: str
    role: str
    organisation: str
    email: str

    @property
    def key(self) -> str:
        """Its id within its version."""
        return self.id.removeprefix(f"{self.version.id}/")


@dataclass(frozen=True, slots=True)
class Voucher:
    """Who vouches for somebody in person: the role on record, and where the code goes instead."""

    role: str
    email: str


def checks_of(view: Reading, version_id: str, asked_id: str) -> tuple[IdentityCheck, ...]:
    """Return every code that was sent for a request or an in-person signing, oldest first."""
    return view.records(IdentityCheck, version_id, request_id=asked_id)


def send(
    tx: Transaction, asked: Asked, session: str, page: str, voucher: Voucher | None = None
) -> None:
    """Send a code to whoever is asked, or to who vouches for them, for this browser.

    `page` is the path of the page that takes it. NotAllowed, with what to do instead, when too many
    were asked for, or there is no address.
    """
    checks, browser = checks_of(tx, asked.version.id, asked.id), fingerprint(session)
    witness = None if voucher is None else voucher.role
    if _just_sent(checks, browser, witness, tx.now):
        return
    wait_until = next_code_at(checks, tx.now)
    if wait_until > tx.now:
        raise _too_many(wait_until, asked.version)
    to = asked.email if voucher is None else voucher.email
    if not to:
        raise _no_address()
    number = len(checks) + 1
    check = IdentityCheck(asked.version.id, asked.id, number, browser, tx.now, witness=witness)
    tx.add(check)
    named = {"request": asked.id, "number": number, "role": asked.role}
    tx.record(Fact.IDENTITY_CODE_SENT, asked.about, named | _vouched(witness))
    _owe_code(tx, asked, check, to, page)


def _owe_code(tx: Transaction, asked: Asked, check: IdentityCheck, to: str, page: str) -> None:
    what, link = f"{asked.key}/identity-code/{check.number}", f"code:{check.subject}"
    role, of = asked.role, asked.organisation
    if check.witness is None:
        owe(
            tx,
            asked.version,
            what,
            "identity-code",
            (to,),
            link=link,
            role=role,
            organisation=of,
            page=page,
        )
    else:
        owe(
            tx,
            asked.version,
            what,
            "witness-code",
            (to,),
            link=link,
            role=role,
            organisation=of,
            witness=check.witness,
        )


def take(office: Office, tx: Transaction, asked: Asked, session: str, typed: str) -> IdentityCheck:
    """Return the code that was tried, as it stands afterwards: confirmed, or tried once more.

    NotAllowed when none holds any more in this browser.
    """
    checks, browser = checks_of(tx, asked.version.id, asked.id), fingerprint(session)
    open_now = [check for check in checks if check.can_be_tried(browser, tx.now)]
    if not open_now:
        raise NotAllowed(
            "There is no code that still holds.",
            remedy="Ask for a new code: the last one you were sent is the one to type.",
            attempted=CONFIRM,
        )
    digits = "".join(typed.split()).encode()
    right = [c for c in open_now if hmac.compare_digest(_code(office, c), digits)]
    tried = right[-1] if right else open_now[-1]
    named = {"request": asked.id, "number": tried.number} | _vouched(tried.witness)
    if right:
        after, fact = replace(tried, confirmed_at=tx.now), Fact.IDENTITY_CONFIRMED
    else:
        after, fact = replace(tried, tries=tried.tries + 1), Fact.IDENTITY_CODE_WRONG
    tx.save(after)
    tx.record(fact, asked.about, named)
    return after


def wrong(tried: IdentityCheck, remedy: str = "") -> NotAllowed:
    """Return the refusal of a wrong code: what is left to try, unless a remedy is given."""
    if tried.tries >= TRIES:
        left = "It cannot be tried again: ask for a new one."
    else:
        left = (
            f"Type the six digits of the newest message. {TRIES - tried.tries} more tries are left."
        )
    return NotAllowed("That is not the code.", remedy=remedy or left, attempted=CONFIRM)


def _vouched(witness: str | None) -> dict[str, str]:
    return {} if witness is None else {"witness": witness}


def _code(office: Office, check: IdentityCheck) -> bytes:
    return office.links.code(check.subject).encode()


def _just_sent(
    checks: tuple[IdentityCheck, ...], browser: str, witness: str | None, now: datetime
) -> bool:
    if not checks or checks[-1].witness != witness:
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
