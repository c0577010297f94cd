"""What the acts about a seat of a signing share: find it, close what is asked of it, tell people."""

from dataclasses import dataclass, replace
from typing import Any

from concordat.domain.appointment import check_unsigned
from concordat.domain.facts import Fact
from concordat.domain.parties import Contact, Signatory
from concordat.domain.programme import Programme
from concordat.domain.record import Version
from concordat.domain.seating import Attempt, SeatName, find_seat
from concordat.domain.signature import PUBLIC, Closure, RequestStatus, Signing, SigningRequest
from concordat.domain.signing import Seat
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.notify import owe
from concordat.services.register import Reading, Transaction, WakeKind

OVER = frozenset(
    {
        VersionState.REJECTED,
        VersionState.SUPERSEDED,
        VersionState.LAPSED,
        VersionState.ENDED,
        PlaceStatus.WITHDRAWN,
        PlaceStatus.SUCCEEDED,
    }
)
"""The states in which nobody will sign any more."""


@dataclass(frozen=True, slots=True)
class ScopeOfSigning:
    """One signing, the public one or a place's, and what is attempted with it."""

    version: Version
    scope: str
    signing: Signing
    contacts: tuple[Contact, ...]
    attempt: Attempt
    over: bool

    @property
    def about(self) -> str:
        """What the facts about it are about."""
        return f"{self.version.id}/{self.scope}"


@dataclass(frozen=True, slots=True)
class FoundSeat:
    """One seat of a signing, as it stands."""

    of: ScopeOfSigning
    seat: Seat

    @property
    def signatory(self) -> Signatory:
        """Who sits in it."""
        return self.of.signing.signatory(self.seat)

    @property
    def key(self) -> str:
        """The seat, as ids and facts name it."""
        return f"{self.seat.block}.{self.seat.candidate}"

    @property
    def named(self) -> dict[str, Any]:
        """The seat, as the facts about it name it."""
        return {
            "seat": self.key,
            "role": self.signatory.role,
            "organisation": self.signatory.organisation,
        }

    def requests(self, status: RequestStatus) -> tuple[SigningRequest, ...]:
        """Return the seat's requests of that status, oldest first."""
        asked = self.of.signing.requests
        return tuple(r for r in asked if r.seat == self.seat and r.status == status)


def find_signing(view: Reading, version_id: str, scope: str, act: str) -> ScopeOfSigning:
    """Return the signing of that scope; NotFound when the version has no such place."""
    version = view.version(version_id)
    if scope == PUBLIC:
        attempt = Attempt(act, "the public signing", None, version.state.value)
        over = version.state in OVER
        return ScopeOfSigning(version, scope, view.signing(version, scope), (), attempt, over)
    record = view.place(version, scope)
    status = record.ratification.status
    attempt = Attempt(act, record.place.name, scope, status.value)
    over = version.state in OVER or status in OVER
    return ScopeOfSigning(version, scope, record.signing, record.place.copies, attempt, over)


def find(view: Reading, version_id: str, scope: str, name: SeatName, act: str) -> FoundSeat:
    """Return the seat that is named; NotFound when there is none, NotAllowed when there are several."""
    found = find_signing(view, version_id, scope, act)
    return FoundSeat(found, find_seat(found.signing.blocks, name, found.attempt))


def check_may_still_sign(found: FoundSeat) -> None:
    """Raise NotAllowed when the seat has signed, or will never be asked to."""
    check_unsigned(found.of.signing, found.seat, found.of.attempt)
    if found.of.over:
        raise found.of.attempt.refused(
            "nobody signs this document any more.",
            "Record the change in the config, for the next version.",
        )


def check_words(attempt: Attempt, what: str, words: str) -> str:
    """Return the words without blanks around them; NotAllowed when there are none."""
    if not words.strip():
        raise attempt.refused(f"this needs {what}.", f"Write {what}: it is kept on record.")
    return words.strip()


def keep_programme(tx: Transaction, version: Version, programme: Programme) -> dict[str, str]:
    """Give the version another programme; return both hashes, as the fact names them."""
    sha256 = tx.add_programme(programme)
    tx.save(replace(version, programme=programme, programme_sha256=sha256))
    return {"programme_sha256": sha256, "earlier_programme_sha256": version.programme_sha256}


def close_request(tx: Transaction, found: FoundSeat, why: Closure) -> None:
    """Cancel what is asked of the seat, so that whoever holds it then is asked anew."""
    for request in found.requests(RequestStatus.OPEN):
        cancelled = RequestStatus.CANCELLED
        tx.save(replace(request, status=cancelled, closed_at=tx.now, reason=why.value))
        data = {"request": request.id, "why": why.value, "expires_at": request.expires_at}
        tx.record(Fact.REQUEST_CANCELLED, found.of.about, data)
    reopen(tx, found)


def reopen(tx: Transaction, found: FoundSeat) -> None:
    """Let a seat that declined be asked again. What it said stays on record."""
    for request in found.requests(RequestStatus.DECLINED):
        tx.save(replace(request, status=RequestStatus.REOPENED))


def tell(
    tx: Transaction,
    found: ScopeOfSigning,
    occasion: str,
    *,
    change: str,
    what: str,
    reason: str,
    after: str,
) -> None:
    """Tell the facilitator and the place's contacts what changed, why, and what happens after it."""
    facilitator = found.version.programme.facilitator_contact
    for number, contact in enumerate((facilitator, *found.contacts)):
        owe(
            tx,
            found.version,
            f"{found.scope}/{occasion}/{number}",
            "change-recorded",
            (contact.email,),
            partner=contact.role,
            change=change,
            what=what,
            reason=reason,
            next=after,
        )


def wake(tx: Transaction, found: ScopeOfSigning) -> None:
    """Wake whoever does what is due in the signing now."""
    if found.scope == PUBLIC:
        tx.wake(WakeKind.VERSION, found.version.id)
    else:
        tx.wake(WakeKind.PLACE, found.version.id, found.scope)
