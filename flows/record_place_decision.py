"""The director records what a ratifying body decided."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.decision import Outcome, OwnWords
from concordat.services.decide_place import PlaceDecision
from flows.forms import AS_USUAL, HowForm
from tasks.ratification import check_places, record_decision
from tasks.timeline import version_id_of


@flow(name="record-place-decision", flow_run_name="{outcome}: {places}")
async def record_place_decision(
    places: Annotated[list[str], Field(min_length=1)],
    outcome: Outcome,
    decided_on: date,
    minute_reference: str,
    text: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    how: HowForm = AS_USUAL,
    own_words: str = "",
    own_words_are: OwnWords = OwnWords.ANNEX,
    agreement: str | None = None,
) -> None:
    """Record what a body decided for its place, or for each of its places, at one meeting.

    Args:
        places: The ids of the places, as the files in config/places are named.
        outcome: What was decided.
        decided_on: The day of the meeting, or of the urgent decision.
        minute_reference: The reference under which it is minuted.
        text: The reservation, the condition, or the reason for deferring or declining.
        version: The number of the agreement's version, counting from 1.
        how: Who was there, or who decided between meetings; needed of a body with a quorum.
        own_words: Words that the place adds to its decision, if any. The agreement's text stays as it is.
        own_words_are: An annex of the place's own record, or an amendment proposed for a next version.
        agreement: The agreement's id, needed only where the register holds several.
    """
    version_id = version_id_of(version, agreement)
    decision = PlaceDecision(
        outcome=outcome,
        decided_on=decided_on,
        minute_reference=minute_reference,
        text=text,
        how=how.as_reached(),
        own_words=own_words,
        own_words_are=own_words_are,
    )
    check_places(version_id, places)
    for place in places:
        record_decision(version_id, place, decision)
