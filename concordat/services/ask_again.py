"""Ask a signatory again who has declined, when they have said that they would sign after all.

A decline is never taken back by itself, and stays on record. A new holder or a deputy is asked
without this: `replace_signatory` and `delegate` reopen the seat themselves.
"""

from concordat.domain.facts import Fact
from concordat.domain.seating import SeatName
from concordat.domain.signature import RequestStatus
from concordat.services.office import Office
from concordat.services.seats import (
    check_may_still_sign,
    check_words,
    find,
    reopen,
    wake,
)

ACT = "ask a signatory again"


def ask_again(office: Office, version_id: str, scope: str, seat: SeatName, reason: str) -> None:
    """Reopen a seat that declined, so that it is asked with a new link.

    The same asked again changes nothing. NotAllowed when the seat has not declined, with what to do
    instead.
    """
    with office.register.writing() as tx:
        found = find(tx, version_id, scope, seat, ACT)
        check_may_still_sign(found)
        declined = found.requests(RequestStatus.DECLINED)
        if not declined and found.requests(RequestStatus.REOPENED):
            return
        if not declined:
            raise found.of.attempt.refused(
                f"{found.signatory.role}, {found.signatory.organisation}, has not declined.",
                "Whoever has not answered is reminded by itself; to send a fresh link, void the "
                "request.",
            )
        why = check_words(found.of.attempt, "a reason", reason)
        tx.once(f"{declined[-1].id}/ask-again")
        reopen(tx, found)
        data = {**found.named, "request": declined[-1].id, "reason": why}
        tx.record(Fact.SEAT_REOPENED, found.of.about, data, actor="director")
        wake(tx, found.of)
