"""How long after a signature the next signatory's letter is with the mail server, with nothing else to do.

The portal and the task server run as the service runs them, on SQLite, without Prefect's server, which a
signature does not need. From the click on, the signature is recorded, the relay is woken, the signature
is put into the record's PDF, the next signatory is asked, their letter is set, and the mail server takes
it. The time ends when a mail server of the benchmark's own has all of the letter.
"""

import queue
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from concordat.bootstrap import build_office
from concordat.domain.programme import Programme
from concordat.domain.rules import PlaceId
from concordat.local.processes import Processes, free_port
from concordat.local.service import LOOPBACK, project_folder, service_environment
from concordat.services.advance import advance_place
from concordat.services.office import Office
from concordat.settings import Settings
from tests.bench.figures import Figure
from tests.bench.waiting_places import Signatory, empty_office, keep_time, signatory
from tests.fakes import (
    DECIDED_ON,
    EAST,
    VERSION,
    a_programme,
    engine_of,
    identified,
    place_decided,
    publicly_signed,
    signing_of,
)

PLACES = 10
WARM_UP = 2
PATIENCE_S = 60.0
QUIET_S = 3.0
FORM = "application/x-www-form-urlencoded"


class MailServer:
    """Takes every letter, and notes when it had it."""

    def __init__(self) -> None:
        self.had_at: queue.Queue[float] = queue.Queue()

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        """Take a letter. The library gives the name."""
        self.had_at.put(time.perf_counter())
        return "250 OK"

    def wait_for_quiet(self) -> None:
        """Wait until no letter has come for a while."""
        while True:
            try:
                self.had_at.get(timeout=QUIET_S)
            except queue.Empty:
                return


def measure() -> tuple[Figure, ...]:
    """Sign at one place after the other, each when the service has nothing to do."""
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
        folder, mail = Path(scratch), MailServer()
        settings = Settings(
            home=folder / "home",
            portal_url=f"http://{LOOPBACK}:{(port := free_port())}",
            portal_port=port,
            smtp_url=f"smtp://{LOOPBACK}:{(mail_port := free_port())}",
            rehearsal_clock=folder / "clock",
        )
        people = _people(settings)
        controller = Controller(mail, hostname=LOOPBACK, port=mail_port)
        controller.start()
        try:
            with _service(settings, folder):
                took = [_took_s(settings, person, mail) for person in people]
        finally:
            controller.stop()
    what = "from the click to the next letter with the mail server"
    return (Figure(what, "s", tuple(took[WARM_UP:])),)


def _people(settings: Settings) -> list[Signatory]:
    """Return the first signatory of each place, identified; a second one waits after each."""
    office = publicly_signed(empty_office(settings, _programme()))
    places = [PlaceId(f"east-{number}") for number in range(PLACES)]
    # From here on the documents are real ones: the relay will put signatures into them.
    office = replace(build_office(settings), clock=office.clock, register=office.register)
    people = [_asked(office, place) for place in places]
    keep_time(office, settings)
    engine_of(office).dispose()
    return people


def _programme() -> Programme:
    """Return a programme of places where a second signatory is asked when the first has signed."""
    small = a_programme()
    east = small.place(EAST)
    places = tuple(
        replace(east, id=PlaceId(f"east-{number}"), name=f"East {number}")
        for number in range(PLACES)
    )
    effect = replace(small.timeline.effect, including=())
    return replace(small, places=places, timeline=replace(small.timeline, effect=effect))


def _asked(office: Office, place: PlaceId) -> Signatory:
    place_decided(office, place, decided_on=DECIDED_ON[EAST])
    advance_place(office, VERSION, place)
    [request] = signing_of(office, place).open_requests
    browser = identified(office, office.links.token(request.id))
    return signatory(office, request, browser)


@contextmanager
def _service(settings: Settings, folder: Path) -> Iterator[None]:
    environment = service_environment(settings)
    with Processes(project_folder(), environment, folder / "logs") as processes:
        processes.start("portal", sys.executable, "-m", "concordat", "portal")
        processes.start("tasks", sys.executable, "-m", "tasks")
        processes.wait_for(f"{settings.portal_url}/health", "portal")
        yield


def _took_s(settings: Settings, person: Signatory, mail: MailServer) -> float:
    mail.wait_for_quiet()
    headers = {"Content-Type": FORM, "Cookie": person.cookie}
    began = time.perf_counter()
    answer = httpx.post(settings.portal_url + person.path, content=person.form, headers=headers)
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise RuntimeError(f"The signature was answered {answer.status_code}.")
    return mail.had_at.get(timeout=PATIENCE_S) - began
