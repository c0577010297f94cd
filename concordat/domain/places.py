"""Places over time: one that ends and those that succeed it, as pure changes of the programme.

The rules:
1. A place ends on the day before its successors begin; it keeps its name and its record.
2. Successors are places of their own, with their own ratifying body; several may succeed one, one
   may succeed several, and a place may end without any.
3. A successor confirms what its predecessors ratified, or decides afresh. It can confirm only what
   every one of them had ratified, and takes over their reservations, each in its words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.membership import Leaver, Succeeded, Succession, Withdrawal
from concordat.domain.programme import Place, Programme
from concordat.domain.record import Ratification
from concordat.domain.rules import PlaceId


@dataclass(frozen=True, slots=True)
class Predecessor:
    """A place that was succeeded: its name, the hash of its record, and what it had reserved."""

    name: str
    record_sha256: str
    reservation: str | None


def successors_of(programme: Programme, place_id: str) -> tuple[PlaceId, ...]:
    """Return the places that succeed it, as the programme says."""
    return tuple(p.id for p in programme.places if p.succeeds == place_id)


def predecessors_of(place_id: str, successions: Iterable[Succession]) -> tuple[str, ...]:
    """Return the places that it succeeds, as the register says, in the order recorded."""
    return tuple(s.old for s in successions if s.kind == Succeeded.PLACE and place_id in s.new)


def had_ratified(ratification: Ratification, withdrawals: Iterable[Withdrawal]) -> bool:
    """Say whether a place that was succeeded stood by its ratification to the end."""
    gone = any(
        w.left and w.kind == Leaver.PLACE and w.who == ratification.place_id for w in withdrawals
    )
    return ratification.effective_on is not None and not gone


def carried_reservation(predecessors: Sequence[Predecessor]) -> str | None:
    """Return the reservations a successor takes over, each after its place's name; None without any."""
    reserved = [p for p in predecessors if p.reservation]
    return "\n".join(f"{p.name}: {p.reservation}" for p in reserved) or None


def configured_successors(
    programme: Programme, configured: Programme, old: str, new: Sequence[str], on: date
) -> tuple[Place, ...]:
    """Return the successors as the version's programme has them, else as today's config does.

    NotFound for a place that neither knows; NotAllowed for one that does not exist on the day, or
    that the config does not know as beginning then as somebody's successor.
    """
    known = {p.id: p for p in configured.places} | {p.id: p for p in programme.places}
    return tuple(_successor(known, programme, old, PlaceId(place), on) for place in new)


def _successor(
    known: dict[PlaceId, Place], programme: Programme, old: str, place_id: PlaceId, on: date
) -> Place:
    place = known.get(place_id)
    if place is None:
        raise NotFound(
            f"There is no file for a place '{place_id}' in config/places.",
            remedy="Write its file first, with valid_from and succeeds.",
            place=old,
            attempted="succeed the place",
        )
    is_new = place not in programme.places
    if not place.is_current(on) or (is_new and (place.valid_from != on or not place.succeeds)):
        raise NotAllowed(
            f"{place.name} does not begin on {on} as the successor of a place.",
            remedy=f"Write 'valid_from: {on}' and 'succeeds: {old}' in its file, or give its day.",
            place=old,
            attempted="succeed the place",
        )
    return place


def place_succeeded(
    programme: Programme, configured: Programme, old: str, new: Sequence[Place], on: date
) -> Programme:
    """Return the programme in which the place ends before that day and its successors are there.

    The successors bring their ratifying bodies from the config, where the programme has none yet.
    """
    ended = [
        replace(p, valid_to=on - timedelta(days=1)) if p.id == old else p for p in programme.places
    ]
    there = {p.id for p in programme.places}
    added = [p for p in new if p.id not in there]
    bodies = {b.id for b in programme.bodies}
    needed = {p.body for p in added} - bodies
    brought = [b for b in configured.bodies if b.id in needed]
    return replace(
        programme,
        places=tuple(sorted([*ended, *added], key=lambda p: p.id)),
        bodies=tuple(sorted([*programme.bodies, *brought], key=lambda b: b.id)),
    )
