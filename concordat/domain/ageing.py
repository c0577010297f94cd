"""How long a place has been waiting to decide, and when that is escalated.

The rules:
1. A place waits from the day it was asked, or last decided without settling it, until it decides.
2. It is overdue from the day after the meeting it was expected at; where none is known, nothing says
   when to expect it, and its waiting counts from the day it began.
3. It is escalated after so many working days of that, and again after as many more, never more often
   than the rule says: first to the place itself, then to the facilitator.
4. However long it lasts, silence decides nothing: ageing has no outcome.
Source: config `escalation`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from concordat.domain.calendar import add_working_days, local_date
from concordat.domain.record import PlaceRecord, Version
from concordat.domain.rules import EscalationRule
from concordat.domain.states import UNDECIDED, VersionState

ASKING = frozenset({VersionState.RATIFYING, VersionState.IN_EFFECT})
"""The states of a version in which its places are asked to decide."""


@dataclass(frozen=True, slots=True)
class Age:
    """How long a place has been waiting, in days: since it began, past its meeting, past the due date.

    `expected_on` is the meeting it was last expected at; `past_expected` is None where none is known.
    """

    since: date
    waiting: int
    expected_on: date | None
    past_expected: int | None
    past_due: int

    @property
    def counts_from(self) -> date:
        """The day from which the waiting is too long: the meeting's, else the day it began."""
        return self.expected_on or self.since

    @property
    def in_words(self) -> str:
        """The age as a table shows it: `waiting 40 days, 12 past its meeting`."""
        said = [f"waiting {_days(self.waiting)}"]
        if self.past_expected:
            said.append(f"{self.past_expected} past its meeting")
        if self.past_due:
            said.append(f"{self.past_due} past the due date")
        return ", ".join(said)


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def age(record: PlaceRecord, version: Version, today: date) -> Age | None:
    """Return how long the place has been waiting, or None when nothing is awaited from it."""
    asked_at = record.ratification.requested_at
    waits = record.ratification.status in UNDECIDED and version.state in ASKING
    if not waits or asked_at is None:
        return None
    asked_on = local_date(asked_at, version.programme.timezone)
    since = asked_on if record.decision is None else record.decision.decided_on
    expected_on = record.ratification.expected_on
    return Age(
        since=since,
        waiting=_past(since, today),
        expected_on=expected_on,
        past_expected=None if expected_on is None else _past(expected_on, today),
        past_due=_past(version.ratification_due, today),
    )


def _past(day: date, today: date) -> int:
    return max(timedelta(), today - day).days


def escalation_due(record: PlaceRecord, version: Version, today: date) -> bool:
    """Say whether the place's waiting is to be escalated now; see rule 3."""
    found = age(record, version, today)
    if found is None:
        return False
    programme, ratification = version.programme, record.ratification
    rule: EscalationRule = programme.escalation
    since = max(found.counts_from, ratification.escalated_on or found.counts_from)
    due_on = add_working_days(since, rule.after_working_days, programme.region)
    return ratification.escalations < rule.at_most and today >= due_on
