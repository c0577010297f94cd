"""The rules for what comes later can be kept: the term's end, amendments and withdrawal.

The rules:
1. Warnings before the term ends come at fewer and fewer days, each within the term.
2. An amendment that is signed in public is approved by the board; a warning.
3. Each party has as many partners as it needs at least.
Source: `timeline.term_warnings`, `amendments`, `withdrawal.minimum_partners`.
"""

from collections.abc import Iterator
from itertools import pairwise

from concordat.domain.calendar import add_months
from concordat.domain.errors import Fault
from concordat.domain.rules import AmendmentClass
from concordat.programme.config import Config
from concordat.programme.rules import amendment_rules


def term_warnings_fall(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    timeline = config.timeline
    days = timeline.term_warnings if timeline else []
    if not timeline or not days:
        return
    if any(later >= earlier for earlier, later in pairwise(days)):
        falling = ", ".join(str(n) for n in sorted(set(days), reverse=True))
        yield timeline.at("term_warnings").fault(f"term_warnings do not fall; write [{falling}]")
    if timeline.term_months is None:
        return
    term = (add_months(config.asked_on, timeline.term_months) - config.asked_on).days
    if max(days) >= term:
        yield timeline.at("term_warnings").fault(
            f"a term warning comes {max(days)} days before the end, and the term has {term} days; "
            "write fewer"
        )


def signed_amendments_are_approved(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    model = config.agreement.amendments if config.agreement else None
    rules = amendment_rules(model)
    for kind in AmendmentClass if model else ():
        needed, written = rules.of(kind), getattr(model, kind.value)
        if needed.signing and not needed.board:
            yield written.at("signing" if written.signing else "board").warning(
                f"an amendment of class {kind.value!r} is signed without the board's approval; "
                "write 'board: true', or 'signing: false'"
            )


def parties_have_their_minimum(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    rule = config.agreement.withdrawal if config.agreement else None
    for party in config.parties if rule else []:
        count = len(party.partners or [])
        if rule and count and count < rule.minimum_partners:
            yield rule.at("minimum_partners").fault(
                f"minimum_partners is {rule.minimum_partners}, and party {party.id!r} has {count}; "
                f"write {count} or less"
            )


RULES = (term_warnings_fall, signed_amendments_are_approved, parties_have_their_minimum)
