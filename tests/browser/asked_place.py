"""A place of the real programme whose three signatories are asked in order, and its whole service.

The register, documents, keys and letters are real; the portal runs in a process of its own. What the
worker does is done in the test, when it says so.
"""

import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from concordat.bootstrap import build_office
from concordat.clocks import FileClock
from concordat.domain.parties import PartyId, Signatory, SigningBlock
from concordat.domain.programme import Place, Programme
from concordat.domain.rules import PlaceId
from concordat.local.processes import Processes, free_port
from concordat.local.service import service_environment
from concordat.programme.load import load_programme
from concordat.services.deliver import deliver_notices
from concordat.services.launch import register_version
from concordat.services.office import Office
from concordat.settings import Settings
from tests.fakes import (
    FakeClock,
    FakePostman,
    a_register,
    advance,
    engine_of,
    place_decided,
    publicly_signed,
)
from tests.integration.documents.certificates import YEAR, issue
from tests.standins.postbox import Postbox

ROOT = Path(__file__).parents[2]
PLACE = PlaceId("northumberland")
DECIDED_ON = date(2027, 6, 24)
CLOCK = "clock"
START_S = 60.0
SIGNATORIES = (
    Signatory(
        "Representative of the north of the county",
        "VCSE infrastructure organisation for Northumberland",
        "vcse-north@northumberland.example.org",
    ),
    Signatory(
        "Chair of the Health and Wellbeing Board",
        "Northumberland Health and Wellbeing Board",
        "chair@northumberland.example.org",
    ),
    Signatory(
        "Director of Place",
        "NHS North East and North Cumbria Integrated Care Board",
        "place@northumberland.example.org",
    ),
)
"""Who signs, one after the other."""

_PARTIES = (PartyId("vcse"), PartyId("ics"), PartyId("ics"))


class SharedClock(FakeClock):
    """A clock that a test sets for the process of the portal too."""

    def __init__(self, file: Path, now: datetime) -> None:
        super().__init__(now)
        self._file = FileClock(file)
        self._file.set(now)

    def set(self, now: datetime) -> None:
        super().set(now)
        self._file.set(now)

    def advance(self, **span: float) -> None:
        super().advance(**span)
        self._file.set(self.now())


@dataclass
class AskedPlace:
    """The service of one journey."""

    office: Office
    url: str
    postbox: Postbox

    def work(self) -> None:
        """Do what the worker and the relay do when something has happened."""
        advance(self.office, PLACE)
        deliver_notices(self.office)


def prepare(home: Path) -> datetime:
    """Lead the programme in the folder to where the place has decided; return what the time is there.

    The letters of the way there are delivered; those that ask the signatories are not written yet.
    """
    settings = Settings(home=home)
    clock = FakeClock()
    office = _office(settings, clock)
    register_version(office, _programme(), 1)
    publicly_signed(office)
    place_decided(office, PLACE, decided_on=DECIDED_ON)
    deliver_notices(replace(office, postman=FakePostman()))
    engine_of(office).dispose()
    return clock.now()


@contextmanager
def asked_place(prepared: Path, now: datetime, folder: Path, box: Postbox) -> Iterator[AskedPlace]:
    """Serve a copy of what was prepared until the block ends."""
    home = folder / "home"
    shutil.copytree(prepared, home)
    clock, port = home / CLOCK, free_port()
    settings = Settings(
        home=home,
        templates=ROOT / "templates",
        portal_port=port,
        portal_url=f"https://localhost:{port}",
        smtp_url=box.url,
        rehearsal_clock=clock,
    )
    office = _office(settings, SharedClock(clock, now))
    command = (sys.executable, "-m", "tests.browser.portal_process", *_certificate(folder))
    with Processes(ROOT, service_environment(settings), folder / "logs") as processes:
        processes.start("portal", *command)
        processes.wait_until(lambda: _answers(port), "the portal", START_S)
        yield AskedPlace(office, settings.portal_url, box)
    engine_of(office).dispose()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _certificate(folder: Path) -> tuple[str, str]:
    """Write a certificate of nobody's and its key; return where they are."""
    now = datetime.now(UTC)
    issued = issue("localhost", begins=now - YEAR, ends=now + YEAR)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(issued.certificate.public_bytes(Encoding.PEM))
    key.write_bytes(
        issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    return str(certificate), str(key)


def _office(settings: Settings, clock: FakeClock) -> Office:
    settings.home.mkdir(parents=True, exist_ok=True)
    register = a_register(settings.register_url, clock)
    register.migrate()
    # The office of the settings opens a register of its own, which nobody uses.
    return replace(build_office(settings), clock=clock, register=register, rehearsal=False)


def _programme() -> Programme:
    """Return the programme of `config/`, under the name by which the helpers of tests know it."""
    programme = load_programme(ROOT / "config", date(2026, 11, 25))
    return replace(
        programme,
        agreement_id="example-mou",
        bodies=tuple(replace(body, quorum=None) for body in programme.bodies),
        places=tuple(_in_order(p) if p.id == PLACE else p for p in programme.places),
    )


def _in_order(place: Place) -> Place:
    blocks = zip(_PARTIES, SIGNATORIES, strict=True)
    return replace(
        place,
        signatories=tuple(
            SigningBlock(order, party, (signatory,))
            for order, (party, signatory) in enumerate(blocks, start=1)
        ),
    )
