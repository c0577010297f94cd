"""Registers whose places wait to be signed for, with whoever is to sign identified already."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from concordat.bootstrap import build_office
from concordat.clocks import FileClock
from concordat.domain.decision import Decision, Outcome
from concordat.domain.facts import Fact
from concordat.domain.identity import IdentityCheck
from concordat.domain.programme import Programme
from concordat.domain.record import Ratification
from concordat.domain.seating import blocks_of
from concordat.domain.signature import RequestStatus, SigningRequest
from concordat.domain.states import PlaceStatus
from concordat.register.sql_register import SqlRegister
from concordat.services.content import AgreementText
from concordat.services.identify import page_key
from concordat.services.launch import register_version
from concordat.services.links import fingerprint
from concordat.services.office import Office
from concordat.services.ports import Publisher
from concordat.services.register import Transaction
from concordat.settings import Settings
from tests.fakes import (
    VERSION,
    FakeClock,
    FakePublisher,
    FakeSealer,
    clock_of,
    go_to,
    publicly_signed,
)

BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)
DECIDED_ON = date(2027, 6, 24)
AT_A_BROWSER = "the-browser-of-a-benchmark"
NAME = "The holder of the office"


class _Words(FakePublisher):
    """Makes the words of the agreement as the service does, and lines of text for all documents."""

    def __init__(self, real: Publisher) -> None:
        self._real = real

    def agreement_text(self, programme: Programme) -> AgreementText:
        return self._real.agreement_text(programme)


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who can sign: the page, the cookie that opens it, and the form to send."""

    path: str
    cookie: str
    form: str


def waiting(settings: Settings, programme: Programme) -> tuple[Office, list[Signatory]]:
    """Fill the home and the register of the settings; return the office and one signatory a place."""
    office = publicly_signed(empty_office(settings, programme))
    go_to(office, DECIDED_ON, 17)
    with office.register.writing() as tx:
        version = tx.version(VERSION)
        requests = [
            _ask(tx, office, found, version.current_sha256 or "")
            for found in tx.ratifications(VERSION)
            if blocks_of(version.programme, found.place_id)
        ]
        tx.record(Fact.DECISION_REQUESTED, VERSION, {"places": len(requests)})
    keep_time(office, settings)
    return office, [signatory(office, request) for request in requests]


def empty_office(settings: Settings, programme: Programme) -> Office:
    """Return a real office with a clock to be set, and the programme on its register, planned."""
    settings.home.mkdir(parents=True, exist_ok=True)
    clock = FakeClock(BEGAN)
    if settings.rehearsal_clock is None:
        raise RuntimeError("A benchmark needs a clock that stands still.")
    FileClock(settings.rehearsal_clock).set(clock.now())
    made = build_office(settings)
    register = SqlRegister(settings.register_url, clock)
    register.migrate()
    office = replace(
        made, clock=clock, register=register, publisher=_Words(made.publisher), sealer=FakeSealer()
    )
    register_version(office, programme, 1)
    return office


def keep_time(office: Office, settings: Settings) -> None:
    """Let the service's processes have the time that it is at the office."""
    if settings.rehearsal_clock is not None:
        FileClock(settings.rehearsal_clock).set(clock_of(office).now())


def signatory(office: Office, request: SigningRequest, browser: str = AT_A_BROWSER) -> Signatory:
    """Return whoever holds the link of a request, at that browser."""
    token = office.links.token(request.id)
    form = urlencode({"name": NAME, "document_sha256": request.document_sha256})
    key = page_key(token)
    return Signatory(f"/signing/{key}", f"sign-{key}={token}.{browser}", form)


def _ask(
    tx: Transaction, office: Office, found: Ratification, document_sha256: str
) -> SigningRequest:
    now, place = tx.now, found.place_id
    request_id = f"{VERSION}/{place}/0.0/1"
    request = SigningRequest(
        id=request_id,
        version_id=VERSION,
        scope=place,
        block=0,
        candidate=0,
        number=1,
        link_sha256=office.links.fingerprint_for(request_id),
        document_sha256=document_sha256,
        status=RequestStatus.OPEN,
        sent_at=now,
        expires_at=now + timedelta(days=90),
    )
    tx.save(replace(found, status=PlaceStatus.SIGNING, requested_at=now))
    minute = f"minute of {place}"
    tx.add(Decision(VERSION, place, 1, Outcome.RATIFIED, DECIDED_ON, minute, now, "the clerk"))
    tx.add(request)
    browser = fingerprint(AT_A_BROWSER)
    tx.add(IdentityCheck(VERSION, request.id, 1, browser, now, confirmed_at=now))
    return request
