"""How a seat of a signing is named and found.

The rules:
1. A seat is named by its role; by its organisation too, and by its holder's present address, where
   several have the same.
2. A name that fits no seat, or several, is refused in words that say which seats there are.
"""

from dataclasses import dataclass

from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.parties import SigningBlock
from concordat.domain.programme import Programme
from concordat.domain.rules import PlaceId
from concordat.domain.signature import PUBLIC
from concordat.domain.signing import Seat, seats


@dataclass(frozen=True, slots=True)
class SeatName:
    """How a seat is named: by its role, and by what tells it apart where others have the same.

    `address` is where its holder is reached at present.
    """

    role: str
    organisation: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is attempted with a seat, where, and how that stands: what every refusal names."""

    act: str
    scope_name: str
    place: str | None
    state: str

    def refused(self, message: str, remedy: str) -> NotAllowed:
        """Return the error that refuses it."""
        return NotAllowed(
            f"{self.scope_name}: {message}",
            remedy=remedy,
            place=self.place,
            state=self.state,
            attempted=self.act,
        )


def blocks_of(programme: Programme, scope: str) -> tuple[SigningBlock, ...]:
    """Return who signs the public document, or one place's record."""
    if scope == PUBLIC:
        return programme.timeline.public_signing
    return programme.place(PlaceId(scope)).signatories


def provider_of(programme: Programme, scope: str) -> str:
    """Return who carries the signing requests of the public document, or of one place's record."""
    own = "" if scope == PUBLIC else programme.place(PlaceId(scope)).provider
    return own or programme.signing.provider


def seats_named(blocks: tuple[SigningBlock, ...], name: SeatName) -> tuple[Seat, ...]:
    """Return the seats that a name fits, in config order; case and spaces do not matter."""
    found = [
        (seat, s)
        for seat, s in seats(blocks)
        if _same(s.role, name.role) and _same(name.organisation or s.organisation, s.organisation)
    ]
    if name.address:
        found = [(seat, s) for seat, s in found if _same(s.email, name.address)]
    return tuple(seat for seat, _ in found)


def find_seat(blocks: tuple[SigningBlock, ...], name: SeatName, attempt: Attempt) -> Seat:
    """Return the one seat that is named; NotFound when there is none, NotAllowed when several."""
    found = seats_named(blocks, name)
    if not found:
        known = "; ".join(f"{s.role}, {s.organisation}" for _, s in seats(blocks))
        raise NotFound(
            f"{attempt.scope_name}: no seat of this signing is '{name.role}'"
            + (f" of '{name.organisation}'" if name.organisation else "")
            + (" at that address." if name.address else "."),
            remedy=f"The document prints: {known}. Another role or organisation is a succession "
            "or an amendment: record that.",
            place=attempt.place,
            state=attempt.state,
            attempted=attempt.act,
        )
    if len(found) > 1:
        raise attempt.refused(
            f"{len(found)} seats are '{name.role}'.",
            "Give the organisation as well, and the present address where that is the same too.",
        )
    return found[0]


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
