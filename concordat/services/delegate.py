"""Record that a deputy may sign for a seat between two days.

The rules are those of `domain.appointment` and `domain.holder`. A delegation that has begun cancels
what was asked of the holder; one still to come ends the holder's request on the day it begins. Another
delegation takes the place of the one before.
"""

from dataclasses import dataclass, replace
from datetime import date, time

from concordat.domain.appointment import check_address, check_delegation, with_deputy
from concordat.domain.calendar import at_local, in_words, local_date
from concordat.domain.facts import Fact
from concordat.domain.parties import Deputy
from concordat.domain.seating import SeatName
from concordat.domain.signature import Closure, RequestStatus
from concordat.services.office import Office
from concordat.services.register import Transaction
from concordat.services.seats import (
    FoundSeat,
    check_may_still_sign,
    close_request,
    find,
    keep_programme,
    tell,
    wake,
)

ACT = "delegate a signing"


@dataclass(frozen=True, slots=True)
class Delegation:
    """Whose seat a deputy may sign for, and the deputy with days and evidence."""

    seat: SeatName
    deputy: Deputy


def delegate_signing(office: Office, version_id: str, scope: str, given: Delegation) -> None:
    """Record the delegation; the same one recorded again changes nothing.

    `scope` is the public signing's or a place's id. Raises NotFound for a place or seat there is not,
    and NotAllowed, with what to do instead, for one that has signed or cannot be deputised like this.
    """
    deputy = _trimmed(given.deputy)
    with office.register.writing() as tx:
        found = find(tx, version_id, scope, given.seat, ACT)
        if found.signatory.deputy != deputy:
            record_delegation(tx, found, deputy, "director")


def record_delegation(tx: Transaction, found: FoundSeat, deputy: Deputy, actor: str) -> str:
    """Record the delegation and ask whom it concerns; return the hash of the programme that has it.

    NotAllowed as `delegate_signing` says.
    """
    today = local_date(tx.now, found.of.version.programme.timezone)
    _check(found, deputy, today)
    number = found.signatory.changes + 1
    tx.once(f"{found.of.about}/{found.named['seat']}/delegate/{number}")
    programme_sha256 = _record(tx, found, deputy, actor, begun=deputy.valid_from <= today)
    _tell(tx, found, deputy, number)
    wake(tx, found.of)
    return programme_sha256


def _trimmed(deputy: Deputy) -> Deputy:
    return replace(
        deputy,
        role=deputy.role.strip(),
        email=deputy.email.strip(),
        evidence=deputy.evidence.strip(),
    )


def _check(found: FoundSeat, deputy: Deputy, today: date) -> None:
    check_may_still_sign(found)
    programme, attempt = found.of.version.programme, found.of.attempt
    check_delegation(programme, found.signatory, deputy, today, attempt)
    check_address(programme, found.of.signing, found.seat, deputy.email, attempt)
    if deputy.email.casefold() == found.signatory.email.casefold():
        raise attempt.refused(
            "a deputy is somebody else than the holder, and this is the holder's address.",
            "Write the deputy's own address.",
        )
    if found.requests(RequestStatus.DECLINED) and deputy.valid_from > today:
        raise attempt.refused(
            "the holder has declined, and would be asked again before the delegation begins.",
            f"Record the delegation on {in_words(deputy.valid_from)}, the day it begins.",
        )


def _record(tx: Transaction, found: FoundSeat, deputy: Deputy, actor: str, *, begun: bool) -> str:
    version = found.of.version
    programme = with_deputy(version.programme, found.of.scope, found.seat, deputy)
    data = {
        **found.named,
        "deputy": deputy.role,
        "valid_from": deputy.valid_from,
        "valid_until": deputy.valid_until,
        "evidence": deputy.evidence,
    }
    kept = keep_programme(tx, version, programme)
    data |= kept
    if not begun:
        begins = at_local(deputy.valid_from, time(0), version.programme.timezone)
        for request in found.requests(RequestStatus.OPEN):
            tx.save(replace(request, expires_at=min(request.expires_at, begins)))
    tx.record(Fact.SIGNING_DELEGATED, found.of.about, data, actor=actor)
    if begun:
        close_request(tx, found, Closure.DEPUTISED)
    return kept["programme_sha256"]


def _tell(tx: Transaction, found: FoundSeat, deputy: Deputy, number: int) -> None:
    who = f"{found.signatory.role}, {found.signatory.organisation}"
    days = f"from {in_words(deputy.valid_from)} to {in_words(deputy.valid_until)}"
    tell(
        tx,
        found.of,
        f"delegated/{found.named['seat']}/{number}",
        change="signing delegated",
        what=f"In the signing of {found.of.attempt.scope_name}, the {deputy.role} may sign for the "
        f"{who}, {days}.",
        reason=deputy.evidence,
        after="on those days the deputy is asked, by a link that closes with the delegation. Before "
        "and after them the holder is.",
    )
