"""Void a signing request whose link may have reached somebody else.

Its link says so from then on, and the seat is asked anew, under a new number, by the ordinary step.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import AlreadyDone
from concordat.domain.facts import Fact
from concordat.domain.seating import SeatName
from concordat.domain.signature import Closure, RequestStatus, SigningRequest
from concordat.services.office import Office
from concordat.services.register import Transaction
from concordat.services.seats import (
    ScopeOfSigning,
    check_words,
    find,
    find_signing,
    tell,
    wake,
)
from concordat.services.sign import open_request

ACT = "void a signing request"


@dataclass(frozen=True, slots=True)
class Voiding:
    """Whose request is void, why, and on which day that was noticed."""

    seat: SeatName
    reason: str
    noticed_on: date


def void_request(office: Office, version_id: str, scope: str, voiding: Voiding) -> None:
    """Void the seat's open request; the same voiding recorded again does not void the next one.

    NotAllowed when nothing is asked of the seat.
    """
    with office.register.writing() as tx:
        found = find(tx, version_id, scope, voiding.seat, ACT)
        reason = check_words(found.of.attempt, "a reason", voiding.reason)
        words = hashlib.sha256(reason.encode()).hexdigest()[:16]
        try:
            tx.once(f"{found.of.about}/{found.named['seat']}/void/{voiding.noticed_on}/{words}")
        except AlreadyDone:
            return
        asked = found.requests(RequestStatus.OPEN)
        if not asked:
            raise found.of.attempt.refused(
                f"nothing is asked of the {found.signatory.role}, {found.signatory.organisation}.",
                "A link that was used, has expired or was cancelled does not open: nothing is left "
                "to void.",
            )
        void(tx, found.of, asked[0], reason, "director", noticed_on=voiding.noticed_on)


def identity_failed(office: Office, token: str, why: str) -> None:
    """Void the request behind a link whose reader could not show that they are its signatory.

    LinkRefused, with the reason, when the link does not open.
    """
    with office.register.writing() as tx:
        request = open_request(tx, token)
        of = find_signing(tx, request.version_id, request.scope, ACT)
        reason = check_words(of.attempt, "a reason", why)
        today = local_date(tx.now, of.version.programme.timezone)
        void(tx, of, request, reason, "identity step", noticed_on=today)


def void(
    tx: Transaction,
    of: ScopeOfSigning,
    request: SigningRequest,
    reason: str,
    actor: str,
    *,
    noticed_on: date,
) -> None:
    """Cancel a request whose link may have reached somebody else, and tell everyone concerned."""
    cancelled, why = RequestStatus.CANCELLED, Closure.VOIDED.value
    tx.save(replace(request, status=cancelled, closed_at=tx.now, reason=why))
    data = {"request": request.id, "reason": reason, "noticed_on": noticed_on}
    tx.record(Fact.REQUEST_VOIDED, of.about, data, actor=actor)
    signatory = of.signing.signatory(request.seat)
    tell(
        tx,
        of,
        f"voided/{request.key}",
        change="signing request voided",
        what=f"The link of {signatory.role}, {signatory.organisation}, may have reached somebody "
        f"else, as was noticed on {in_words(noticed_on)}. It no longer opens.",
        reason=reason,
        after="the signatory gets a new link by itself. See that the address is theirs alone.",
    )
    wake(tx, of)
