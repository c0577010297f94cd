"""How a seat of a signing changes hands: the programme as it is afterwards.

The rules:
1. A seat is a role of an organisation, as the document prints them. Who holds the role may change; a
   seat of another role or organisation is a succession or an amendment.
2. A new holder holds the seat from a day that has come; the deputy of the one before goes with them.
   The mandate belongs to the seat and stays, as the document prints it.
3. Only what is unsigned changes hands: a signature stands, because it was given in office.
4. A deputy needs a recorded delegation with days and evidence, a programme that lets signatories be
   deputised, and at a place a body that does. Source: config `signing.deputies` and a body's `deputies`.
5. Nobody is appointed to a second seat of a signing, unless one act may sign for two roles; and never
   beside themselves, where several share a line. Source: config `signing.one_act_for_two_roles`.
"""

import re
from dataclasses import replace
from datetime import date

from concordat.domain.parties import Deputy, Signatory
from concordat.domain.programme import Programme
from concordat.domain.rules import PlaceId
from concordat.domain.seating import Attempt, blocks_of
from concordat.domain.signature import PUBLIC, Signing
from concordat.domain.signing import Seat, seats

ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")
MAX_ADDRESS = 320


def with_signatory_replaced(
    programme: Programme, scope: str, seat: Seat, email: str, since: date | None
) -> Programme:
    """Return the programme with a new holder of the seat since that day.

    Without a day it is the same holder, and the deputy, at another address.
    """
    signatory = _at(programme, scope, seat)
    changed = replace(signatory, email=email, changes=signatory.changes + 1)
    if since is not None:
        changed = replace(changed, since=since, deputy=None)
    return _with_signatory(programme, scope, seat, changed)


def with_deputy(programme: Programme, scope: str, seat: Seat, deputy: Deputy | None) -> Programme:
    """Return the programme with that deputy for the seat, and no other; None for no deputy."""
    signatory = _at(programme, scope, seat)
    changed = replace(signatory, deputy=deputy, changes=signatory.changes + 1)
    return _with_signatory(programme, scope, seat, changed)


def check_unsigned(signing: Signing, seat: Seat, attempt: Attempt) -> None:
    """Raise NotAllowed when the seat has signed, or others have in its stead; see rule 3."""
    signatory, block = signing.signatory(seat), signing.blocks[seat.block]
    who = f"{signatory.role}, {signatory.organisation},"
    signed = [s.seat for s in signing.signatures if s.block == seat.block]
    if seat in signed:
        raise attempt.refused(
            f"{who} has signed. That stands, because it was given in office: nothing changes for "
            "this document.",
            "Nothing is left to do: later documents are signed by whoever holds the seat then.",
        )
    if len(signed) >= block.need:
        raise attempt.refused(
            f"{who} need not sign any more: enough of those who may sign have signed.",
            "Nothing is left to do.",
        )


def check_address(
    programme: Programme, signing: Signing, seat: Seat, email: str, attempt: Attempt
) -> None:
    """Raise NotAllowed unless the seat may be given to that address; see rule 5."""
    if len(email) > MAX_ADDRESS or not ADDRESS.fullmatch(email):
        raise attempt.refused(
            "that is not an e-mail address.", "Write one such as chair@place.example.org."
        )
    for other, taken in seats(signing.blocks):
        beside = other.block == seat.block or not programme.signing.one_act_for_two_roles
        if other != seat and beside and email.casefold() in _addresses(taken):
            raise attempt.refused(
                f"that address is asked already, as {taken.role}, {taken.organisation}: one person "
                "does not hold two seats of one signing.",
                "Name somebody else. Only two different lines can be one person's, where the "
                "config's signing.one_act_for_two_roles permits it.",
            )


def may_have_deputy(programme: Programme, place: str | None) -> bool:
    """Say whether signatories of the place, or for None of the public signing, may be deputised."""
    if place is None or not programme.signing.deputies:
        return programme.signing.deputies
    return programme.body(programme.place(PlaceId(place)).body).deputies


def check_delegation(
    programme: Programme, signatory: Signatory, deputy: Deputy, today: date, attempt: Attempt
) -> None:
    """Raise NotAllowed unless a deputy may be recorded in these words; see rule 4."""
    if not programme.signing.deputies:
        raise attempt.refused(
            "no signatory has a deputy in this programme.",
            "Wait for the holder, or record a new one; the config's signing.deputies would permit it.",
        )
    if not may_have_deputy(programme, attempt.place):
        raise attempt.refused(
            "the body of this place lets nobody sign for its signatories.",
            "Wait for the holder, or record a new one; `deputies` of the body would permit it.",
        )
    if not deputy.role.strip() or not deputy.evidence.strip():
        raise attempt.refused(
            "a delegation names the deputy's role and what shows it.",
            "Write both: the evidence is a minute or a scheme of delegation.",
        )
    if " ".join(deputy.role.split()).casefold() == signatory.role.casefold():
        raise attempt.refused(
            f"a deputy has a role of their own, and this one is '{signatory.role}' as well.",
            "Write the deputy's own role; whoever takes over the role itself is a new holder.",
        )
    if deputy.valid_until < max(deputy.valid_from, today):
        raise attempt.refused(
            f"a delegation from {deputy.valid_from} to {deputy.valid_until} has no day left.",
            "Write days of which the last is still to come: what is past cannot be signed under it.",
        )


def _addresses(signatory: Signatory) -> set[str]:
    deputy = () if signatory.deputy is None else (signatory.deputy.email,)
    return {email.casefold() for email in (signatory.email, *deputy)}


def _at(programme: Programme, scope: str, seat: Seat) -> Signatory:
    return blocks_of(programme, scope)[seat.block].candidates[seat.candidate]


def _with_signatory(
    programme: Programme, scope: str, seat: Seat, signatory: Signatory
) -> Programme:
    blocks = list(blocks_of(programme, scope))
    candidates = list(blocks[seat.block].candidates)
    candidates[seat.candidate] = signatory
    blocks[seat.block] = replace(blocks[seat.block], candidates=tuple(candidates))
    if scope == PUBLIC:
        timeline = replace(programme.timeline, public_signing=tuple(blocks))
        return replace(programme, timeline=timeline)
    places = tuple(
        replace(place, signatories=tuple(blocks)) if place.id == scope else place
        for place in programme.places
    )
    return replace(programme, places=places)
