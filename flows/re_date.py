"""The director re-dates a version when an election is called."""

from datetime import date
from typing import Annotated

from prefect import State, flow
from prefect.states import Completed
from pydantic import BaseModel, Field

from concordat.domain.postponement import PostponementReason
from tasks.calendar_acts import re_date_for_election
from tasks.timeline import version_id_of


class MeetingStoodDown(BaseModel):
    """A listed meeting that will not be held."""

    body: str = Field(description="The id of the body, as the config names it.")
    on: date = Field(description="The day on which it would have met.")


@flow(name="re-date", flow_run_name="re-date: {because}")
async def re_date(
    starts: date,
    ends: date,
    because: Annotated[str, Field(min_length=1)],
    decided_by: Annotated[str, Field(min_length=1)],
    decided_on: date,
    places: list[str] = [],  # noqa: B006 - Prefect shows the default, and nobody changes it.
    stood_down: list[MeetingStoodDown] = [],  # noqa: B006 - As above.
    reasons: list[PostponementReason] = [PostponementReason.ELECTION],  # noqa: B006 - As above.
    explanation: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> State:
    """Move every date that an election hits, at once. Everyone gets one letter with all of them.

    Args:
        starts: The first day of the pre-election period.
        ends: Its last day, as a rule the day of the poll.
        because: Which election it is.
        decided_by: The body or role that decided to move the dates.
        decided_on: The day on which it was decided.
        places: The ids of the places that vote; none for all of them.
        stood_down: The meetings that will not be held.
        reasons: Why; choose as many as apply.
        explanation: The reasons in your own words; they are told to everyone.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    answer = re_date_for_election(
        version_id_of(version, agreement),
        (starts, ends, because),
        places,
        [(meeting.body, meeting.on) for meeting in stood_down],
        reasons,
        explanation,
        decided_by,
        decided_on,
    )
    return Completed(message=answer)
