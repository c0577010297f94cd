"""How fast the portal takes signatures and shows pages, beside the least that a portal can be.

The portal runs as the service runs it: one process, the real register, every rule. The register is on
SQLite and on PostgreSQL, both on disk and made to last: each commit is synced. The bare portal
(`bare_portal.py`) inserts the signature's row alone, and shows the same bytes to everyone. Both take
turns, each on a database of its own. Visitors are a process of their own, and need a part of the two
cores; so does the database.

"At once" is 50 people who sign as fast as the answers come, which gives how many signatures there are a
second. "With pauses" is 50 people who pause for two seconds, on average, between two acts, which gives
what people wait. A signatory signs once, so that each signature is another place's.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from concordat.domain.facts import Fact
from concordat.domain.trail import chain_faults
from concordat.local.service import LOOPBACK
from concordat.register.replay import differences
from concordat.services.office import Office
from tests.bench.both_portals import BARE, OURS, Both, both_portals, compared, settings_of
from tests.bench.figures import Figure
from tests.bench.ratify_places import programme_of
from tests.bench.visits import PAUSE_S, PEOPLE, Visit, bare_post, get, post
from tests.bench.waiting_places import Signatory, waiting
from tests.databases import SQLITE, Databases, PostgresServer
from tests.fakes import engine_of

ROUNDS = 3
AT_ONCE, WITH_PAUSES = 12, 3
"""How many signatures each person makes in a round, one after the other."""
PLACES = PEOPLE * (ROUNDS + 1) * (AT_ONCE + WITH_PAUSES)
FEW = 14
"""How many places there are when pages are measured: as many as a programme has."""


def measure() -> tuple[Figure, ...]:
    """Measure on SQLite, then on PostgreSQL."""
    figures: list[Figure] = []
    server = PostgresServer(lasting=True)
    try:
        for name, databases in (("SQLite", SQLITE), ("PostgreSQL", server)):
            with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
                figures += signing(name, Path(scratch) / "many", databases)
                figures += pages(name, Path(scratch) / "few", databases)
    finally:
        server.stop()
    return tuple(figures)


def signing(name: str, folder: Path, databases: Databases) -> Iterator[Figure]:
    """Have everyone sign, in rounds; every signature has to be on record at the end."""
    folder.mkdir()
    settings = settings_of(folder, databases.new(folder))
    office, people = waiting(settings, programme_of(PLACES))
    with both_portals(office, folder, databases) as both:
        ours, bare = _rounds(both, people)
    _check(office)
    for how, unit, pausing, of in (
        (f"signatures, {PEOPLE} people at once", "a second", False, lambda v: v.a_second),
        ("p95 of a signature, at once", "ms", False, lambda v: v.p95_ms),
        ("p95 of a signature, with pauses", "ms", True, lambda v: v.p95_ms),
        ("the portal's CPU for a signature", "ms", False, lambda v: v.cpu_ms),
    ):
        yield from compared(f"{name}: {how}", unit, ours[pausing], bare[pausing], of)


def _rounds(
    both: Both, people: Sequence[Signatory]
) -> tuple[dict[bool, list[Visit]], dict[bool, list[Visit]]]:
    """Return the visits to both, by whether there were pauses; the first round warms up."""
    ours: dict[bool, list[Visit]] = {True: [], False: []}
    bare: dict[bool, list[Visit]] = {True: [], False: []}
    left = iter(people)
    for _ in range(ROUNDS + 1):
        for pausing, each in ((False, AT_ONCE), (True, WITH_PAUSES)):
            who = [[next(left) for _ in range(each)] for _ in range(PEOPLE)]
            pause_s = PAUSE_S if pausing else 0.0
            theirs = [[bare_post(s) for s in of_one] for of_one in who]
            bare[pausing].append(both.visited(BARE, theirs, pause_s))
            mine = [[post(s) for s in of_one] for of_one in who]
            ours[pausing].append(both.visited(OURS, mine, pause_s))
    for visits in (*ours.values(), *bare.values()):
        del visits[0]
    return ours, bare


def pages(name: str, folder: Path, databases: Databases) -> Iterator[Figure]:
    """Show a programme of a usual size to everyone."""
    folder.mkdir()
    settings = settings_of(folder, databases.new(folder))
    office, people = waiting(settings, programme_of(FEW))
    with both_portals(office, folder, databases) as both:
        yield Figure(f"{name}: memory of the portal, started", "MB", (both.memory_mb(OURS),))
        for what, path, cookie in (
            ("the public page", "/", ""),
            ("the page to sign on", people[0].path, people[0].cookie),
        ):
            request, ours, bare = get(path, cookie), list[Visit](), list[Visit]()
            for _ in range(ROUNDS):
                bare.append(both.visited(BARE, [[get("/")] * WITH_PAUSES] * PEOPLE, PAUSE_S))
                ours.append(both.visited(OURS, [[request] * WITH_PAUSES] * PEOPLE, PAUSE_S))
            yield from compared(f"{name}: p95 of {what}", "ms", ours, bare, lambda v: v.p95_ms)
            yield from compared(f"{name}: CPU for {what}", "ms", ours, bare, lambda v: v.cpu_ms)
            size = _first_load_kb(both.ports[OURS], path, cookie)
            yield Figure(f"{name}: first load of {what}", "kB", (size,))
        yield Figure(f"{name}: memory of the portal at the end", "MB", (both.memory_mb(OURS),))


def _first_load_kb(port: int, path: str, cookie: str) -> float:
    """Return how much a browser loads that has nothing yet: the page, and each file that it names."""
    with httpx.Client(base_url=f"http://{LOOPBACK}:{port}", headers={"Cookie": cookie}) as browser:
        page = browser.get(path)
        files = set(re.findall(r'"(/static/[^"]+)"', page.text))
        return sum(len(answer.content) for answer in (page, *map(browser.get, files))) / 1000


def _check(office: Office) -> None:
    """Fail unless every signature is on record, once, and the trail and the register agree."""
    with office.register.reading() as view, engine_of(office).connect() as connection:
        trail = view.trail()
        made = sum(entry.fact == Fact.SIGNED for entry in trail)
        faults = chain_faults(entry.as_line() for entry in trail)
        faults += differences(connection, trail)
    engine_of(office).dispose()
    if made < PLACES or faults:
        raise RuntimeError(f"{made} signatures of {PLACES}; {faults[:3]}")
