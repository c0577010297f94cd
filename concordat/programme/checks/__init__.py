"""What a config must keep to, beyond the form of its keys.

Each module opens with its rules and lists them in `RULES`. A rule takes the config as far as it
could be read and yields its faults; the unwise is a warning, the impossible an error.
"""

from collections.abc import Callable, Iterator

from concordat.domain.errors import Fault
from concordat.programme.checks import (
    advice,
    branding,
    change,
    deadlines,
    elections,
    mandates,
    meetings,
    providers,
    references,
    retirement,
    signatories,
    succession,
    timeline,
)
from concordat.programme.config import Config

Rule = Callable[[Config], Iterator[Fault]]

RULES: tuple[Rule, ...] = (
    *references.RULES,
    *succession.RULES,
    *signatories.RULES,
    *providers.RULES,
    *timeline.RULES,
    *meetings.RULES,
    *retirement.RULES,
    *change.RULES,
    *elections.RULES,
    *deadlines.RULES,
    *mandates.RULES,
    *branding.RULES,
    *advice.RULES,
)
