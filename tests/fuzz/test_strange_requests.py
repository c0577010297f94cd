"""Every route of the portal is sent what nobody should send, and stays as it was.

A failure tells the fewest requests found that show it. The suite sends the same ones every time; `make
fuzz` sends others, for as many minutes on each database as `FUZZ_MINUTES` says, and tells what came back.
"""

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count, product, takewhile
from pathlib import Path
from random import Random

import pytest
from starlette.applications import Starlette

from concordat.notices.invitations import invitations
from concordat.notices.mailbox import FolderMailbox
from concordat.notices.programme_feed import programme_feed
from concordat.notices.returned_message import read_returned
from concordat.portal.app import PAGES, create_app
from concordat.portal.post import Post
from concordat.services.office import Office
from concordat.services.recognition import Recogniser
from concordat.signing.docusign_connect import is_signed
from tests.databases import SQLITE, Databases
from tests.fakes import FakeInspector, engine_of, url_of
from tests.fuzz.calls import Answer, Request, ask_all
from tests.fuzz.doors import LEADS, Start, start
from tests.fuzz.drawing import KEY, PART, Forms, filled, request
from tests.fuzz.forms import forms_of, routes_at
from tests.fuzz.invariants import Recorded, check_answer, check_register

MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
IN_A_ROUND = 15
"""How many requests follow each other on one register. They are sent twice."""

ROUNDS = 80
ON_POSTGRESQL = 20
LIKELY = (2, 4, 2, 1)
"""How likely a round is to go on from each start: most pages are a signatory's."""

SLOW_S = 1.0


class Portal:
    """The portal, before whose register a fresh copy of a start is put for each round of requests."""

    def __init__(self, on: Databases, folder: Path) -> None:
        self.on = on
        self.mailbox = _new(folder, "mailbox")
        self.starts = [start(lead, on, _new(folder, lead.__name__), self.mailbox) for lead in LEADS]
        self.folder = _new(folder, "rounds")
        self.apps = [self._app(start) for start in self.starts]
        self.forms = [self._forms(number) for number in range(len(LEADS))]
        self.came_back: Counter[str] = Counter()
        self.slow: list[tuple[float, str]] = []

    def round(self, number: int, asked: Sequence[Request]) -> None:
        """Send the requests, twice over, to a copy of the start of that number."""
        started = self.starts[number]
        office = self._opened(number)
        before, twice = Recorded(office), [*asked, *asked]
        try:
            for sent, answer in zip(twice, ask_all(self.apps[number], twice), strict=True):
                self._tally(sent, answer)
                check_answer(sent, answer, started.known)
            check_register(office, started.known, before, asked)
            assert list(office.register.audit()) == []
        finally:
            self._closed(office)

    def _app(self, started: Start) -> Starlette:
        office = started.office(self.folder)
        app = create_app(
            office,
            Path("templates"),
            invitations,
            FakeInspector(),
            programme_feed,
            listeners={"docusign": lambda headers, body: is_signed(headers, body, [KEY])},
            post=Post(KEY.decode(), read_returned, FolderMailbox(self.mailbox)),
        )
        self._closed(office)
        return app

    def _forms(self, number: int) -> Forms:
        """Return the forms on every page that the start has, as its signatory sees them."""
        started, office = self.starts[number], self._opened(number)
        cookie = (b"cookie", started.known.cookies[0])
        asked = [
            Request("GET", target.encode(), headers=(started.known.host, cookie))
            for page in PAGES
            if "GET" in (page.methods or ())
            for target in _addresses(page.path, started)
        ]
        answers = ask_all(self.apps[number], asked)
        self._closed(office)
        pages = [a.body.decode() for a in answers if "text/html" in a.header("content-type")]
        return forms_of(pages)

    def _opened(self, number: int) -> Office:
        office, app = self.starts[number].office(self.folder), self.apps[number]
        desk = app.state.desk
        checks = replace(desk.verification, recogniser=Recogniser(office))
        app.state.desk = replace(desk, office=office, verification=checks)
        return office

    def _closed(self, office: Office) -> None:
        engine_of(office).dispose()
        self.on.drop(url_of(office))

    def _tally(self, sent: Request, answer: Answer) -> None:
        where = min(routes_at(sent.target.decode()), default="elsewhere")
        self.came_back[f"{where} {answer.status}"] += 1
        if answer.took_s > SLOW_S:
            self.slow.append((answer.took_s, f"{sent.method} {where}, {len(sent.body)} bytes"))


def _new(folder: Path, name: str) -> Path:
    new = folder / name
    new.mkdir()
    return new


def _addresses(path: str, started: Start) -> list[str]:
    choices = [started.known.parts.get(part, (part,)) for part in PART.findall(path)]
    return [filled(path, chosen) for chosen in product(*choices)]


def send_strange_things(portal: Portal, seeds: Iterable[int]) -> None:
    """Play a round of each seed; a failure tells the fewest requests of its round that show it."""
    for seed in seeds:
        chance = Random(seed)  # noqa: S311 - nothing secret is drawn.
        [number] = chance.choices(range(len(LEADS)), LIKELY)
        known, forms = portal.starts[number].known, portal.forms[number]
        drawn = [request(chance, known, forms) for _ in range(IN_A_ROUND)]
        try:
            portal.round(number, drawn)
        except AssertionError:
            fewest = fewest_that_fail(portal, number, drawn)
            told = "\n".join(map(repr, fewest))
            pytest.fail(f"the round of {seed}, from start {number}, fails with\n{told}")


def fewest_that_fail(portal: Portal, number: int, drawn: Sequence[Request]) -> Sequence[Request]:
    """Leave out what is not needed for the round to fail."""
    fewest = list(drawn)
    for one in drawn:
        without = [other for other in fewest if other is not one]
        try:
            portal.round(number, without)
        except AssertionError:
            fewest = without
    return fewest


@pytest.fixture
def portal(databases: Databases, tmp_path: Path) -> Portal:
    return Portal(databases, tmp_path)


def test_strange_requests_end_in_plain_pages_and_change_nothing(
    portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    if not MINUTES:
        send_strange_things(portal, range(ROUNDS if portal.on is SQLITE else ON_POSTGRESQL))
        return
    until = time.monotonic() + 60 * MINUTES
    first = time.time_ns()
    send_strange_things(portal, takewhile(lambda _: time.monotonic() < until, count(first)))
    with capsys.disabled():
        print("\n".join(told(portal)))  # noqa: T201 - whoever asked for a long run wants to know.


def told(portal: Portal) -> list[str]:
    """Return what came back from where, and what took long, in lines."""
    return [
        f"\n{portal.came_back.total()} requests",
        *(f"{times:8}  {where}" for where, times in sorted(portal.came_back.items())),
        *(f"{took_s:8.2f} s  {what}" for took_s, what in sorted(portal.slow, reverse=True)[:20]),
    ]
