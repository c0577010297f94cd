"""The parties of an agreement, their partners, and the roles that sign for them."""

from dataclasses import dataclass
from datetime import date
from typing import NewType

PartyId = NewType("PartyId", str)


@dataclass(frozen=True, slots=True)
class Contact:
    """A role that can be written to; never a person's name."""

    role: str
    email: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation within a party; without a contact it is told through the facilitator.

    `joined_on` is the day of its accession, None for one that was there from the start; after
    `left_on` its withdrawal or succession is effective.
    """

    name: str
    on_behalf_of: str | None = None
    succeeds: str | None = None
    contact: Contact | None = None
    joined_on: date | None = None
    left_on: date | None = None

    def is_partner(self, on: date) -> bool:
        """Say whether it is a partner on that day; the day it leaves is its last."""
        return (self.joined_on is None or self.joined_on <= on) and (
            self.left_on is None or on <= self.left_on
        )


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the agreement, equal to the other in every respect."""

    id: PartyId
    name: str
    partners: tuple[Partner, ...]


@dataclass(frozen=True, slots=True)
class Mandate:
    """By whom a representative was appointed, on what basis, and how far the mandate reaches."""

    appointed_by: str
    basis: str
    limits: str


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who may sign for a signatory between two days, both included, and what shows it."""

    role: str
    email: str
    valid_from: date
    valid_until: date
    evidence: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """A role that signs, the organisation it signs for, and where whoever holds it is reached.

    The role comes first: its holder may change, and `since` is the day the present one took it.
    `changes` counts how often the holder, an address or the deputy was changed: addresses are in no
    hash, and without it two programmes that differ in an address alone would be taken for one.
    """

    role: str
    organisation: str
    email: str
    since: date | None = None
    mandate: Mandate | None = None
    deputy: Deputy | None = None
    changes: int = 0


@dataclass(frozen=True, slots=True)
class SigningBlock:
    """One line of a signing order: `need` of the `candidates` sign for `party`.

    A single signatory is a block of one candidate. Blocks of the same `order` sign side by side;
    a later order is asked only when every block of the earlier ones is complete.
    """

    order: int
    party: PartyId
    candidates: tuple[Signatory, ...]
    need: int = 1
