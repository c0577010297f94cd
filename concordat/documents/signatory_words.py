"""What stands beside the place of a signature: who makes it there, and by what authority.

The rules:
1. Where several share a line of the signing order, the document says how many of them sign: any one,
   any two, both. Where all do, each has a place of their own.
2. A mandate is printed with who gave it, its basis and its limits; a deputy known when the document is
   made, with the days and the evidence of the delegation.

Jinja2 filters by the names in SLOT_FILTERS.
"""

from collections.abc import Callable
from typing import Any

from concordat.domain.holder import delegation_in_words, mandate_in_words
from concordat.domain.parties import Signatory
from concordat.domain.signing import SignatureSlot

_PAIR = 2
_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def who_signs(slot: SignatureSlot) -> str:
    """Return who signs in a slot: a role, any of several, or one of several who all sign."""
    role, needed = slot.roles[0], _NUMBERS.get(slot.need, str(slot.need))
    alike = len(set(slot.block)) == 1
    if len(slot.block) == 1:
        return role
    if slot.need < len(slot.block):
        them = f"those who share the role of {role}" if alike else "; ".join(slot.block)
        return f"Any {needed} of: {them}"
    every = "both" if slot.need == _PAIR else f"all {needed}"
    return f"{role} ({every} {'who share it sign' if alike else f'sign: {_listed(slot.block)}'})"


def authorities(slot: SignatureSlot) -> list[str]:
    """Return the mandate and the deputy of each who may sign in a slot, a line each."""
    several = len(slot.signatories) > 1
    return [line for s in slot.signatories for line in _authorities(s, several=several)]


def _authorities(signatory: Signatory, *, several: bool) -> list[str]:
    found = []
    if signatory.mandate is not None:
        mandate = mandate_in_words(signatory.mandate)
        found.append(f"{signatory.role}: {mandate}" if several else mandate)
    if signatory.deputy is not None:
        delegation = delegation_in_words(signatory.role, signatory.deputy)
        found.append(f"{signatory.deputy.role}: {delegation}")
    return found


def _listed(roles: tuple[str, ...]) -> str:
    return f"{', '.join(roles[:-1])} and {roles[-1]}"


SLOT_FILTERS: dict[str, Callable[..., Any]] = {"who_signs": who_signs, "authorities": authorities}
