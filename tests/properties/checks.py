"""What must hold after every step of a life, told from the trail's facts alone.

`Account` follows the trail entry by entry, and never looks at the rows that an entry carries: where
it and the register differ, one of the two is wrong.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from concordat.domain.calendar import local_date
from concordat.domain.facts import Fact
from concordat.domain.record import Review
from concordat.domain.states import TRANSITIONS, PlaceStatus, ReviewState, State, VersionState
from concordat.domain.term import EffectSpan
from concordat.domain.trail import CHANGES
from concordat.register.kept import ENGINE, PERSONAL
from concordat.register.replay import replay
from concordat.register.tables import contact, metadata, programme
from concordat.services.office import Office
from concordat.services.ports import Letter
from concordat.services.register import Reading
from concordat.services.standing import standing
from tests.fakes import engine_of, marks
from tests.properties.counting import Count, Entry, Span

MOVES = {fact for _, fact in TRANSITIONS}

NOTED = {Fact.BOARD_SUCCEEDED}
"""What moves a version in some states, and is only noted in the others."""

ONCE: dict[Fact, tuple[str, ...]] = {
    Fact.VERSION_REGISTERED: (),
    Fact.WINDOW_OPENED: (),
    Fact.COMMENT_RECEIVED: ("number",),
    Fact.TEXT_FROZEN: (),
    Fact.PUBLIC_SIGNING_COMPLETED: ("agreement_sha256",),
    Fact.CERTIFICATE_ISSUED: ("sha256",),
    Fact.REQUEST_SENT: ("request",),
    Fact.REQUEST_REMINDED: ("request", "reminder"),
    Fact.REQUEST_EXPIRED: ("request",),
    Fact.REQUEST_CANCELLED: ("request",),
    Fact.REQUEST_DECLINED: ("request",),
    Fact.SIGNED: ("request",),
    Fact.SIGNATURE_APPLIED: ("request",),
    Fact.RATIFIED: ("record_sha256",),
    Fact.RATIFIED_WITH_RESERVATION: ("record_sha256",),
    Fact.RATIFIED_SUBJECT_TO_CONDITION: ("record_sha256",),
    Fact.DECLINE_SEALED: ("sha256",),
    Fact.REVIEW_SCHEDULED: (),
    Fact.REVIEW_OPENED: (),
    Fact.REVIEW_RETURNED: ("partner",),
    Fact.REVIEW_REPORTED: (),
    Fact.REVIEW_CLOSED: (),
    Fact.DOCUMENT_KEPT: ("kind", "sha256"),
    Fact.NOTICE_SENT: (),
}
"""What happens once: to what the entry is about, and to what these words of it name."""

SEALED = {"agreement", "record", "certificate"}
"""The kinds of document that carry a seal."""


@dataclass
class Account:
    """What the facts say so far: where everything stands, which places count, and since when."""

    count: Count
    followed: int = 0
    states: dict[str, State] = field(default_factory=dict)
    done: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def follow(self, office: Office) -> None:
        """Take in the entries of the trail that follow those taken in before."""
        for entry in _entries_after(office, self.followed):
            self._opens(entry)
            self._moves(entry)
            self.count.follow(entry)
            self._is_done_once(entry)
            self.followed += 1

    def _opens(self, entry: Entry) -> None:
        if entry.fact == Fact.VERSION_REGISTERED:
            self.states[entry.about] = VersionState.PLANNED
            for place in entry.said["places"]:
                self.states[f"{entry.about}/{place}"] = PlaceStatus.NOT_STARTED
        if entry.fact == Fact.PLACE_ADDED:
            self.states[entry.about] = PlaceStatus.NOT_STARTED
        if entry.fact == Fact.REVIEW_SCHEDULED:
            self.states[entry.about] = ReviewState.SCHEDULED

    def _moves(self, entry: Entry) -> None:
        if entry.fact in MOVES:
            before = self.states[entry.about]
            move = (before, Fact(entry.fact))
            if move not in TRANSITIONS and entry.fact in NOTED:
                return
            assert move in TRANSITIONS, f"{entry.about} was {before}: {entry.fact} is no legal move"
            self.states[entry.about] = TRANSITIONS[move]

    def _is_done_once(self, entry: Entry) -> None:
        if entry.fact in ONCE:
            words = tuple(str(entry.said[word]) for word in ONCE[Fact(entry.fact)])
            act = (entry.fact, entry.about, *words)
            self.done[act] += 1
            assert self.done[act] == 1, f"done twice: {act}"


def _entries_after(office: Office, number: int) -> list[Entry]:
    query = f"SELECT fact, about, data, at FROM trail WHERE number > {number} ORDER BY number"  # noqa: S608
    with engine_of(office).connect() as connection:
        rows = connection.exec_driver_sql(query).all()
    return [Entry(fact, about, _said(data), _day(at)) for fact, about, data, at in rows]


def _day(at: str) -> date:
    return datetime.fromisoformat(at).astimezone(ZoneInfo("Europe/London")).date()


def _said(data: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(data)
    said.pop(CHANGES, None)
    return said


def check_register_is_as_told(view: Reading, account: Account) -> None:
    """Compare every state, the count and the effect with what the facts say."""
    stands: dict[str, State] = {}
    for version_id in view.version_ids():
        version = view.version(version_id)
        stands[version_id] = version.state
        found = view.ratifications(version_id)
        stands |= {f"{version_id}/{r.place_id}": r.status for r in found}
        reviews = view.records(Review, version_id)
        stands |= {f"{version_id}/review/{r.cycle}": r.state for r in reviews}
        today = local_date(view.now, version.programme.timezone)
        counted = account.count.counted(version_id, today)
        said = standing(view, version_id)
        assert said.counted == len(counted)
        assert {p: said.places[p].effective_on for p in counted} == counted
        spans = [Span(s.began_on, s.ceased_on) for s in view.records(EffectSpan, version_id)]
        assert spans == account.count.of[version_id].spans
        in_effect = bool(spans) and spans[-1].ceased_on is None
        assert in_effect == (version.state == VersionState.IN_EFFECT)
    assert stands == account.states


def check_letters(letters: list[Letter], *, crashed: bool) -> None:
    """A letter goes out once; after a crash again, the same under the same id."""
    seen: dict[str, Letter] = {}
    for letter in letters:
        assert crashed or letter.id not in seen, f"sent twice: {letter.id}"
        first = seen.setdefault(letter.id, letter)
        assert (letter.template, letter.link) == (first.template, first.link)


def check_documents(office: Office) -> None:
    """Every document kept is in the store; a sealed one has one seal, and no signature twice."""
    with office.register.reading() as view:
        kept = [d for version_id in view.version_ids() for d in view.documents(version_id)]
    for kind, scope, sha256 in kept:
        data = office.store.get(sha256)
        if kind in SEALED:
            made = Counter(marks(data))
            assert made["seal"] == 1, f"{kind} of {scope} has {made['seal']} seals"
            assert set(made.values()) == {1}


def rows_but_for_engine(office: Office) -> dict[str, Any]:
    """Return every row as the database gives it, but for what belongs to the engines.

    Of the trail, which the database guards, the head alone.
    """
    found: dict[str, Any] = {}
    with engine_of(office).connect() as connection:
        for table in metadata.sorted_tables:
            if table.name == "trail":
                query = "SELECT number, sha256 FROM trail ORDER BY number DESC LIMIT 1"
            else:
                left_out = ENGINE.get(table.name, frozenset())
                columns = ", ".join(f'"{c.name}"' for c in table.c if c.name not in left_out)
                query = f'SELECT {columns} FROM "{table.name}"'  # noqa: S608  # Our own names.
            found[table.name] = sorted(map(tuple, connection.exec_driver_sql(query)), key=repr)
    return found


def check_replay(office: Office, empty: Office) -> None:
    """Replay the trail into an empty register, and compare every row of the two."""
    with (
        office.register.reading() as view,
        engine_of(office).connect() as old,
        engine_of(empty).begin() as new,
    ):
        for table in (contact, programme):
            if rows := old.execute(select(table)).mappings().all():
                new.execute(insert(table), [dict(row) for row in rows])
        replay(new, view.trail())
    assert _as_replayed(empty) == _as_replayed(office)


def _as_replayed(office: Office) -> dict[str, list[dict[str, Any]]]:
    found = {}
    with engine_of(office).connect() as connection:
        for table in metadata.sorted_tables:
            left_out = ENGINE.get(table.name, frozenset()) | PERSONAL.get(table.name, frozenset())
            if table.name != "outbox":
                rows = connection.execute(select(table)).mappings()
                told = ({n: v for n, v in row.items() if n not in left_out} for row in rows)
                found[table.name] = sorted(told, key=repr)
    return found
