"""When the agreement takes effect, with the reasons.

The rules:
1. A place counts when it has ratified, with or without a reservation; a condition not yet
   discharged does not count; silence never counts.
2. The agreement takes effect when at least so many places count and every mandatory place does.
3. Its effective date is the day the last needed place's ratification took effect, plus the
   config's `after_days`.
4. It never begins before the version was sealed, nor before an earlier span of it ended: where
   ratifications are carried over, or the agreement was suspended, that day is the later one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from concordat.domain.rules import EffectRule
from concordat.domain.states import COUNTED, PlaceStatus


@dataclass(frozen=True, slots=True)
class Effect:
    """Whether the threshold is met, and why: who counts, who is missing, what is needed."""

    counted: tuple[str, ...]
    mandatory_missing: tuple[str, ...]
    threshold: int
    effective_on: date | None

    @property
    def met(self) -> bool:
        """Say whether enough places count, the mandatory ones among them."""
        return len(self.counted) >= self.threshold and not self.mandatory_missing


def effect(
    rule: EffectRule, statuses: Mapping[str, PlaceStatus], effective_dates: Mapping[str, date]
) -> Effect:
    """Return whether and when the agreement takes effect. Both mappings are by place id."""
    counted = sorted(p for p, status in statuses.items() if status in COUNTED)
    missing = tuple(p for p in rule.including if p not in counted)
    if len(counted) < rule.at_least or missing:
        return Effect(tuple(counted), missing, rule.at_least, None)
    dates = sorted(effective_dates[p] for p in counted)
    reached = max([dates[rule.at_least - 1], *(effective_dates[p] for p in rule.including)])
    return Effect(tuple(counted), (), rule.at_least, reached + timedelta(days=rule.after_days))


def begins_on(effective_on: date, sealed_on: date, ceased_on: date | None) -> date:
    """Return the day on which a span of effect begins; see rule 4."""
    return max(effective_on, sealed_on, ceased_on or effective_on)
