"""What a programme is: its parties, bodies, places, timeline and rules, as its config states them.

Everything here is immutable and carries no state: what has happened is in the register.
Dates are calendar dates in the system's time zone; datetimes are aware.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NewType

from concordat.domain.board_case import BoardCase
from concordat.domain.branding import Colours
from concordat.domain.calendar import responses_due_on
from concordat.domain.logo import Logo
from concordat.domain.parties import Contact, Party, PartyId, SigningBlock
from concordat.domain.rules import (
    AmendmentRules,
    EffectRule,
    EscalationRule,
    InPersonRule,
    PlaceId,
    Quorum,
    ReminderRule,
    RetentionRule,
    ReviewRule,
    SigningRule,
    UrgentDecision,
    WithdrawalRule,
)

BodyId = NewType("BodyId", str)


@dataclass(frozen=True, slots=True)
class Body:
    """A body that decides or is informed. `meetings` are sorted and without repeats.

    A body is retired after `valid_to`: from the day after it decides nothing. `deputies` lets those who
    sign for its places be deputised, where the programme does.
    """

    id: BodyId
    name: str
    meetings: tuple[date, ...] = ()
    papers_clear_working_days: int = 5
    call_in_working_days: int = 0
    quorum: Quorum | None = None
    urgent_decision: UrgentDecision | None = None
    valid_to: date | None = None
    deputies: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """A session held while the review window is open. `starts` and `ends` are aware."""

    kind: str
    title: str
    starts: datetime
    ends: datetime
    where: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The stages of one version, in their order. `window_closes` is the last day for comments.

    Without `in_person` nobody signs on a tablet at the public signing.
    """

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
    term_warnings: tuple[int, ...] = (90, 60, 30)
    papers_warning_working_days: int = 5
    in_person: InPersonRule | None = None


@dataclass(frozen=True, slots=True)
class PreElectionPeriod:
    """Days, both included, on which launches and publicity wait. `places` is None for all."""

    starts: date
    ends: date
    because: str
    places: tuple[PlaceId, ...] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A local area that ratifies by its own body, between its dates of validity.

    `provider` carries its signing requests; empty for the programme's own.
    """

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
    reminders: ReminderRule | None = None
    provider: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Whom the place's letters go to: who may sign for it, then who is copied in, each once."""
        signatories = [s.email for block in self.signatories for s in block.candidates]
        return tuple(dict.fromkeys([*signatories, *(c.email for c in self.copies)]))

    def is_current(self, on: date) -> bool:
        """Say whether the place exists on that day; both ends of its validity are included."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True)
class Programme:
    """One agreement and everyone who has a part in it. `bodies` and `places` are sorted by id.

    It has no slots, so that it can keep what it looks bodies and places up by.
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
    amendments: AmendmentRules = AmendmentRules()
    withdrawal: WithdrawalRule = WithdrawalRule()
    escalation: EscalationRule = EscalationRule()
    board_case: BoardCase = BoardCase()
    logo: Logo | None = None
    colours: Colours | None = None
    retention: RetentionRule = RetentionRule()
    dissent_apart: bool = False

    def body(self, body_id: BodyId) -> Body:
        """Return the body of that id; KeyError when the programme has none."""
        return self._bodies_by_id[body_id]

    def place(self, place_id: PlaceId) -> Place:
        """Return the place of that id; KeyError when the programme has none."""
        return self._places_by_id[place_id]

    @cached_property
    def _bodies_by_id(self) -> dict[BodyId, Body]:
        return {b.id: b for b in self.bodies}

    @cached_property
    def _places_by_id(self) -> dict[PlaceId, Place]:
        return {p.id: p for p in self.places}

    @property
    def comments_until(self) -> date:
        """The last day on which comments on the draft are taken: a working day."""
        return responses_due_on(self.timeline.window_closes, self.region)

    def party(self, party_id: PartyId) -> Party:
        """Return the party of that id; KeyError when the programme has none."""
        return {p.id: p for p in self.parties}[party_id]

    def places_on(self, on: date) -> tuple[Place, ...]:
        """Return the places that exist on that day, and are asked to ratify."""
        return tuple(p for p in self.places if p.is_current(on))


def programme_json(programme: Programme, address: Callable[[str], str] = lambda _: "") -> str:
    """Return the programme as canonical JSON: sorted keys, no spaces, dates and times ISO 8601.

    Addresses are personal data: each is written as `address` says, which leaves it out by default.
    A programme without colours has no key for them, nor a place without reminders of its own, so that
    their hash is the one it has had on a register from before there were any.
    """
    written = asdict(programme)
    if programme.colours is None:
        del written["colours"]
    for place in written["places"]:
        if place["reminders"] is None:
            del place["reminders"]
    return json.dumps(
        _addressed(written, address),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        default=lambda value: value.isoformat(),
    )


def programme_sha256(programme: Programme) -> str:
    """Return the SHA-256 of the programme's canonical JSON without addresses."""
    return hashlib.sha256(programme_json(programme).encode()).hexdigest()


def addresses_of(programme: Programme) -> tuple[str, ...]:
    """Return every address that stands in the programme, in the order of its canonical JSON."""
    found: list[str] = []

    def note(address: str) -> str:
        found.append(address)
        return ""

    programme_json(programme, note)
    return tuple(dict.fromkeys(found))


def _addressed(value: Any, address: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            key: address(item) if key == "email" else _addressed(item, address)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_addressed(item, address) for item in value]
    return value
