"""How fast the register takes 10,000 places' decisions, says how they stand, and grows.

A decision is the use case `decide_place`, in a transaction of its own: rules, act, decision, status,
trail, notice and wakes. The bare way inserts and updates the very rows that this left, but for the
trail, in a transaction for each decision too, with the same engine on a database beside it. Both go
in turn, slice by slice. Each database is as a service runs it: SQLite syncs to disk at every commit;
the test's PostgreSQL does not.
"""

import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, insert, select, update

from concordat.domain.decision import Outcome
from concordat.domain.facts import Fact
from concordat.domain.programme import Programme
from concordat.domain.rules import PlaceId
from concordat.domain.states import PlaceStatus
from concordat.domain.trail import chain_faults
from concordat.register import tables as t
from concordat.register.engine import begun, connect
from concordat.register.replay import differences
from concordat.register.sql_register import SqlRegister
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.office import Office
from concordat.services.standing import standing
from tests.bench.figures import Figure, ratio
from tests.databases import SQLITE, Databases, PostgresServer
from tests.fakes import VERSION, a_programme, an_office, engine_of, go_to, publicly_signed, url_of

PLACES = 10_000
SLICE = 1_000
DECIDED_ON = date(2027, 6, 24)
KEYS: dict[Table, str] = {t.decision: "place_id", t.act: "key", t.notice: "id", t.outbox: "id"}
"""The tables to which a decision adds rows, and what tells those rows apart."""


def measure() -> tuple[Figure, ...]:
    """Measure on SQLite, then on PostgreSQL."""
    figures = list(_measured("SQLite", SQLITE))
    server = PostgresServer()
    try:
        figures += _measured("PostgreSQL", server)
    finally:
        server.stop()
    return tuple(figures)


def _measured(name: str, databases: Databases) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
        office = _seed(Path(scratch), databases)
        bare = _bare(Path(scratch), databases, office)
        ours, theirs, grown = [], [], [_memory_mb()]
        for start in range(0, PLACES, SLICE):
            places = [f"place-{n:05d}" for n in range(start, start + SLICE)]
            seen = _seen(engine_of(office))
            ours.append(SLICE / _decide(office, places))
            rows = _rows_since(engine_of(office), seen)
            theirs.append(SLICE / _insert(bare, places, rows))
            grown.append(_memory_mb())
        yield Figure(f"{name}: decisions", "a second", tuple(ours))
        yield Figure(f"{name}: bare inserts of the same rows", "a second", tuple(theirs))
        yield ratio(f"{name}: decisions / bare inserts", ours, theirs)
        yield Figure(f"{name}: status of {PLACES:,} places", "s", tuple(_status(office)))
        yield Figure(
            f"{name}: peak memory grown by {PLACES:,} decisions", "MB", (grown[-1] - grown[0],)
        )
        _check(office)
        bare.dispose()
        engine_of(office).dispose()


def _seed(folder: Path, databases: Databases) -> Office:
    """Return an office all of whose places have been asked, and whose database syncs as a service's."""
    made = publicly_signed(an_office(folder, _programme(), on=databases))
    engine_of(made).dispose()
    office = replace(made, register=SqlRegister(url_of(made), made.clock))
    with office.register.writing() as tx:
        for place in tx.ratifications(VERSION):
            asked = PlaceStatus.AWAITING_DECISION
            tx.save(replace(place, status=asked, requested_at=tx.now))
        tx.record(Fact.DECISION_REQUESTED, VERSION, {"places": PLACES})
    go_to(office, DECIDED_ON, 17)
    return office


def _programme() -> Programme:
    """Return a programme of so many places, each like one of the small one's in turn."""
    small = a_programme()
    places = tuple(
        replace(
            small.places[n % len(small.places)], id=PlaceId(f"place-{n:05d}"), name=f"Place {n}"
        )
        for n in range(PLACES)
    )
    effect = replace(small.timeline.effect, including=())
    return replace(small, places=places, timeline=replace(small.timeline, effect=effect))


def _decide(office: Office, places: Sequence[str]) -> float:
    began = time.perf_counter()
    for place in places:
        decision = PlaceDecision(Outcome.RATIFIED, DECIDED_ON, f"minute of {place}")
        decide_place(office, VERSION, place, decision)
    return time.perf_counter() - began


def _seen(engine: Engine) -> dict[str, set[Any]]:
    """Return the keys of every row that is there already."""
    with engine.connect() as connection:
        return {table.name: set(connection.scalars(select(table.c[KEYS[table]]))) for table in KEYS}


def _rows_since(engine: Engine, seen: dict[str, set[Any]]) -> list[dict[str, list[dict[str, Any]]]]:
    """Return the rows that a slice of decisions left, dealt out evenly to each decision."""
    dealt: list[dict[str, list[dict[str, Any]]]] = [{} for _ in range(SLICE)]
    with engine.connect() as connection:
        for table, key in KEYS.items():
            found = connection.execute(select(table)).mappings()
            rows = [dict(row) for row in found if row[key] not in seen[table.name]]
            each = len(rows) // SLICE
            for n, of_one in enumerate(dealt):
                of_one[table.name] = rows[n * each : (n + 1) * each]
    return dealt


def _bare(folder: Path, databases: Databases, office: Office) -> Engine:
    """Return an engine on a copy of the database, in which nothing is decided yet."""
    engine_of(office).dispose()
    copies = folder / "bare"
    copies.mkdir()
    return connect(databases.copy(databases.keep(url_of(office)), copies))


def _insert(
    engine: Engine, places: Sequence[str], slices: Sequence[dict[str, list[dict[str, Any]]]]
) -> float:
    c = t.ratification.c
    began = time.perf_counter()
    for place, rows in zip(places, slices, strict=True):
        with begun(engine, writing=True) as connection:
            for table in KEYS:
                connection.execute(insert(table), rows[table.name])
            where = (c.version_id == VERSION, c.place_id == place)
            changed = update(t.ratification).where(*where)
            connection.execute(changed.values(status=PlaceStatus.SIGNING))
    return time.perf_counter() - began


def _status(office: Office) -> Iterator[float]:
    for _ in range(5):
        began = time.perf_counter()
        with office.register.reading() as view:
            found = standing(view, VERSION)
        yield time.perf_counter() - began
        if len(found.places) != PLACES:
            raise RuntimeError(f"The status shows {len(found.places)} places.")


def _memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _check(office: Office) -> None:
    """Fail unless every decision was recorded once, and the trail and the register agree."""
    with office.register.reading() as view, engine_of(office).connect() as connection:
        trail = view.trail()
        decided = sum(entry.fact.startswith("place:decision:adopted") for entry in trail)
        faults = chain_faults(entry.as_line() for entry in trail)
        faults += differences(connection, trail)
    if decided != PLACES or faults:
        raise RuntimeError(f"{decided} decisions of {PLACES}; {faults[:3]}")
