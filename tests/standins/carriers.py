"""The ways in which a place's signing can be carried, each with how its people act in it.

The place is East: its chair signs first, then its VCSE lead.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from concordat.domain.signature import SigningRequest
from concordat.domain.signing import Seat
from concordat.services.bounce import Bounce, record_bounce
from concordat.services.office import Office
from concordat.services.providers import Handover, Provider
from concordat.services.reported import record_report
from concordat.services.void_request import identity_failed
from concordat.signing.docusign import DocuSign
from concordat.signing.docusign_bodies import recipient_id
from tests.fakes import (
    EAST,
    VERSION,
    a_programme,
    advance,
    an_office,
    clock_of,
    declined_by_link,
    fields,
    place_decided,
    sign_request,
    signing_of,
)
from tests.integration.docusign.dispatches import a_record, account_at
from tests.standins.docusign import control
from tests.standins.docusign.account import Account
from tests.standins.docusign.serving import StandIn, stand_in
from tests.standins.memory_provider import MemoryProvider

CHAIR, LEAD = Seat(0, 0), Seat(1, 0)


class Carrier(Protocol):
    """A way in which East's signing is carried."""

    office: Office

    def sign(self, seat: Seat) -> None: ...
    def decline(self, seat: Seat, reason: str) -> None: ...
    def bounce(self, seat: Seat, words: str) -> None: ...
    def fail_identity(self, seat: Seat) -> None: ...


def request_of(office: Office, seat: Seat) -> SigningRequest:
    [found] = [r for r in signing_of(office, EAST).open_requests if r.seat == seat]
    return found


@dataclass
class InHouse:
    """The service itself, through personal links."""

    office: Office

    def sign(self, seat: Seat) -> None:
        sign_request(self.office, request_of(self.office, seat))
        advance(self.office, EAST)

    def decline(self, seat: Seat, reason: str) -> None:
        token = self.office.links.token(request_of(self.office, seat).id)
        declined_by_link(self.office, token, reason)
        advance(self.office, EAST)

    def bounce(self, seat: Seat, words: str) -> None:
        address = signing_of(self.office, EAST).signatory(seat).email
        record_bounce(self.office, VERSION, Bounce(address, words))
        advance(self.office, EAST)

    def fail_identity(self, seat: Seat) -> None:
        token = self.office.links.token(request_of(self.office, seat).id)
        identity_failed(self.office, token, "Too many wrong codes.")
        advance(self.office, EAST)


def told(office: Office, provider: Provider, times: int = 1) -> None:
    """Have every report recorded, so many times, and whatever is due then done."""
    for _ in range(times):
        for report in provider.reports_since(office.clock.now() - timedelta(days=400)):
            record_report(office, report)
    advance(office, EAST)


def reference_of(office: Office) -> str:
    """Return the provider's name for the newest dispatch."""
    reference = signing_of(office, EAST).dispatches[-1].reference
    assert reference is not None
    return reference


@dataclass
class InMemory:
    """The provider in memory."""

    office: Office
    provider: MemoryProvider

    def sign(self, seat: Seat) -> None:
        clock_of(self.office).advance(minutes=1)
        name = signing_of(self.office, EAST).signatory(seat).role
        self.provider.sign(reference_of(self.office), seat, name)
        told(self.office, self.provider)

    def decline(self, seat: Seat, reason: str) -> None:
        self.provider.decline(reference_of(self.office), seat, reason)
        told(self.office, self.provider)

    def bounce(self, seat: Seat, words: str) -> None:
        self.provider.bounce(reference_of(self.office), seat, words)
        told(self.office, self.provider)

    def fail_identity(self, seat: Seat) -> None:
        self.provider.fail_identity(reference_of(self.office), seat)
        told(self.office, self.provider)


class Printing(DocuSign):
    """Hands over real pages, with the same fields, where the office's publisher only writes words."""

    def send(self, dispatch: Handover, tried_at: datetime | None) -> str:
        """Send the dispatch with its documents printed."""
        printed = tuple(
            replace(one, data=(page := a_record(*fields(one.data))), sha256=_sha256(page))
            for one in dispatch.documents
        )
        return super().send(replace(dispatch, documents=printed), tried_at)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class ThroughDocuSign:
    """DocuSign, by its stand-in."""

    office: Office
    served: StandIn
    provider: DocuSign

    def sign(self, seat: Seat) -> None:
        clock_of(self.office).advance(minutes=1)
        name = signing_of(self.office, EAST).signatory(seat).role
        self.act("sign", seat, name=name)

    def decline(self, seat: Seat, reason: str) -> None:
        self.act("decline", seat, reason=reason)

    def bounce(self, seat: Seat, words: str) -> None:
        self.act("bounce", seat, reason=words)

    def fail_identity(self, seat: Seat) -> None:
        self.act("fail-identity", seat)

    def act(self, name: str, seat: Seat, /, **data: str) -> None:
        """Have a recipient act, and everything that follows done."""
        envelope = reference_of(self.office)
        control.act(self.served.account, envelope, name, recipientId=recipient_id(seat), **data)
        told(self.office, self.provider)


def office_with(folder: Path, name: str, *, dissent_apart: bool = False) -> Office:
    """Return an office in which the named provider carries East's requests."""
    programme = replace(a_programme(), dissent_apart=dissent_apart)
    places = tuple(
        replace(place, provider=name) if place.id == EAST else place for place in programme.places
    )
    return an_office(folder, replace(programme, places=places))


@contextmanager
def carried(kind: str, folder: Path) -> Iterator[Carrier]:
    """Give East's signing, carried in that way, with its chair asked."""
    office = office_with(folder, "inhouse" if kind == "inhouse" else kind)
    if kind == "inhouse":
        yield begun(InHouse(office))
    elif kind == "memory":
        provider = MemoryProvider(office.clock)
        yield begun(InMemory(replace(office, providers={"memory": provider}), provider))
    else:
        with stand_in(Account(now=office.clock.now)) as served:
            account = account_at(served, listener="https://portal.example.org/connect/docusign")
            printing = Printing(account, office.clock.now)
            with_it = replace(office, providers={"docusign": printing})
            yield begun(ThroughDocuSign(with_it, served, printing))


def begun(carrier: Carrier) -> Carrier:
    """Lead East to its signing, and have its chair asked."""
    place_decided(carrier.office, EAST)
    advance(carrier.office, EAST)
    return carrier
