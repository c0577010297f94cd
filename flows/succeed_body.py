"""The director records that a body is succeeded by another."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import BaseModel, Field

from tasks.amendment import record_succession_of_body
from tasks.timeline import version_id_of


class Successor(BaseModel):
    """The body that takes over, and how it works."""

    id: str = Field(
        min_length=1, description="Its id: lower-case words joined by hyphens, new or known."
    )
    name: str = Field(min_length=1, description="Its name, as it is printed.")
    meetings: list[date] = Field(default_factory=list, description="Its meetings, as far as known.")
    papers_clear_working_days: int = Field(5, ge=0, description="Clear working days for papers.")
    call_in_working_days: int = Field(0, ge=0, description="Working days in which it is called in.")
    quorum_members: int = Field(
        0, ge=0, description="How many members make it quorate; 0: no rule."
    )
    quorum_including: list[str] = Field(
        default_factory=list, description="Roles that must be among them."
    )


@flow(name="succeed-body", flow_run_name="{old} is succeeded")
async def succeed_body(
    old: str,
    successor: Successor,
    on: date,
    instrument: str,
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that a board, or a place's ratifying body, was abolished or merged into another.

    Before the public signing is complete the successor board approves the text afresh, or adopts
    what its predecessor approved. After it the agreement goes on.

    Args:
        old: The id of the body that is succeeded.
        successor: The body that takes over.
        on: The first day on which the successor is in office.
        instrument: The order, resolution or decision that says so.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    record_succession_of_body(
        version_id_of(version, agreement), old, successor.model_dump(), on, instrument
    )
