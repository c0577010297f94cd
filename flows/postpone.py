"""The director postpones a stage."""

from datetime import date
from typing import Annotated

from prefect import State, flow
from prefect.states import Completed
from pydantic import Field

from concordat.domain.postponement import PostponementReason, Stage
from tasks import calendar_acts
from tasks.timeline import version_id_of


@flow(name="postpone", flow_run_name="postpone {stage} to {new_date}")
async def postpone(
    stage: Stage,
    new_date: date,
    reasons: Annotated[list[PostponementReason], Field(min_length=1)],
    decided_by: Annotated[str, Field(min_length=1)],
    decided_on: date,
    explanation: str = "",
    guidance_changed: bool = False,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> State:
    """Move a stage to another day. The stages after it give way, and everyone is told why.

    A day that will not do is refused, with the day to choose instead.

    Args:
        stage: The stage that is postponed.
        new_date: Its new day: a working day, outside pre-election periods.
        reasons: Why; choose as many as apply.
        decided_by: The body or role that decided it.
        decided_on: The day on which it was decided.
        explanation: The reasons in your own words; they are told to everyone.
        guidance_changed: Whether guidance that the text has to agree with has changed.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    answer = calendar_acts.postpone(
        version_id_of(version, agreement),
        stage,
        new_date,
        reasons,
        explanation,
        decided_by,
        decided_on,
        guidance_changed,
    )
    return Completed(message=answer)
