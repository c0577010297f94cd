"""The delegation that a signatory gave from their own page, as long as it can be taken back.

Its link opens the page that says so, for whoever shows that they gave it.
"""

from dataclasses import dataclass

from concordat.domain.delegation import GivenDelegation
from concordat.domain.identity import is_in_wrong_hands
from concordat.domain.parties import Deputy
from concordat.domain.signature import RequestStatus, SigningRequest
from concordat.domain.signing import Seat
from concordat.services.codes import checks_of
from concordat.services.links import fingerprint
from concordat.services.register import Reading
from concordat.services.seats import FoundSeat, find_signing

TAKE_BACK = "take a delegation back"


@dataclass(frozen=True, slots=True)
class StandingDelegation:
    """A delegation that stands: what was asked of whoever gave it, and the deputy with their days."""

    found: FoundSeat
    request: SigningRequest
    given: GivenDelegation
    deputy: Deputy


def standing_delegation(view: Reading, token: str) -> StandingDelegation | None:
    """Return the delegation given on the link's request; None where none stands any more."""
    request = view.request_by_link(fingerprint(token))
    if request is None or request.status != RequestStatus.CANCELLED:
        return None
    given = view.records(GivenDelegation, request.version_id, request_id=request.id)
    if not given or is_in_wrong_hands(checks_of(view, request.version_id, request.id)):
        return None
    found = seat_of(view, request, TAKE_BACK)
    deputy = found.signatory.deputy
    if deputy is None or not given[-1].stands(found.signatory) or _is_closed(found):
        return None
    return StandingDelegation(found, request, given[-1], deputy)


def seat_of(view: Reading, request: SigningRequest, act: str) -> FoundSeat:
    """Return the seat that a request asks, as it stands."""
    of = find_signing(view, request.version_id, request.scope, act)
    return FoundSeat(of, Seat(request.block, request.candidate))


def _is_closed(found: FoundSeat) -> bool:
    """Say whether nobody signs for the seat any more: it has, others have, or all is over."""
    signing = found.of.signing
    signed = [s for s in signing.signatures if s.block == found.seat.block]
    is_filled = len(signed) >= signing.blocks[found.seat.block].need
    return found.of.over or is_filled or any(s.seat == found.seat for s in signed)
