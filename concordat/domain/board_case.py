"""The case a programme puts to its board: what the register cannot know, as the config states it.

The rules:
1. Whatever is left out here is said to be absent in the paper; nothing is made up in its place.
2. People are named by their roles.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Risk:
    """What could go wrong, what is done about it, and the role that sees to that."""

    risk: str
    mitigation: str
    owner: str


@dataclass(frozen=True, slots=True)
class EqualityAssessment:
    """How the effect on people with protected characteristics was assessed, by whom, and what was found."""

    assessed_by: str
    method: str
    findings: str
    assessed_on: date | None = None


@dataclass(frozen=True, slots=True)
class BoardCase:
    """What the paper for the board says beside what is on record. Reasons keep their order."""

    reasons: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
    equality: EqualityAssessment | None = None
    financial: str | None = None
    legal: str | None = None
