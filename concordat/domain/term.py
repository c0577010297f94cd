"""The term of the undertakings, and the spans in which the agreement is in effect.

The rules:
1. The term runs `term_months` from the effective date; its last day is the day before that day
   comes again. Source: config `timeline.term_months`.
2. Warnings go out 90, 60 and 30 days before the term ends. Source: config `timeline.term_warnings`.
3. A term that ends without renewal lapses: the agreement is then read-only until it is renewed.
4. A renewal before the end continues the day after it; one after a gap begins on its own day, as a
   new term, and the gap is shown.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `number` counts from 1; `ends_on` is its last day."""

    version_id: str
    number: int
    starts_on: date
    ends_on: date
    decided_on: date | None = None
    minute_reference: str | None = None


@dataclass(frozen=True, slots=True)
class EffectSpan:
    """A span in which the agreement is, or was, in effect, and the places that counted at its start."""

    version_id: str
    number: int
    began_on: date
    counted: tuple[str, ...]
    ceased_on: date | None = None
    because: str | None = None
