"""What the scenarios about signatories share: programmes, links and what the register must be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.domain.errors import LinkRefused, NotAllowed
from concordat.domain.parties import Mandate, Signatory
from concordat.domain.programme import Place, Programme
from concordat.domain.rules import PlaceId
from concordat.domain.signature import RequestStatus, SigningRequest
from concordat.domain.trail import TrailEntry, chain_faults
from concordat.register.replay import differences
from concordat.services.office import Office
from concordat.services.sign import open_link
from tests.fakes import (
    a_programme,
    advance,
    engine_of,
    place_decided,
    rows_of,
    signing_of,
)

Make = Callable[[Programme], Office]

MANDATE = Mandate("the VCSE Assembly", "its vote of 3 March 2027", "may not commit funds")


def asked_at(office: Office, place: PlaceId) -> SigningRequest:
    """Have the place decide and its first signatories asked; return the first request."""
    place_decided(office, place)
    advance(office, place)
    return open_request(office, place)


def open_request(office: Office, scope: str, number: int = 0) -> SigningRequest:
    return signing_of(office, scope).open_requests[number]


def statuses(office: Office, scope: str) -> list[RequestStatus]:
    return [request.status for request in signing_of(office, scope).requests]


def link_says(office: Office, request: SigningRequest) -> str:
    """Return what is said to whoever opens a link that does not open any more."""
    with pytest.raises(LinkRefused) as refusal:
        open_link(office, office.links.token(request.id))
    return str(refusal.value)


def letters(office: Office, template: str, part: str = "") -> list[tuple[tuple[str, ...], Any]]:
    """Return to whom letters of that template are owed, and what they say."""
    with office.register.reading() as view:
        owed = [n for n in view.unsent_notices() if n.template == template and part in n.id]
    return [(notice.to, notice.params) for notice in owed]


def entries(office: Office, fact: str) -> list[TrailEntry]:
    with office.register.reading() as view:
        return [entry for entry in view.trail() if entry.fact == fact]


def assert_whole(office: Office) -> None:
    """The register is what its trail says, and the trail's chain holds."""
    with office.register.reading() as view:
        trail = view.trail()
    assert chain_faults(e.as_line() for e in trail) == []
    with engine_of(office).connect() as connection:
        assert differences(connection, trail) == []


def refused(
    office: Office,
    act: Callable[[], object],
    says: str,
    *,
    place: str | None,
    state: str,
    attempted: str,
    kind: type[Exception] = NotAllowed,
) -> None:
    """The act is refused in those words, with what to do instead, and changes nothing."""
    before = rows_of(office)
    with pytest.raises(kind, match=says) as refusal:
        act()
    error: Any = refusal.value
    assert (error.place, error.state, error.attempted) == (place, state, attempted)
    assert error.remedy
    assert rows_of(office) == before


def signatory_at(office: Office, scope: str, block: int, candidate: int = 0) -> Signatory:
    return signing_of(office, scope).blocks[block].candidates[candidate]


def programme_with(place: PlaceId, change: Callable[[Place], Place], **signing: Any) -> Programme:
    """Return the small programme with one place changed, and other rules of signing."""
    programme = a_programme()
    places = tuple(change(p) if p.id == place else p for p in programme.places)
    return replace(programme, places=places, signing=replace(programme.signing, **signing))


def with_seat(block: int, candidate: int = 0, **changes: Any) -> Callable[[Place], Place]:
    """Return what changes one signatory of a place."""

    def change(place: Place) -> Place:
        blocks = list(place.signatories)
        candidates = list(blocks[block].candidates)
        candidates[candidate] = replace(candidates[candidate], **changes)
        blocks[block] = replace(blocks[block], candidates=tuple(candidates))
        return replace(place, signatories=tuple(blocks))

    return change


JUNE_24 = date(2027, 6, 24)
"""The day on which East and West decide, and are asked to sign."""
