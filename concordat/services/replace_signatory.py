"""Record that a seat has a new holder, or its holder another address.

The rules are those of `domain.appointment`. What was asked of the seat and is unsigned is cancelled,
a decline reopened, and whoever holds the seat now is asked by the ordinary step.
"""

from dataclasses import dataclass
from datetime import date

from concordat.domain.appointment import check_address, with_signatory_replaced
from concordat.domain.calendar import in_words, local_date
from concordat.domain.facts import Fact
from concordat.domain.seating import SeatName, seats_named
from concordat.domain.signature import Closure
from concordat.services.office import Office
from concordat.services.register import Transaction
from concordat.services.seats import (
    FoundSeat,
    check_may_still_sign,
    check_words,
    close_request,
    find,
    find_signing,
    keep_programme,
    tell,
    wake,
)

ACT = "replace a signatory"


@dataclass(frozen=True, slots=True)
class Replacement:
    """Where the seat's holder is reached from now on, and why.

    `since` is the day the new holder took the role; None when the same holder has another address.
    """

    seat: SeatName
    email: str
    reason: str
    since: date | None = None


def replace_signatory(office: Office, version_id: str, scope: str, change: Replacement) -> None:
    """Record the replacement; the same one recorded again changes nothing.

    `scope` is the public signing's or a place's id. Raises NotFound for a place or seat there is not,
    and NotAllowed, with what to do instead, for one that has signed or cannot be given as written.
    """
    email = change.email.strip()
    with office.register.writing() as tx:
        if _is_on_record(tx, version_id, scope, change, email):
            return
        found = find(tx, version_id, scope, change.seat, ACT)
        _check(tx, found, change, email)
        reason = check_words(found.of.attempt, "a reason", change.reason)
        version, number = found.of.version, found.signatory.changes + 1
        tx.once(f"{found.of.about}/{found.named['seat']}/replace/{number}")
        programme = with_signatory_replaced(
            version.programme, scope, found.seat, email, change.since
        )
        data = {**found.named, "since": change.since, "reason": reason}
        tx.record(
            Fact.SIGNATORY_REPLACED,
            found.of.about,
            data | keep_programme(tx, version, programme),
            actor="director",
        )
        close_request(tx, found, Closure.REPLACED)
        _tell(tx, found, change, reason)
        wake(tx, found.of)


def _is_on_record(
    tx: Transaction, version_id: str, scope: str, change: Replacement, email: str
) -> bool:
    # The present address that was given is the old one by now: it does not name the seat any more.
    signing = find_signing(tx, version_id, scope, ACT).signing
    named = SeatName(change.seat.role, change.seat.organisation)
    holders = [signing.signatory(seat) for seat in seats_named(signing.blocks, named)]
    return any(
        s.changes > 0 and s.email == email and change.since in {None, s.since} for s in holders
    )


def _check(tx: Transaction, found: FoundSeat, change: Replacement, email: str) -> None:
    check_may_still_sign(found)
    programme, attempt = found.of.version.programme, found.of.attempt
    check_address(programme, found.of.signing, found.seat, email, attempt)
    if email == found.signatory.email:
        raise attempt.refused(
            "that is the address the seat has.",
            "Write the new one; to send a fresh link to the same address, void the request.",
        )
    if change.since is not None and change.since > local_date(tx.now, programme.timezone):
        raise attempt.refused(
            f"{change.since} is in the future, and until then the present holder signs.",
            "Record the new holder on the day they take the role.",
        )


def _tell(tx: Transaction, found: FoundSeat, change: Replacement, reason: str) -> None:
    who = f"{found.signatory.role}, {found.signatory.organisation}"
    new = "another address" if change.since is None else "a new holder"
    since = "" if change.since is None else f" since {in_words(change.since)}"
    tell(
        tx,
        found.of,
        f"replaced/{found.named['seat']}/{found.signatory.changes + 1}",
        change="signatory replaced" if change.since else "address corrected",
        what=f"In the signing of {found.of.attempt.scope_name}, {who}, has {new}{since}.",
        reason=reason,
        after="a link that was not used yet no longer opens. Whoever holds the seat gets one of their "
        "own when it is their turn, with its own last day.",
    )
