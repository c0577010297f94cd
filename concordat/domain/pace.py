"""How fast it has gone so far: what a forecast takes from the past.

The rules:
1. A meeting puts a decision off as often as meetings have done so far. A place is likely to decide at
   the first meeting by which it has more likely than not decided.
2. A record is likely to be signed and sealed in as many working days as half of the records took.
3. Before there are three records the signing is taken to last until the first reminder.
Source: the register; config `signing.reminder_every_working_days`.
"""

from dataclasses import dataclass
from math import ceil
from statistics import median

from concordat.domain.rules import SigningRule

ENOUGH = 3
"""From so many records on, their pace says more than the config."""
MEETINGS_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Pace:
    """What was seen: how many decisions were taken, how many of them put off, and how long signing took.

    `signing` holds, for each record sealed, the working days from when it could be signed.
    """

    decisions: int = 0
    deferrals: int = 0
    signing: tuple[int, ...] = ()

    @property
    def meetings(self) -> int:
        """At which of its meetings a body is likely to decide, counted from 1; see rule 1."""
        put_off = self.deferrals / self.decisions if self.decisions else 0.0
        chance, number = put_off, 1
        while chance > 1 / 2 and number < MEETINGS_AT_MOST:
            chance, number = chance * put_off, number + 1
        return number

    def signing_days(self, rule: SigningRule) -> int:
        """Return in how many working days a record is likely to be signed; see rules 2 and 3."""
        if len(self.signing) < ENOUGH:
            return rule.reminder_every_working_days
        return ceil(median(self.signing))

    @property
    def in_words(self) -> str:
        """What the likely dates rest on, in a sentence."""
        if not self.decisions:
            return "Nothing has been decided yet, so the likely dates rest on the config alone."
        put_off = f"{self.deferrals} of {self.decisions} decisions so far were put off"
        if len(self.signing) < ENOUGH:
            return f"{put_off}; too few records are sealed yet to say how long signing takes."
        days = ceil(median(self.signing))
        return f"{put_off}; half of the records were signed within {days} working days."
