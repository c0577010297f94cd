"""What is awaited of one partner, what it has signed, and its dates: roles and organisations alone.

Everything in it is published elsewhere on the portal too, so its page needs no link of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from concordat.domain.calendar import local_date
from concordat.domain.errors import NotFound
from concordat.domain.holder import last_day
from concordat.domain.in_person import SeatInLine, Turn, line_of
from concordat.domain.parties import Partner, Party
from concordat.domain.record import Version
from concordat.domain.signature import PUBLIC, Signing
from concordat.services.programme_dates import ProgrammeDate, programme_dates
from concordat.services.register import Reading

WAITED_FOR = frozenset({Turn.NOW, Turn.NOT_ASKED, Turn.DECLINED})


@dataclass(frozen=True, slots=True)
class PartOfPartner:
    """What one role of the partner does in one signing; `until` is the last day while it is asked."""

    document: str
    role: str
    signed_at: datetime | None
    until: date | None
    is_waited_for: bool


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of a body that bears the partner's name, still to come."""

    body: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner as everyone may see it. `return_due_on` is set while its return to a review is awaited."""

    party: Party
    partner: Partner
    parts: tuple[PartOfPartner, ...]
    return_due_on: date | None
    meetings: tuple[Meetings, ...]
    dates: tuple[ProgrammeDate, ...]

    @property
    def signed(self) -> tuple[PartOfPartner, ...]:
        """What it has signed."""
        return tuple(part for part in self.parts if part.signed_at is not None)

    @property
    def awaited(self) -> tuple[PartOfPartner, ...]:
        """What it is waited for to sign."""
        return tuple(part for part in self.parts if part.is_waited_for)

    @property
    def later(self) -> tuple[PartOfPartner, ...]:
        """What it signs later."""
        return tuple(p for p in self.parts if p.signed_at is None and not p.is_waited_for)


def partner_view(view: Reading, version: Version, party_id: str, number: int) -> PartnerView:
    """Return a party's partner by its number, from 1, in the order of the config; NotFound without one."""
    party = next((p for p in version.programme.parties if p.id == party_id), None)
    if party is None or not 1 <= number <= len(party.partners):
        raise NotFound("There is no such partner.", remedy="Start from our first page.")
    partner, today = party.partners[number - 1], local_date(view.now, version.programme.timezone)
    own_places, parts = set(), []
    for document, scope, signing in _signings(view, version):
        found = list(_parts(view, version, partner, document, signing))
        parts += found
        own_places |= {scope} if found else set()
    return PartnerView(
        party=party,
        partner=partner,
        parts=tuple(parts),
        return_due_on=_return_due(view, version, partner),
        meetings=tuple(_meetings(version, partner, today)),
        dates=tuple(
            d
            for d in programme_dates(view, version)
            if d.on >= today and _concerns(version, d, own_places)
        ),
    )


def _signings(view: Reading, version: Version) -> Iterator[tuple[str, str, Signing]]:
    yield "the agreement, in public", PUBLIC, view.signing(version, PUBLIC)
    for record in view.places(version):
        yield f"the ratification record of {record.place.name}", record.place.id, record.signing


def _parts(
    view: Reading, version: Version, partner: Partner, document: str, signing: Signing
) -> Iterator[PartOfPartner]:
    timezone = version.programme.timezone
    signed_at = {s.seat: s.signed_at for s in signing.signatures}
    for seat in line_of(signing, timezone, view.now):
        if seat.organisation == partner.name and seat.turn != Turn.NOT_NEEDED:
            until = None if seat.request is None else last_day(seat.request, timezone)
            yield PartOfPartner(
                document, seat.role, signed_at.get(seat.seat), until, _is_waited_for(signing, seat)
            )


def _is_waited_for(signing: Signing, seat: SeatInLine) -> bool:
    """Say whether the signing has begun, and it is the seat's turn."""
    return bool(signing.requests) and seat.turn in WAITED_FOR


def _return_due(view: Reading, version: Version, partner: Partner) -> date | None:
    review = view.version_record(version.id).review
    if review is None:
        return None
    asks = view.asks(version.id, review.cycle)
    open_one = any(a.partner == partner.name and a.returned_at is None for a in asks)
    return review.returns_due_on if open_one else None


def _meetings(version: Version, partner: Partner, today: date) -> Iterator[Meetings]:
    for body in version.programme.bodies:
        days = tuple(day for day in body.meetings if day >= today)
        if partner.name in body.name and days:
            yield Meetings(body.name, days)


def _concerns(version: Version, found: ProgrammeDate, places: set[str]) -> bool:
    """Say whether a date is everyone's, or of a place at which the partner signs."""
    of_places = f"{version.id}-place-"
    place = found.key.removeprefix(of_places)
    return place == found.key or place in places
