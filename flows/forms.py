"""The forms that the director answers in the Prefect UI, and the parts that several of them share."""

from datetime import date
from typing import Annotated, Any

from prefect.input import RunInput
from pydantic import BaseModel, Field

from concordat.domain.decision import BoardOutcome, Route
from concordat.domain.meetings import Attendance
from concordat.services.decide_board import BoardDecision
from concordat.services.decision_checks import HowDecided

Count = Annotated[int, Field(ge=0)]


class HowForm(BaseModel):
    """How a decision was reached. Left as it is: at a meeting, of a body without a quorum."""

    route: Route = Field(
        Route.MEETING, description="At a meeting, or between meetings by who may decide urgently."
    )
    members_present: Count | None = Field(
        None,
        description="How many members were there, from the minutes. Needed of a body with a quorum.",
    )
    roles_present: list[str] = Field(
        [],
        description="Which of the roles that the quorum names were there, in its words.",
    )
    conflicts: list[str] = Field(
        [],
        description="Members present who declared a conflict of interest: one role each, no names.",
    )
    authority: str = Field(
        "", description="Between meetings: who decided, in the words of the body's config."
    )
    urgent_reason: str = Field("", description="Between meetings: why it could not wait.")
    report_back_on: date | None = Field(
        None, description="Between meetings: the body's next meeting, to which it is reported."
    )
    words_sha256: str = Field(
        "",
        description="The first 16 or more digits of the SHA-256 of the words that lay before the "
        "body. If given, they must be this version's.",
    )
    effective_from: date | None = Field(
        None,
        description="The day from which the decision is to hold, if the body named a later one.",
    )

    def as_reached(self) -> HowDecided:
        """Return the answer as the act takes it."""
        there = None
        if self.members_present is not None:
            roles, conflicts = tuple(self.roles_present), tuple(self.conflicts)
            there = Attendance(self.members_present, roles, conflicts)
        return HowDecided(
            route=self.route,
            authority=self.authority,
            urgent_reason=self.urgent_reason,
            report_back_on=self.report_back_on,
            attendance=there,
            words_sha256=self.words_sha256,
            effective_from=self.effective_from,
        )


AS_USUAL = HowForm()
"""How a decision is reached when the form says nothing of it."""


class BoardDecisionForm(RunInput):
    """What the board decided."""

    outcome: BoardOutcome = Field(description="Approved, deferred or rejected.")
    meeting_on: date = Field(description="The day the board met, or an urgent decision was made.")
    minute_reference: str = Field(description="The reference under which it is minuted.")
    conditions: str = Field(
        "", description="What the board asked for when it approved, if anything."
    )
    reason: str = Field("", description="Why, when it was deferred or rejected.")
    how: HowForm = Field(AS_USUAL, description="How it was reached: who was there, or who decided.")

    def as_decision(self) -> BoardDecision:
        """Return the answer as the act takes it."""
        return BoardDecision(
            outcome=self.outcome,
            meeting_on=self.meeting_on,
            minute_reference=self.minute_reference,
            conditions=self.conditions,
            reason=self.reason,
            how=self.how.as_reached(),
        )


class ReviewOutcomeForm(RunInput):
    """What was decided on the review report."""

    outcome: str = Field(description="Continue as it is, amend, or end: in the words decided.")
    decided_on: date = Field(description="The day it was decided.")
    minute_reference: str = Field(description="The reference under which it is minuted.")

    def as_decision(self) -> dict[str, Any]:
        """Return the answer as the act takes it."""
        return self.model_dump()
