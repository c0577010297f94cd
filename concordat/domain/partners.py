"""Partners over time: who is one when, and the changes of the programme, each a pure function.

The rules:
1. A partner is known by its name, whatever its capitals and blanks; no name stands twice.
2. Nobody is taken out: a partner that has left or was succeeded stays, with its last day.
3. The day named by an act is the first of the new order; the last of the old is the day before.
4. A party needs at least so many partners for the agreement to go on.
   Source: config `withdrawal.minimum_partners`.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.parties import Partner, Party
from concordat.domain.programme import Programme

MAX_NAME = 200
"""How many characters a partner's name may have."""


def same_name(one: str, other: str) -> bool:
    """Say whether two names are the same but for capitals, blanks and how accents are encoded."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def written_name(name: str, attempted: str) -> str:
    """Return a name as it is kept: NFC, single blanks; NotAllowed if it cannot be one."""
    kept = " ".join(unicodedata.normalize("NFC", name).split())
    if not kept or len(kept) > MAX_NAME or not kept.isprintable():
        raise NotAllowed(
            "The partner's name is missing, too long, or has characters that cannot be printed.",
            remedy=f"Write the organisation's name, in at most {MAX_NAME} characters.",
            attempted=attempted,
        )
    return kept


def find_partner(programme: Programme, name: str) -> tuple[Party, Partner]:
    """Return the partner of that name, and its party; NotFound, which names all, if there is none."""
    everyone = [(party, partner) for party in programme.parties for partner in party.partners]
    found = next(((a, b) for a, b in everyone if same_name(b.name, name)), None)
    if found is None:
        raise NotFound(
            f"'{name}' is not a partner of the agreement.",
            remedy=f"Write one of: {', '.join(partner.name for _, partner in everyone)}.",
            attempted="find the partner",
        )
    return found


def has_partner(programme: Programme, name: str) -> bool:
    """Say whether a partner of that name is, or ever was, in any party."""
    return any(same_name(p.name, name) for party in programme.parties for p in party.partners)


def partner_joined(programme: Programme, party_id: str, partner: Partner) -> Programme:
    """Return the programme with one more partner, the last of its party."""
    return _with_parties(
        programme,
        lambda p: replace(p, partners=(*p.partners, partner)) if p.id == party_id else p,
    )


def partner_left(programme: Programme, name: str, on: date) -> Programme:
    """Return the programme in which the partner is none any more from that day."""
    last = on - timedelta(days=1)

    def left(partner: Partner) -> Partner:
        return replace(partner, left_on=last) if same_name(partner.name, name) else partner

    return _with_parties(programme, lambda p: replace(p, partners=tuple(map(left, p.partners))))


def partner_succeeded(programme: Programme, old: str, new: Partner, on: date) -> Programme:
    """Return the programme in which another organisation takes the partner's place from that day."""
    party, partner = find_partner(programme, old)
    heir = replace(new, succeeds=partner.name, joined_on=on)
    return partner_joined(partner_left(programme, old, on), party.id, heir)


def party_too_small(programme: Programme, on: date) -> Party | None:
    """Return a party that has fewer partners on that day than the agreement needs, or None."""
    least = programme.withdrawal.minimum_partners
    return next(
        (p for p in programme.parties if sum(x.is_partner(on) for x in p.partners) < least), None
    )


def _with_parties(programme: Programme, change: Callable[[Party], Party]) -> Programme:
    return replace(programme, parties=tuple(map(change, programme.parties)))
