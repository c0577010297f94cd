"""The config's models of bodies: their meetings, papers, quorum and urgent decisions."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from concordat.domain.rules import ConflictRule
from concordat.programme.people import Count, CountFromOne, Words
from concordat.programme.section import Section
from concordat.programme.written import WrittenDay, WrittenSpan


class PapersModel(Section):
    """How long before a meeting its papers go out."""

    clear_working_days: Count = Field(
        5, description="Working days between the day papers go out and the meeting."
    )


class QuorumModel(Section):
    """Who must be present for a decision."""

    expected: ClassVar = ("members",)
    members: CountFromOne | None = Field(None, description="How many members, at least.")
    including: list[Words] = Field(
        default_factory=list, description="The roles that must be among them."
    )
    conflicts: Annotated[ConflictRule, Field(strict=False)] = Field(
        ConflictRule.LEAVES_QUORUM,
        description="What a member with a conflict of interest leaves: the quorum and the vote, or "
        "the vote only.",
    )


class UrgentDecisionModel(Section):
    """Who may decide between meetings; a body without this decides only when it meets."""

    expected: ClassVar = ("by", "report_back")
    by: Words | None = Field(None, description="The roles that may decide, as its rules say.")
    report_back: bool | None = Field(
        None, description="Whether the decision is reported to the next meeting."
    )


class BodyModel(Section):
    """A body that decides or is informed."""

    expected: ClassVar = ("name",)
    name: Words | None = Field(None, description="Its name.")
    meetings: list[WrittenDay] = Field(default_factory=list, description="The days it meets.")
    papers: PapersModel | None = Field(None, description="When its papers go out.")
    call_in_working_days: Count = Field(
        0, description="Working days in which its decisions can be called in; 0 when they cannot."
    )
    quorum: QuorumModel | None = Field(None, description="Who must be present for a decision.")
    urgent_decision: UrgentDecisionModel | None = Field(
        None, description="Who may decide between meetings."
    )
    valid_to: WrittenSpan | None = Field(
        None, description="Its last day; from the day after it decides nothing."
    )
    deputies: bool = Field(
        True,
        description="Whether those who sign for its places may have a deputy; `signing.deputies` "
        "decides for all.",
    )

    def is_retired(self, on: date) -> bool:
        """Say whether the body is there no more on that day."""
        return self.valid_to is not None and self.valid_to.last < on
