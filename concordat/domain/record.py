"""What the register knows of a version, of a place's ratification and of a review.

Records are read, replaced and saved whole; nothing in them is changed in place.
All datetimes are aware and in UTC; all dates are in the system's time zone.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from concordat.domain.decision import Decision
from concordat.domain.elections import HeldBack
from concordat.domain.membership import Succession, Withdrawal
from concordat.domain.programme import Place, Programme
from concordat.domain.rules import AmendmentClass
from concordat.domain.signature import Signing
from concordat.domain.states import PlaceStatus, ReviewState, VersionState
from concordat.domain.term import EffectSpan


@dataclass(frozen=True, slots=True)
class Ratification:
    """One place's ratification of one version, as the register keeps it.

    `carried_from` is the earlier version on which the place decided, where the amended text did not
    reopen it; on a place not started, the one whose ratification it waits to take over. `succeeds`
    is the place whose ratification this one is asked to confirm.

    `papers_warned_for` is the last meeting whose papers were seen to: sent, or their deadline told.
    """

    version_id: str
    place_id: str
    status: PlaceStatus
    requested_at: datetime | None = None
    call_in_until: date | None = None
    expected_on: date | None = None
    record_sha256: str | None = None
    current_sha256: str | None = None
    sealed_at: datetime | None = None
    effective_on: date | None = None
    carried_from: str | None = None
    succeeds: str | None = None
    escalations: int = 0
    escalated_on: date | None = None
    papers_warned_for: date | None = None
    revision: int = 0

    @property
    def decided_in(self) -> str:
        """The id of the version under which the place's decision and signatures stand."""
        return self.carried_from or self.version_id


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Everything that decides what is due at one place.

    `decision` is the last one; `earlier` are those before it, oldest first. `predecessor` is the
    ratification of an earlier version that a place not started is to take over. `overridden` is what
    may be done there in spite of a pre-election period.
    """

    place: Place
    ratification: Ratification
    decision: Decision | None
    signing: Signing
    earlier: tuple[Decision, ...] = ()
    predecessor: Ratification | None = None
    overridden: frozenset[HeldBack] = frozenset()

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision of the place, oldest first."""
        return self.earlier if self.decision is None else (*self.earlier, self.decision)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an agreement, as the register keeps it.

    `board_on`, `public_signing_on` and `ratification_due` are the dates in force; the config's
    own stay in `programme`. `waiting_at` is the gate at which the timeline is suspended.

    An amended version `supersedes` an earlier one; `consults` says whether it opens a review window
    of its own, and `changes_sha256` is the document that shows what changed.
    """

    id: str
    agreement_id: str
    number: int
    state: VersionState
    programme: Programme
    programme_sha256: str
    rehearsal: bool
    board_on: date | None
    public_signing_on: date
    ratification_due: date
    run_id: str | None = None
    waiting_at: str | None = None
    text_sha256: str | None = None
    agreement_sha256: str | None = None
    current_sha256: str | None = None
    sealed_at: datetime | None = None
    effective_on: date | None = None
    certificate_sha256: str | None = None
    supersedes: str | None = None
    superseded_by: str | None = None
    amendment: AmendmentClass | None = None
    changes_sha256: str | None = None
    consults: bool = True
    papers_warned_for: date | None = None
    presented_on: date | None = None
    term_ends_on: date | None = None
    term_warned_days: int | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """Everything that decides what is due for a version as a whole.

    `overridden` is what may be done for the whole system in spite of a pre-election period. `span` is
    the latest in which the agreement is, or was, in effect; None before the first.
    """

    version: Version
    statuses: dict[str, PlaceStatus]
    effective_dates: dict[str, date]
    signing: Signing
    review: "Review | None" = None
    overridden: frozenset[HeldBack] = frozenset()
    withdrawals: tuple[Withdrawal, ...] = ()
    successions: tuple[Succession, ...] = ()
    span: EffectSpan | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One review cycle of a version. `cycle` counts from 1; `opens_on` is `due_on` less the lead."""

    version_id: str
    cycle: int
    state: ReviewState
    due_on: date
    opens_on: date
    returns_due_on: date
    run_id: str | None = None
    scheduled_for: datetime | None = None
    waiting_at: str | None = None
    report_sha256: str | None = None
    outcome: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class ReviewAsk:
    """One partner asked for its return. `partner` is the organisation's name."""

    id: str
    version_id: str
    cycle: int
    partner: str
    party: str
    link_sha256: str
    sent_at: datetime
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment made in the review window; name and organisation only if they were given."""

    version_id: str
    number: int
    text: str
    received_at: datetime
    name: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that is owed: `template` names its words, `params` fill them in.

    `links` name the personal links it carries; they are made only when it is sent.
    """

    id: str
    version_id: str
    template: str
    to: tuple[str, ...]
    params: dict[str, str] = field(default_factory=dict)
    link: str | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    queued_at: datetime | None = None
    sent_at: datetime | None = None
