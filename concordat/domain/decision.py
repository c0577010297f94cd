"""What boards and ratifying bodies decide, and how each decision was reached."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

BOARD = "board"
"""The scope of what concerns the board; every other scope of papers or a decision is a place's id."""


class Outcome(StrEnum):
    """What a place's ratifying body can decide.

    A place that has succeeded another one confirms, or does not, what its predecessor ratified.
    """

    RATIFIED = "ratified"
    RATIFIED_WITH_RESERVATION = "ratified with reservation"
    RATIFIED_SUBJECT_TO_CONDITION = "ratified subject to condition"
    DEFERRED = "deferred"
    DECLINED = "declined"
    CONFIRMED = "confirmed as successor"


class BoardOutcome(StrEnum):
    """What the board can decide on a version.

    With changed words it approves another text than the one before it, which becomes a version of
    its own. A board that has succeeded another adopts, or does not, what that one approved.
    """

    APPROVED = "approved"
    APPROVED_AMENDED = "approved with changed words"
    ADOPTED = "adopted"
    DEFERRED = "deferred"
    REJECTED = "rejected"


class Route(StrEnum):
    """How a decision was reached: at a meeting, or between meetings by who may decide urgently."""

    MEETING = "meeting"
    URGENT = "urgent decision"


class OwnWords(StrEnum):
    """What a place's own words are: an annex of its record, or an amendment it proposes to the text."""

    ANNEX = "local annex"
    PROPOSAL = "proposed amendment"


@dataclass(frozen=True, slots=True)
class Decision:
    """A body's decision. `place_id` is None for the board's; `number` counts from 1.

    It has three dates: `decided_on`, when the body met; `effective_from`, a later day from which it
    is to hold, if the body named one; and `recorded_at`. `text_sha256` are the exact words decided
    on. `members_present`, `roles_present` and `conflicts` are the attendance, where it was given.

    Between meetings the `authority` decides, for an `urgent_reason`; it reports to the meeting of
    `report_back_on`, and `reported_on` says when it has.
    """

    version_id: str
    place_id: str | None
    number: int
    outcome: str
    decided_on: date
    minute_reference: str
    recorded_at: datetime
    recorded_by: str
    reservation: str | None = None
    condition: str | None = None
    reason: str | None = None
    effective_from: date | None = None
    text_sha256: str | None = None
    route: Route = Route.MEETING
    authority: str | None = None
    urgent_reason: str | None = None
    report_back_on: date | None = None
    reported_on: date | None = None
    report_minute: str | None = None
    members_present: int | None = None
    roles_present: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    own_words: str | None = None

    @property
    def is_unreported(self) -> bool:
        """Say whether it was made between meetings, and has still to be reported to one."""
        return self.report_back_on is not None and self.reported_on is None

    def is_report_overdue(self, today: date) -> bool:
        """Say whether the day on which it was to be reported has passed without a report."""
        return self.reported_on is None and (self.report_back_on or today) < today

    def holds_from(self, day: date) -> date:
        """Return from when it holds once it is complete on that day: then, or from `effective_from`."""
        return max(day, self.effective_from or day)


@dataclass(frozen=True, slots=True)
class ProposedAmendment:
    """Words that a place proposes for the text; the text itself stays as it is."""

    version_id: str
    place_id: str
    number: int
    words: str
    proposed_on: date
    taken_up_in: str | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers sent to a body for one meeting. `scope` is a place's id, or `BOARD`.

    `late_consent` says who consented to late papers, and where that is minuted.
    """

    version_id: str
    scope: str
    meeting_on: date
    sent_on: date
    due_on: date
    late_consent: str | None = None
