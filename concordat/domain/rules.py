"""The rules a programme sets for itself in its config: quorum, effect, amendment, signing, review.

Every default is what a programme gets that says nothing.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType

from concordat.domain.parties import Contact

PlaceId = NewType("PlaceId", str)


class ConflictRule(StrEnum):
    """What a member with a conflict of interest leaves: the quorum and the vote, or the vote only."""

    LEAVES_QUORUM = "leaves-quorum"
    LEAVES_VOTE = "leaves-vote"


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members must be present, which roles must be among them, and who does not count."""

    members: int
    including: tuple[str, ...] = ()
    conflicts: ConflictRule = ConflictRule.LEAVES_QUORUM


class BelowThreshold(StrEnum):
    """What becomes of an agreement in effect when too few places count: it goes on, or is suspended."""

    CONTINUES = "continues"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class EffectRule:
    """When the agreement takes effect: so many places, these among them, so many days later."""

    at_least: int
    including: tuple[PlaceId, ...] = ()
    after_days: int = 0
    when_below: BelowThreshold = BelowThreshold.CONTINUES


class AmendmentClass(StrEnum):
    """How far an amendment goes."""

    EDITORIAL = "editorial"
    MINOR = "minor"
    MATERIAL = "material"


class Reopens(StrEnum):
    """Which places decide again on an amended text."""

    NONE = "none"
    CONCERNED = "concerned"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class AmendmentRule:
    """What an amendment of one class needs: the board, a public signing, places that decide again."""

    board: bool
    signing: bool
    reopens: Reopens


@dataclass(frozen=True, slots=True)
class AmendmentRules:
    """What an amendment of each class needs."""

    editorial: AmendmentRule = AmendmentRule(board=False, signing=False, reopens=Reopens.NONE)
    minor: AmendmentRule = AmendmentRule(board=True, signing=False, reopens=Reopens.NONE)
    material: AmendmentRule = AmendmentRule(board=True, signing=True, reopens=Reopens.CONCERNED)

    def of(self, kind: AmendmentClass) -> AmendmentRule:
        """Return what an amendment of that class needs."""
        rule: AmendmentRule = getattr(self, kind.value)
        return rule


@dataclass(frozen=True, slots=True)
class WithdrawalRule:
    """How much notice a partner or place gives, and how many partners each party needs at least."""

    notice_days: int = 90
    minimum_partners: int = 1


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """When a place that does not decide is escalated: after so many working days, and then again.

    First to the place itself, then to the facilitator.
    """

    after_working_days: int = 10
    at_most: int = 2


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """For how many months after the end contacts, names of comments, identity checks and letters are kept.

    Sessions of staff are kept for so many days. See `domain.retention`.
    """

    contacts_months: int = 24
    names_months: int = 24
    identity_months: int = 24
    letters_months: int = 24
    sessions_days: int = 30


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """How often the agreement is reviewed, and how early the review opens."""

    every_months: int = 12
    lead_days: int = 60


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """How often a place's signatories are reminded, where the place says so itself."""

    every_working_days: int
    at_most: int


@dataclass(frozen=True, slots=True)
class SigningRule:
    """Which provider carries the signing requests, and how they are reminded and expire.

    `one_act_for_two_roles` lets a person who holds two roles sign for both at once; `deputies`
    lets a signatory be deputised; a format asked for gives so many working days more.
    """

    provider: str = "inhouse"
    reminder_every_working_days: int = 5
    reminders_at_most: int = 4
    expires_days: int = 90
    one_act_for_two_roles: bool = False
    deputies: bool = True
    format_working_days: int = 10

    def reminding(self, own: ReminderRule | None) -> "SigningRule":
        """Return the rule with a place's own reminders, where it has any."""
        if own is None:
            return self
        return replace(
            self,
            reminder_every_working_days=own.every_working_days,
            reminders_at_most=own.at_most,
        )


@dataclass(frozen=True, slots=True)
class InPersonRule:
    """Who looks after the tablet at the public signing, and whether they may vouch for who signs."""

    officer: Contact
    witness: bool = False


@dataclass(frozen=True, slots=True)
class UrgentDecision:
    """Who may decide between meetings, and whether it is reported to the next one."""

    by: str
    report_back: bool
