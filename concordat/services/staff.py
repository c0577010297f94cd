"""Sign the facilitator's staff in and out. The rules are those of `domain.staff`, and these.

1. Links and sessions are 256 random bits; the register holds their SHA-256 alone.
2. Who signs in, and who may not, is on the trail: by a fingerprint of the account, never by a name.
"""

import secrets
from dataclasses import replace
from datetime import timedelta

from concordat.domain.errors import LinkRefused, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.staff import AdminLink, StaffSession
from concordat.services.links import fingerprint
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction

ABOUT = "service/staff"
PAGE = "staff/enter"
OPERATOR = "operator"
"""What stands for the account of whoever signs in with a link."""


def make_admin_link(office: Office) -> str:
    """Return the whole address of a new link, which opens once; nothing else ever tells it."""
    token = secrets.token_urlsafe(32)
    with office.register.writing() as tx:
        tx.add(AdminLink(fingerprint(token), tx.now))
        tx.record(Fact.STAFF_LINK_MADE, ABOUT, {}, actor=OPERATOR)
    return f"{office.links.portal_url}/{PAGE}/{token}"


def check_admin_link(view: Reading, token: str) -> AdminLink:
    """Return the link behind the token; LinkRefused if it does not open."""
    link = view.admin_link(fingerprint(token))
    if link is None:
        raise LinkRefused(
            "This link does not open anything. It may have been cut short or altered.",
            why="unknown",
            remedy=_ANEW,
        )
    if not link.can_be_used(view.now):
        used = link.used_at is not None
        raise LinkRefused(
            "This link has been used." if used else "This link has expired.",
            why="used" if used else "expired",
            remedy=_ANEW,
        )
    return link


_ANEW = "Have a new one printed on the machine that runs the service: concordat admin-link."


def enter_by_link(office: Office, token: str, before: str | None = None) -> str:
    """Use the link up, and return the secret of a new session; LinkRefused if it does not open.

    `before` is the secret of the browser's session so far, which ends.
    """
    with office.register.writing() as tx:
        tx.save(replace(check_admin_link(tx, token), used_at=tx.now))
        return _begin(tx, OPERATOR, before)


def enter_by_account(office: Office, account: str, before: str | None = None) -> str:
    """Return the secret of a new session of an account that was made sure of.

    `account` names it at its provider, for ever; `before` is as with `enter_by_link`.
    """
    with office.register.writing() as tx:
        return _begin(tx, _who(account), before)


def refuse_account(office: Office, account: str) -> NotAllowed:
    """Put on the trail that an account may not sign in, and return the refusal."""
    with office.register.writing() as tx:
        tx.record(Fact.STAFF_REFUSED, ABOUT, {"who": _who(account)})
    return NotAllowed(
        "You are known to your organisation, but not as one of the staff here.",
        remedy="Ask whoever runs this service to add you to those who may sign in.",
        attempted="sign in as staff",
    )


def leave(office: Office, secret: str) -> None:
    """End the session; one that is over already changes nothing."""
    with office.register.writing() as tx:
        _end(tx, secret)


def sign_all_out(office: Office) -> int:
    """End every session, and every link that is still open; return how many there were."""
    with office.register.writing() as tx:
        ended = tx.forget_staff(tx.now + timedelta(seconds=1))
        tx.record(Fact.STAFF_ALL_SIGNED_OUT, ABOUT, {"sessions": ended}, actor=OPERATOR)
    return ended


def session_of(view: Reading, secret: str | None) -> StaffSession | None:
    """Return the session behind the secret; None if nobody is signed in by it."""
    found = view.staff_session(fingerprint(secret)) if secret else None
    return found if found is not None and found.lasts(view.now) else None


def _who(account: str) -> str:
    return fingerprint(account)[:16]


def _begin(tx: Transaction, who: str, before: str | None) -> str:
    if before:
        _end(tx, before)
    secret = secrets.token_urlsafe(32)
    tx.add(StaffSession(fingerprint(secret), tx.now, who))
    tx.record(Fact.STAFF_SIGNED_IN, ABOUT, {"who": who}, actor="staff")
    return secret


def _end(tx: Transaction, secret: str) -> None:
    session = session_of(tx, secret)
    if session is not None:
        tx.save(replace(session, ended_at=tx.now))
        tx.record(Fact.STAFF_SIGNED_OUT, ABOUT, {"who": session.who}, actor="staff")
