"""Whose a commitment is over time, and what becomes of it when its partner leaves.

The rules:
1. A commitment is its party's, until a partner is said to have taken it on.
2. The last move effective by a day says whose it is on that day; a closed one is nobody's.
3. A leaving partner says of each commitment it holds who takes it on, or that it is closed, and why.
4. Only another partner of the same party can take one on, and only one that stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from concordat.domain.errors import NotAllowed
from concordat.domain.membership import CommitmentMove, Handover, Leaver, Withdrawal
from concordat.domain.parties import Party
from concordat.domain.partners import same_name

JOINT = "joint"


def held_by(partner: str, moves: Iterable[CommitmentMove], on: date) -> tuple[str, ...]:
    """Return the commitments that the partner is known to have taken on by that day, by id."""
    last = {m.commitment: m for m in moves if m.moved_on <= on}
    return tuple(sorted(c for c, m in last.items() if m.to and same_name(m.to, partner)))


def check_handovers(
    party: Party,
    leaver: str,
    handovers: Sequence[Handover],
    made_by: Mapping[str, str],
    moves: Sequence[CommitmentMove],
    notices: Sequence[Withdrawal],
    on: date,
) -> None:
    """Raise NotAllowed unless the handovers can be as written, and every commitment held has one.

    `made_by` is each commitment's party by its id; `moves` are in the order of their numbers;
    `notices` are the other withdrawals that run.
    """
    for handover in handovers:
        fault = _fault(party, leaver, handover, made_by, moves, notices, on)
        if fault:
            raise _refused(leaver, f"commitment '{handover.commitment}': {fault[0]}", fault[1])
    named = [h.commitment for h in handovers]
    if len(set(named)) < len(named):
        raise _refused(leaver, "a commitment is named twice.", "Say once what becomes of each.")
    left = sorted({*held_by(leaver, moves, on), *_promised(leaver, notices, on)} - set(named))
    if left:
        raise _refused(
            leaver,
            f"it holds commitments of which nothing is said: {', '.join(left)}.",
            "Say of each who takes it on, or that it is closed, and why.",
        )


def _fault(
    party: Party,
    leaver: str,
    handover: Handover,
    made_by: Mapping[str, str],
    moves: Sequence[CommitmentMove],
    notices: Sequence[Withdrawal],
    on: date,
) -> tuple[str, str] | None:
    """Return what is wrong with one handover and what to do instead, or None."""
    mine = [c for c, maker in made_by.items() if maker in {party.id, JOINT}]
    if handover.commitment not in mine:
        return f"{party.name} has not made it.", f"Write one of: {', '.join(mine)}."
    if not handover.reason.strip():
        return "nothing says why.", "Give the reason; it is kept and published."
    last = [m for m in moves if m.commitment == handover.commitment]
    if last and not (last[-1].to and same_name(last[-1].to, leaver)):
        return f"it is {_whose(last[-1])}.", "Leave it out."
    leaving = [w.who for w in notices if w.kind == Leaver.PARTNER and w.effective_on <= on]
    stay = [
        p.name
        for p in party.partners
        if p.is_partner(on) and not any(same_name(p.name, w) for w in (leaver, *leaving))
    ]
    if handover.to is not None and not any(same_name(handover.to, name) for name in stay):
        others = ", ".join(stay) or "nobody: it can only be closed"
        return (
            f"'{handover.to}' is not a partner of {party.name} that stays.",
            f"Give it to one of: {others}.",
        )
    return None


def _whose(move: CommitmentMove) -> str:
    return f"now with {move.to}" if move.to else "closed"


def _promised(partner: str, notices: Sequence[Withdrawal], on: date) -> list[str]:
    """Return what others who leave by that day are to hand on to the partner."""
    plans = [Handover(*h) for w in notices if w.effective_on <= on for h in w.handovers]
    return [plan.commitment for plan in plans if plan.to and same_name(plan.to, partner)]


def _refused(leaver: str, message: str, remedy: str) -> NotAllowed:
    return NotAllowed(f"{leaver}: {message}", remedy=remedy, attempted="hand over commitments")
