"""The director records what several ratifying bodies decided, as after a round of meetings."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import BaseModel, Field

from concordat.domain.decision import Outcome, OwnWords
from concordat.services.decide_place import PlaceDecision
from flows.forms import AS_USUAL, HowForm
from tasks.ratification import check_all_recorded, record_decision
from tasks.timeline import version_id_of


class PlaceDecisionForm(BaseModel):
    """What one place's body decided."""

    place: str = Field(description="The id of the place, as its file in config/places is named.")
    outcome: Outcome = Field(description="What was decided.")
    decided_on: date = Field(description="The day of the meeting.")
    minute_reference: str = Field(description="The reference under which it is minuted.")
    text: str = Field("", description="The reservation, the condition, or the reason.")
    how: HowForm = Field(AS_USUAL, description="How it was reached: who was there, or who decided.")
    own_words: str = Field("", description="Words that the place adds to its decision, if any.")
    own_words_are: OwnWords = Field(
        OwnWords.ANNEX,
        description="An annex of the place's record, or an amendment it proposes for a next version.",
    )

    def as_decision(self) -> PlaceDecision:
        """Return the answer as the act takes it."""
        return PlaceDecision(
            outcome=self.outcome,
            decided_on=self.decided_on,
            minute_reference=self.minute_reference,
            text=self.text,
            how=self.how.as_reached(),
            own_words=self.own_words,
            own_words_are=self.own_words_are,
        )


@flow(name="record-place-decisions", flow_run_name="version {version}: several decisions")
async def record_place_decisions(
    decisions: Annotated[list[PlaceDecisionForm], Field(min_length=1)],
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record several decisions, each on its own: one that is refused holds up no other.

    Args:
        decisions: One for each place.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    version_id = version_id_of(version, agreement)
    taken = [
        record_decision(version_id, decision.place, decision.as_decision(), return_state=True)
        for decision in decisions
    ]
    check_all_recorded(taken)
