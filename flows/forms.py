"""The forms that the director answers in the Prefect UI when a timeline asks."""

from datetime import date
from typing import Any

from prefect.input import RunInput
from pydantic import Field

from concordat.domain.decision import BoardOutcome


class BoardDecisionForm(RunInput):
    """What the board decided."""

    outcome: BoardOutcome = Field(description="Approved, deferred or rejected.")
    meeting_on: date = Field(description="The day the board met.")
    minute_reference: str = Field(description="The reference under which it is minuted.")
    conditions: str = Field(
        "", description="What the board asked for when it approved, if anything."
    )
    reason: str = Field("", description="Why, when it was deferred or rejected.")

    def as_decision(self) -> dict[str, Any]:
        """Return the answer as the act takes it."""
        return self.model_dump()


class ReviewOutcomeForm(RunInput):
    """What was decided on the review report."""

    outcome: str = Field(description="Continue as it is, amend, or end: in the words decided.")
    decided_on: date = Field(description="The day it was decided.")
    minute_reference: str = Field(description="The reference under which it is minuted.")

    def as_decision(self) -> dict[str, Any]:
        """Return the answer as the act takes it."""
        return self.model_dump()
