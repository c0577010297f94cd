"""The config's models of the paper for the board: the case for the agreement, its risks and effects."""

from typing import ClassVar

from pydantic import Field

from concordat.programme.people import Words
from concordat.programme.section import Section
from concordat.programme.written import WrittenSpan


class RiskModel(Section):
    """What could go wrong, and what is done about it."""

    expected: ClassVar = ("risk", "mitigation", "owner")
    risk: Words | None = Field(None, description="What could go wrong.")
    mitigation: Words | None = Field(None, description="What is done about it.")
    owner: Words | None = Field(None, description="The role that sees to it; never a name.")


class EqualityModel(Section):
    """How the effect on people with protected characteristics was assessed."""

    expected: ClassVar = ("assessed_by", "method", "findings")
    assessed_by: Words | None = Field(None, description="The role or group that assessed it.")
    assessed_on: WrittenSpan | None = Field(None, description="When: its last day, if a month.")
    method: Words | None = Field(None, description="How, and with whom.")
    findings: Words | None = Field(None, description="What was found, and what follows from it.")


class BoardPaperModel(Section):
    """What the paper for the board says beside what is on record; what is left out it says is absent."""

    reasons: list[Words] = Field(
        default_factory=list, description="Why the agreement is needed, and why now."
    )
    risks: list[RiskModel] = Field(default_factory=list, description="The risks, greatest first.")
    equality: EqualityModel | None = Field(None, description="The equality impact assessment.")
    financial: Words | None = Field(None, description="What it costs, and who pays.")
    legal: Words | None = Field(None, description="Its legal standing, and the duties it touches.")
