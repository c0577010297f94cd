"""The steps that can be due: what `next_step` answers, and what the services do."""

from dataclasses import dataclass
from datetime import date

from concordat.domain.dispatch import Dispatch
from concordat.domain.facts import Fact
from concordat.domain.membership import Withdrawal
from concordat.domain.signature import Signature, SigningRequest
from concordat.domain.signing import Seat


@dataclass(frozen=True, slots=True)
class AskForDecision:
    """Ask the place's ratifying body to decide."""


@dataclass(frozen=True, slots=True)
class CarryRatification:
    """Take over what the place decided on the version before, as the fact says."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class WarnPapers:
    """Warn that the papers for a meeting are due, and none are on record."""

    meeting_on: date


@dataclass(frozen=True, slots=True)
class Escalate:
    """Say that a place has been waiting too long. `number` counts the times, from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class EndCallIn:
    """Close the call-in that nobody used."""


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """Make the ratification record's PDF."""


@dataclass(frozen=True, slots=True)
class ApplySignature:
    """Put one signature into the PDF."""

    signature: Signature


@dataclass(frozen=True, slots=True)
class Expire:
    """Close a request that was not answered in time."""

    request: SigningRequest


@dataclass(frozen=True, slots=True)
class Invite:
    """Ask these seats to sign."""

    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class PlanDispatch:
    """Plan to have a provider ask these seats, in their order."""

    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class SendDispatch:
    """Hand a planned dispatch to its provider."""

    dispatch: Dispatch


@dataclass(frozen=True, slots=True)
class RecallDispatch:
    """Close a dispatch that nobody is to sign any more."""

    dispatch: Dispatch


@dataclass(frozen=True, slots=True)
class FetchSigned:
    """Fetch what a provider keeps of a dispatch that is over."""

    dispatch: Dispatch


@dataclass(frozen=True, slots=True)
class Seal:
    """Seal the document: every signature it needs stands in it."""


@dataclass(frozen=True, slots=True)
class Remind:
    """Remind a signatory who has not answered."""

    request: SigningRequest


@dataclass(frozen=True, slots=True)
class TakeEffect:
    """Record that the agreement is in effect."""


@dataclass(frozen=True, slots=True)
class WarnTerm:
    """Warn that the term ends in at most so many days."""

    days: int


@dataclass(frozen=True, slots=True)
class Lapse:
    """Record that the term has ended without renewal."""


@dataclass(frozen=True, slots=True)
class Recount:
    """Record that the places that count have changed, while the agreement goes on."""


@dataclass(frozen=True, slots=True)
class Suspend:
    """Record that the agreement is no longer in effect: too few places count."""


@dataclass(frozen=True, slots=True)
class LeavePartner:
    """Let a partner leave whose notice has run."""

    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True)
class LeavePlace:
    """Let a place withdraw its ratification: its notice has run."""

    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True)
class SucceedPlace:
    """Let its successors take the place of one that has come to its end."""


Step = (
    AskForDecision
    | CarryRatification
    | WarnPapers
    | Escalate
    | EndCallIn
    | DrawRecord
    | ApplySignature
    | Expire
    | Invite
    | PlanDispatch
    | SendDispatch
    | RecallDispatch
    | FetchSigned
    | Seal
    | Remind
    | TakeEffect
    | WarnTerm
    | Lapse
    | Recount
    | Suspend
    | LeavePartner
    | LeavePlace
    | SucceedPlace
)
