"""When a review falls, opens and expects its returns.

The rules:
1. The first review is due so many months after the effective date, the next ones so many months
   after the last was due. Source: config `timeline.review.every_months`.
2. It opens `lead_days` before it is due, without anyone having to remember it.
3. Returns are due half-way through the lead, so that the other half serves the report and the
   decision on it.
"""

from datetime import date, timedelta

from concordat.domain.calendar import add_months
from concordat.domain.record import Review
from concordat.domain.rules import ReviewRule
from concordat.domain.states import ReviewState


def schedule_review(version_id: str, cycle: int, since: date, rule: ReviewRule) -> Review:
    """Return the review cycle that follows the effective date, or the last cycle's due date."""
    due_on = add_months(since, rule.every_months)
    return Review(
        version_id=version_id,
        cycle=cycle,
        state=ReviewState.SCHEDULED,
        due_on=due_on,
        opens_on=due_on - timedelta(days=rule.lead_days),
        returns_due_on=due_on - timedelta(days=rule.lead_days // 2),
    )
