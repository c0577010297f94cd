"""Who learns that somebody would not, and why: whoever objects may have their money from those who read it.

The rules:
1. What a place's body decides is a public decision: reservations, conditions and refusals are told as they
   were made, in every programme.
2. Comments go to the board without names, in every programme.
3. Where the programme keeps dissent apart, only the facilitator learns that a signatory declined, and why;
   and nobody but the facilitator and the leaver why a partner leaves.
4. The trail has everything. Whoever discloses it looks at words first (`domain.disclosure`).
Source: config `dissent.kept_apart`.
"""

from concordat.domain.membership import Leaver, Withdrawal
from concordat.domain.programme import Programme


def tells_declines(programme: Programme) -> bool:
    """Say whether others than the facilitator are shown that a signatory has declined."""
    return not programme.dissent_apart


def reason_told(programme: Programme, withdrawal: Withdrawal) -> str:
    """Return why somebody leaves as others are told it; nothing where that is kept apart."""
    apart = programme.dissent_apart and withdrawal.kind == Leaver.PARTNER
    return "" if apart else withdrawal.reason
