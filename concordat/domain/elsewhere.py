"""What is due in a signing whose requests a provider carries.

The rules:
1. Whoever is to be asked now goes into one dispatch, and with them those whose turn comes later, unless
   somebody of this turn is not in it: a provider that asks by itself must not pass anyone over.
2. A planned dispatch is handed over before anything else is asked.
3. A dispatch in which somebody has signed in another way is recalled; the others are asked anew.
4. What was signed in a dispatch is fetched when it is over, before the document is sealed.
5. While a dispatch is open, the provider has not said its last word, and nothing is sealed.
"""

from concordat.domain.dispatch import LIVE, Dispatch, DispatchStanding
from concordat.domain.signature import Medium, Signing
from concordat.domain.signing import Seat, seats
from concordat.domain.steps import FetchSigned, PlanDispatch, RecallDispatch, SendDispatch


def dispatch_step(signing: Signing) -> SendDispatch | RecallDispatch | FetchSigned | None:
    """Return what is due with the dispatches there are, or None while their provider is at work."""
    for dispatch in signing.dispatches:
        if dispatch.standing == DispatchStanding.PLANNED:
            return SendDispatch(dispatch)
        if dispatch.standing == DispatchStanding.OPEN and _overtaken(signing, dispatch):
            return RecallDispatch(dispatch)
        if _is_to_fetch(signing, dispatch):
            return FetchSigned(dispatch)
    return None


def recall_step(signing: Signing) -> RecallDispatch | None:
    """Return what is due where nobody is to sign any more: to close what is still open."""
    still_open = signing.open_dispatches
    return RecallDispatch(still_open[0]) if still_open else None


def plan_step(signing: Signing, unasked: tuple[Seat, ...]) -> PlanDispatch | None:
    """Return the dispatch of those who are to be asked and are in none; None when all are in one."""
    fresh = tuple(seat for seat in unasked if signing.open_dispatch(seat) is None)
    if not fresh:
        return None
    result = signing.progress
    if set(result.waiting_for) - set(fresh):
        return PlanDispatch(fresh)
    known = {*fresh, *result.signed}
    turn = signing.blocks[fresh[0].block].order
    later = sorted(
        (seat for seat, _ in seats(signing.blocks) if seat not in known),
        key=lambda seat: (signing.blocks[seat.block].order, seat),
    )
    return PlanDispatch(fresh + tuple(s for s in later if signing.blocks[s.block].order > turn))


def _overtaken(signing: Signing, dispatch: Dispatch) -> bool:
    on_paper = (s.seat for s in signing.signatures if s.medium == Medium.PAPER)
    return any(dispatch.asks(seat) for seat in on_paper)


def _is_to_fetch(signing: Signing, dispatch: Dispatch) -> bool:
    over = dispatch.standing not in LIVE and dispatch.signed_sha256 is None
    return over and any(
        dispatch.asks(s.seat) for s in signing.signatures if s.medium == Medium.ELECTRONIC
    )
