"""Let go of the personal data whose time is over. The rules are those of `domain.retention`.

It runs with the catch-up: quick when nothing is due, and running it twice lets go of nothing twice.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from concordat.domain.facts import Fact
from concordat.domain.identity import IdentityCheck
from concordat.domain.programme import Programme, addresses_of
from concordat.domain.record import Comment, Version
from concordat.domain.retention import ENDINGS, OVER, is_past, months_before
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction

ABOUT = "service/retention"


@dataclass(frozen=True, slots=True)
class LetGo:
    """How much was let go, of each kind."""

    addresses: int = 0
    comments: int = 0
    identity_checks: int = 0
    sessions: int = 0
    letters: int = 0


def keep_no_longer(office: Office) -> LetGo:
    """Let go of what is due, and put on the trail how much it was; return that.

    Undeliverable when the database's files could not be written anew because others were reading.
    """
    with office.register.reading() as view:
        rule = _newest(view)
        if rule is None:
            return LetGo()
        before = months_before(view.now, rule.retention.letters_months, rule.timezone)
        due = _is_due(view, rule)
    letters = office.postman.forget(before)
    if not due and not letters:
        return LetGo()
    with office.register.writing() as tx:
        done = replace(_let_go(tx, rule), letters=letters)
        tx.record(Fact.RETENTION_ENDED, ABOUT, asdict(done))
    if due:
        office.register.scrub()
    return done


def _newest(view: Reading) -> Programme | None:
    versions = view.version_ids()
    return view.version(versions[-1]).programme if versions else None


def _is_due(view: Reading, rule: Programme) -> bool:
    return bool(
        view.staff_before(_sessions_before(view, rule))
        or any(_addresses(view))
        or any(_comments(view))
        or any(_checks(view))
    )


def _let_go(tx: Transaction, rule: Programme) -> LetGo:
    addresses, comments, checks = list(_addresses(tx)), list(_comments(tx)), list(_checks(tx))
    for address in addresses:
        tx.erase_contact(address)
    for comment in comments:
        tx.save(replace(comment, name=None, organisation=None))
    for check in checks:
        tx.save(replace(check, session_sha256=""))
    sessions = tx.forget_staff(_sessions_before(tx, rule))
    return LetGo(len(addresses), len(comments), len(checks), sessions)


def _sessions_before(view: Reading, rule: Programme) -> datetime:
    return view.now - timedelta(days=rule.retention.sessions_days)


def _versions(view: Reading) -> Iterator[Version]:
    return map(view.version, view.version_ids())


def _is_over_for(view: Reading, version: Version, months: int) -> bool:
    """Say whether the version has been over for so many months."""
    if version.state not in OVER:
        return False
    ends = (view.last_of(version.id, fact) for fact in ENDINGS)
    ended_at = max(entry.at for entry in ends if entry is not None)
    return is_past(ended_at, months, view.now, version.programme.timezone)


def _addresses(view: Reading) -> Iterator[str]:
    """Yield the addresses that no version names any more, and to which nothing was sent lately."""
    rules = [v.programme for v in _versions(view)]
    months = max(rule.retention.contacts_months for rule in rules)
    counting = [v for v in _versions(view) if not _is_over_for(view, v, months)]
    named = {address for v in counting for address in addresses_of(v.programme)}
    for address in view.addresses():
        if address not in named and _was_silent(view, address, months, rules[-1].timezone):
            yield address


def _was_silent(view: Reading, address: str, months: int, timezone: str) -> bool:
    held = view.holdings(address)
    sent = [letter.queued_at for letter in held.letters] if held is not None else []
    return all(at is None or is_past(at, months, view.now, timezone) for at in sent)


def _comments(view: Reading) -> Iterator[Comment]:
    """Yield the comments that still have a name or an organisation, on versions long over."""
    for version in _versions(view):
        if _is_over_for(view, version, version.programme.retention.names_months):
            yield from (c for c in view.comments(version.id) if c.name or c.organisation)


def _checks(view: Reading) -> Iterator[IdentityCheck]:
    """Yield the checks that still say at which browser they were made, of versions long over."""
    for version in _versions(view):
        if _is_over_for(view, version, version.programme.retention.identity_months):
            checks = view.records(IdentityCheck, version.id)
            yield from (check for check in checks if check.session_sha256)
