"""The term of the undertakings, and the spans in which the agreement is in effect.

The rules:
1. The term runs `term_months` from the effective date; its last day is the day before that day
   comes again. Source: config `timeline.term_months`.
2. Warnings go out 90, 60 and 30 days before the term ends, each once; when several are overdue only
   the nearest to the end is sent. Source: config `timeline.term_warnings`.
3. A term that ends without renewal lapses the day after its last: the agreement is then read-only
   until it is renewed.
4. A renewal decided by the end continues the day after it; one decided later begins on its own day,
   as a new term, and the gap is shown.
5. An amended version takes over the term that runs: changing words does not lengthen it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from concordat.domain.calendar import add_months

A_DAY = timedelta(days=1)


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
    """A span in which the agreement is, or was, in effect, and the places that counted at its start.

    `ceased_on` is the first day after it: where the next one begins then, only the count changed.
    """

    version_id: str
    number: int
    began_on: date
    counted: tuple[str, ...]
    ceased_on: date | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """The days between two terms, both included, on which the agreement had lapsed."""

    first: date
    last: date


def last_day(starts_on: date, months: int) -> date:
    """Return the last day of a term of so many months."""
    return add_months(starts_on, months) - A_DAY


def first_term(version_id: str, effective_on: date, months: int, before: Term | None) -> Term:
    """Return a version's first term. `before` is the last term of the version it supersedes."""
    if before is not None and before.ends_on >= effective_on:
        return replace(before, version_id=version_id, number=1)
    return Term(version_id, 1, effective_on, last_day(effective_on, months))


def warning_due(
    ends_on: date, warned_days: int | None, warnings: Collection[int], today: date
) -> int | None:
    """Return how many days before the end the warning is for that is due now, or None.

    `warned_days` is the one sent last; a nearer one makes every farther one idle.
    """
    nearest = min((w for w in warnings if today >= ends_on - timedelta(days=w)), default=None)
    if nearest is None or (warned_days is not None and warned_days <= nearest):
        return None
    return nearest


def renewed(
    last: Term, decided_on: date, minute_reference: str, starts_on: date, months: int
) -> Term:
    """Return the term that follows the last one."""
    return Term(
        version_id=last.version_id,
        number=last.number + 1,
        starts_on=starts_on,
        ends_on=last_day(starts_on, months),
        decided_on=decided_on,
        minute_reference=minute_reference,
    )


def start_of_renewal(last: Term, decided_on: date) -> date:
    """Return the earliest day on which a renewal decided on that day can start; see rule 4."""
    return max(last.ends_on + A_DAY, decided_on)


def gaps(terms: Sequence[Term]) -> tuple[Gap, ...]:
    """Return the gaps between terms that follow each other, oldest first."""
    return tuple(
        Gap(before.ends_on + A_DAY, after.starts_on - A_DAY)
        for before, after in pairwise(terms)
        if after.starts_on > before.ends_on + A_DAY
    )
