"""What a programme is: its parties, bodies, places, timeline and rules, as its config states them.

Everything here is immutable and carries no state: what has happened is in the register.
Dates are calendar dates in the system's time zone; datetimes are aware.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NewType

PartyId = NewType("PartyId", str)
BodyId = NewType("BodyId", str)
PlaceId = NewType("PlaceId", str)


@dataclass(frozen=True, slots=True)
class Contact:
    """A role that can be written to; never a person's name."""

    role: str
    email: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation within a party; without a contact it is told through the facilitator."""

    name: str
    on_behalf_of: str | None = None
    succeeds: str | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the agreement, equal to the other in every respect."""

    id: PartyId
    name: str
    partners: tuple[Partner, ...]


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members must be present, and which roles must be among them."""

    members: int
    including: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UrgentDecision:
    """Who may decide between meetings, and whether it is reported to the next one."""

    by: str
    report_back: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A body that decides or is informed. `meetings` are sorted and without repeats."""

    id: BodyId
    name: str
    meetings: tuple[date, ...] = ()
    papers_clear_working_days: int = 5
    call_in_working_days: int = 0
    quorum: Quorum | None = None
    urgent_decision: UrgentDecision | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """A role that signs, the organisation it signs for, and where it is reached."""

    role: str
    organisation: str
    email: str


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


@dataclass(frozen=True, slots=True)
class Event:
    """A session held while the review window is open. `starts` and `ends` are aware."""

    kind: str
    title: str
    starts: datetime
    ends: datetime
    where: str


@dataclass(frozen=True, slots=True)
class EffectRule:
    """When the agreement takes effect: so many places, these among them, so many days later."""

    at_least: int
    including: tuple[PlaceId, ...] = ()
    after_days: int = 0


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """How often the agreement is reviewed, and how early the review opens."""

    every_months: int = 12
    lead_days: int = 60


@dataclass(frozen=True, slots=True)
class Timeline:
    """The stages of one version, in their order. `window_closes` is the last day for comments."""

    window_opens: date
    window_closes: date
    events: tuple[Event, ...]
    board: BodyId
    public_signing_on: date
    public_signing: tuple[SigningBlock, ...]
    presentation: BodyId | None
    ratification_due: date
    effect: EffectRule
    term_months: int
    review: ReviewRule


@dataclass(frozen=True, slots=True)
class SigningRule:
    """Which provider carries the signing requests, and how they are reminded and expire."""

    provider: str = "inhouse"
    reminder_every_working_days: int = 5
    reminders_at_most: int = 4
    expires_days: int = 90


@dataclass(frozen=True, slots=True)
class PreElectionPeriod:
    """Days, both included, on which launches and publicity wait. `places` is None for all."""

    starts: date
    ends: date
    because: str
    places: tuple[PlaceId, ...] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A local area that ratifies by its own body, between its dates of validity."""

    id: PlaceId
    name: str
    body: BodyId
    signatories: tuple[SigningBlock, ...]
    ons_code: str | None = None
    area: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    succeeds: PlaceId | None = None
    copies: tuple[Contact, ...] = ()
    formats: tuple[str, ...] = ()

    def is_current(self, on: date) -> bool:
        """Say whether the place exists on that day; both ends of its validity are included."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True)
class Programme:
    """One agreement and everyone who has a part in it. `bodies` and `places` are sorted by id.

    It has no slots, so that it can keep what it looks places up by.
    """

    agreement_id: str
    title: str
    text: str
    system_id: str
    system_name: str
    timezone: str
    facilitator: str
    facilitator_contact: Contact
    parties: tuple[Party, ...]
    bodies: tuple[Body, ...]
    timeline: Timeline
    signing: SigningRule
    places: tuple[Place, ...]
    region: str = "england-and-wales"
    pre_election_periods: tuple[PreElectionPeriod, ...] = ()

    def body(self, body_id: BodyId) -> Body:
        """Return the body of that id; KeyError when the programme has none."""
        return {b.id: b for b in self.bodies}[body_id]

    def place(self, place_id: PlaceId) -> Place:
        """Return the place of that id; KeyError when the programme has none."""
        return self._places_by_id[place_id]

    @cached_property
    def _places_by_id(self) -> dict[PlaceId, Place]:
        return {p.id: p for p in self.places}

    def party(self, party_id: PartyId) -> Party:
        """Return the party of that id; KeyError when the programme has none."""
        return {p.id: p for p in self.parties}[party_id]

    def places_on(self, on: date) -> tuple[Place, ...]:
        """Return the places that exist on that day, and are asked to ratify."""
        return tuple(p for p in self.places if p.is_current(on))


def programme_json(programme: Programme) -> str:
    """Return the programme as canonical JSON: sorted keys, no spaces, dates and times ISO 8601."""
    return json.dumps(
        asdict(programme),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        default=lambda value: value.isoformat(),
    )


def programme_sha256(programme: Programme) -> str:
    """Return the SHA-256 of the programme's canonical JSON."""
    return hashlib.sha256(programme_json(programme).encode()).hexdigest()
