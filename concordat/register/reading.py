"""Reading the register: the port `Reading` over one connection."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, func, select

from concordat.domain.decision import Decision
from concordat.domain.dispatch import Dispatch
from concordat.domain.elections import HeldBack
from concordat.domain.errors import NotFound
from concordat.domain.facts import Fact
from concordat.domain.postponement import CalendarOverride
from concordat.domain.programme import Programme
from concordat.domain.record import (
    Comment,
    Notice,
    PlaceRecord,
    Ratification,
    Review,
    ReviewAsk,
    Version,
    VersionRecord,
)
from concordat.domain.rules import PlaceId
from concordat.domain.seating import blocks_of, provider_of
from concordat.domain.signature import (
    PUBLIC,
    Signature,
    Signing,
    SigningRequest,
)
from concordat.domain.staff import AdminLink, StaffSession
from concordat.domain.states import PlaceStatus
from concordat.domain.term import EffectSpan
from concordat.domain.trail import TrailEntry
from concordat.register import tables as t
from concordat.register import tables_of_change as c
from concordat.register.columns import programme_from_json, without_addresses
from concordat.register.contacts import ERASURES, Contacts
from concordat.register.kept import KEPT, key_of
from concordat.register.personal import holdings
from concordat.register.rows import load, one
from concordat.services.content import (
    CaseStudy,
    Commitment,
    CommitmentReport,
)
from concordat.services.membership import notices, place_successions
from concordat.services.register import Holdings, Message, Wake

T = TypeVar("T")
HEAD = select(t.trail).order_by(t.trail.c.number.desc()).limit(1)
VERSION = select(t.version, ERASURES.label("erasures")).where(
    t.version.c.id == bindparam("version_id")
)
STAFF_BEGAN = (
    (KEPT[StaffSession], KEPT[StaffSession].c.began_at),
    (KEPT[AdminLink], KEPT[AdminLink].c.made_at),
)
Overridden = defaultdict[str | None, frozenset[HeldBack]]


class SqlReading:
    """A consistent view of the register. `programmes` caches programmes by their hash."""

    def __init__(
        self, connection: Connection, now: datetime, programmes: dict[str, Programme]
    ) -> None:
        self.connection = connection
        self.now = now
        self._programmes = programmes
        self._read: defaultdict[str, dict[Any, Any]] = defaultdict(dict)

    def _load(
        self, table: Table, kind: type[T], equal: Mapping[str, Any], order: Sequence[str] = ()
    ) -> tuple[T, ...]:
        """Return records as `load` does, reading each of them once: nobody else writes meanwhile."""
        known, key = self._read[table.name], (tuple(equal.items()), tuple(order))
        if key not in known:
            known[key] = load(self.connection, table, kind, equal, order)
        found: tuple[T, ...] = known[key]
        return found

    def version_ids(self) -> tuple[str, ...]:
        """Return every version's id, oldest first."""
        order = (t.version.c.agreement_id, t.version.c.number)
        return tuple(self.connection.scalars(select(t.version.c.id).order_by(*order)))

    def version(self, version_id: str) -> Version:
        """Return the version; NotFound if there is none."""
        known = self._read[t.version.name]
        if version_id not in known:
            known[version_id] = self._version(version_id)
        found: Version = known[version_id]
        return found

    def _version(self, version_id: str) -> Version:
        found = self.connection.execute(VERSION, {"version_id": version_id})
        row = found.mappings().one_or_none()
        if row is None:
            raise NotFound(
                f"There is no version '{version_id}' in the register.",
                remedy="Launch its sign-off first, or check the number.",
            )
        programme = self._programme(row["programme_sha256"], row["erasures"])
        return one(Version, row, programme=programme)

    def _programme(self, sha256: str, erasures: int) -> Programme:
        # An erasure changes what a programme says, so it makes every earlier reading stale.
        key = f"{sha256}/{erasures}"
        if key not in self._programmes:
            query = select(t.programme.c.json).where(t.programme.c.sha256 == sha256)
            text = self.connection.execute(query).scalar_one()
            known = self.contacts.everyone()
            self._programmes[key] = programme_from_json(text, lambda said: known.get(said, said))
        return self._programmes[key]

    @cached_property
    def contacts(self) -> Contacts:
        """The addresses of everyone who can be written to."""
        return Contacts(self.connection)

    def programmes(self) -> dict[str, str]:
        """Return every programme as its hash was taken, by that hash: without addresses."""
        rows = self.connection.execute(select(t.programme.c.sha256, t.programme.c.json))
        return {sha256: without_addresses(text) for sha256, text in rows}

    def records(self, kind: type[T], version_id: str, /, **equal: Any) -> tuple[T, ...]:
        """Return a version's records of one kind whose fields are as given, in the order of their keys."""
        table = KEPT[kind]
        where = {"version_id": version_id, **equal}
        return self._load(table, kind, where, key_of(table))

    def version_record(self, version_id: str) -> VersionRecord:
        """Return the version with its places' statuses, its public signing and latest review."""
        version = self.version(version_id)
        places = self.ratifications(version_id)
        reviews = self.records(Review, version_id)
        spans = self.records(EffectSpan, version_id)
        return VersionRecord(
            version=version,
            statuses={p.place_id: p.status for p in places},
            effective_dates={p.place_id: p.effective_on for p in places if p.effective_on},
            signing=self.signing(version, PUBLIC),
            review=reviews[-1] if reviews else None,
            overridden=self._overridden(version)[None],
            withdrawals=notices(self, version),
            successions=place_successions(self, version),
            span=spans[-1] if spans else None,
        )

    def place(self, version: Version, place_id: str) -> PlaceRecord:
        """Return everything about one place; NotFound if the version does not ask that place."""
        found = self.records(Ratification, version.id, place_id=place_id)
        if not found:
            raise NotFound(
                f"'{place_id}' is not a place that this version asks.",
                remedy=f"Write one of: {', '.join(self._place_ids(version.id))}.",
                place=place_id,
                attempted="find the place",
            )
        record = _place_record(
            version,
            found[0],
            self.decisions(version.id, place_id),
            self.signing(version, place_id),
            self._overridden(version),
        )
        return _with_earlier(record, lambda earlier: self.place(self.version(earlier), place_id))

    def places(self, version: Version) -> tuple[PlaceRecord, ...]:
        """Return every place that the version asks, by place id; one query a table, however many."""
        decisions = _by(self.records(Decision, version.id), "place_id")
        requests = _by(self.records(SigningRequest, version.id), "scope")
        signatures = _by(self.records(Signature, version.id), "scope")
        dispatches = _by(self.records(Dispatch, version.id), "scope")
        overridden = self._overridden(version)
        records = (
            _place_record(
                version,
                found,
                tuple(decisions[found.place_id]),
                Signing(
                    found.place_id,
                    blocks_of(version.programme, found.place_id),
                    tuple(sorted(requests[found.place_id], key=lambda r: (r.seat, r.number))),
                    tuple(sorted(signatures[found.place_id], key=lambda s: (s.signed_at, s.seat))),
                    provider_of(version.programme, found.place_id),
                    tuple(dispatches[found.place_id]),
                ),
                overridden,
            )
            for found in self.ratifications(version.id)
        )
        earlier = cache(lambda v: {p.place.id: p for p in self.places(self.version(v))})
        return tuple(
            _with_earlier(record, lambda v, place=record.place.id: earlier(v)[place])  # type: ignore[misc]  # Bound now.
            for record in records
        )

    def _overridden(self, version: Version) -> Overridden:
        """Return what is overridden, by place; that of the whole system under None."""
        found: Overridden = defaultdict(frozenset)
        # Without a period nothing is held back, so that nothing can be overridden.
        if version.programme.pre_election_periods:
            for override in self.records(CalendarOverride, version.id):
                found[override.place_id] |= {HeldBack(override.act)}
        return found

    def _place_ids(self, version_id: str) -> tuple[str, ...]:
        return tuple(r.place_id for r in self.ratifications(version_id))

    def ratifications(self, version_id: str) -> tuple[Ratification, ...]:
        """Return the ratification of every place, by place id."""
        return self.records(Ratification, version_id)

    def signing(self, version: Version, scope: str) -> Signing:
        """Return the signing of the public document or of one place's record."""
        where = {"version_id": version.id, "scope": scope}
        asked = ("block", "candidate", "number")
        requests = self._load(t.signing_request, SigningRequest, where, asked)
        # Every signature answers a request.
        order = ("signed_at", "block", "candidate")
        signatures = self._load(t.signature, Signature, where, order) if requests else ()
        return Signing(
            scope,
            blocks_of(version.programme, scope),
            requests,
            signatures,
            provider_of(version.programme, scope),
            self.records(Dispatch, version.id, scope=scope),
        )

    def decisions(self, version_id: str, place_id: str | None) -> tuple[Decision, ...]:
        """Return the decisions of a place, or of the board for None, oldest first."""
        return self.records(Decision, version_id, place_id=place_id)

    def request_by_link(self, link_sha256: str) -> SigningRequest | None:
        """Return the signing request behind a personal link, or None."""
        where = {"link_sha256": link_sha256}
        found = load(self.connection, t.signing_request, SigningRequest, where)
        return found[0] if found else None

    def dispatch(self, reference: str, key: str) -> Dispatch | None:
        """Return the dispatch of a provider's reference, or of an act key; None when there is none."""
        found = load(self.connection, c.dispatch, Dispatch, {"reference": reference})
        if found:
            return found[0]
        scope, _, number = key.rpartition("/dispatch/")
        version_id, _, place = scope.rpartition("/")
        if not number.isdecimal():
            return None
        named = self.records(Dispatch, version_id, scope=place, number=int(number))
        return named[0] if named else None

    def comments(self, version_id: str) -> tuple[Comment, ...]:
        """Return the comments of the review window, oldest first."""
        return self.records(Comment, version_id)

    def commitments(self, version_id: str) -> tuple[Commitment, ...]:
        """Return the commitments of a frozen version, in the order of its text."""
        where = {"version_id": version_id}
        return load(self.connection, t.commitment, Commitment, where, order=("number",))

    def review(self, version_id: str, cycle: int) -> Review:
        """Return one review cycle; NotFound if it has not been scheduled."""
        found = self.records(Review, version_id, cycle=cycle)
        if not found:
            raise NotFound(
                f"Review {cycle} of '{version_id}' has not been scheduled.",
                remedy="A review is scheduled when the agreement takes effect.",
            )
        return found[0]

    def asks(self, version_id: str, cycle: int) -> tuple[ReviewAsk, ...]:
        """Return who was asked for a return, in the order asked."""
        where = {"version_id": version_id, "cycle": cycle}
        return load(self.connection, t.review_ask, ReviewAsk, where, order=("sent_at", "id"))

    def ask_by_link(self, link_sha256: str) -> ReviewAsk | None:
        """Return the ask behind a personal link, or None."""
        found = load(self.connection, t.review_ask, ReviewAsk, {"link_sha256": link_sha256})
        return found[0] if found else None

    def case_studies(self, version_id: str, cycle: int) -> tuple[CaseStudy, ...]:
        """Return the case studies of one review cycle."""
        rows = self.connection.execute(
            select(t.case_study, t.review_ask.c.partner)
            .join(t.review_ask)
            .where(t.review_ask.c.version_id == version_id, t.review_ask.c.cycle == cycle)
            .order_by(t.review_ask.c.id, t.case_study.c.number)
        )
        return tuple(one(CaseStudy, row) for row in rows.mappings())

    def commitment_reports(self, version_id: str, cycle: int) -> tuple[CommitmentReport, ...]:
        """Return the reports on commitments of one review cycle."""
        rows = self.connection.execute(
            select(t.commitment_report, t.review_ask.c.partner)
            .join(t.review_ask)
            .where(t.review_ask.c.version_id == version_id, t.review_ask.c.cycle == cycle)
            .order_by(t.commitment_report.c.commitment, t.review_ask.c.id)
        )
        return tuple(one(CommitmentReport, row) for row in rows.mappings())

    def documents(self, version_id: str) -> tuple[tuple[str, str, str], ...]:
        """Return kind, scope and SHA-256 of every document kept, oldest first."""
        c = t.document.c
        query = select(c.kind, c.scope, c.sha256).where(c.version_id == version_id)
        rows = self.connection.execute(query.order_by(c.kept_at, c.kind, c.scope))
        return tuple((kind, scope, sha256) for kind, scope, sha256 in rows)

    def trail(self) -> tuple[TrailEntry, ...]:
        """Return the whole trail, oldest first."""
        return load(self.connection, t.trail, TrailEntry, {}, order=("number",))

    def trail_head(self) -> TrailEntry | None:
        """Return the last entry of the trail, or None when nothing has happened."""
        row = self.connection.execute(HEAD).mappings().one_or_none()
        return None if row is None else one(TrailEntry, row)

    def holdings(self, address: str) -> Holdings | None:
        """Return what is held under an address; None when nobody has it."""
        return holdings(self.connection, self.contacts, address)

    def contact(self, address: str) -> str | None:
        """Return what stands in the place of an address, for ever; None when nobody has it."""
        return self.contacts.find(address)

    def address(self, reference: str) -> str:
        """Return the address that a reference stands for; empty when it was erased or never there."""
        return self.contacts.everyone().get(reference, "")

    def notice(self, notice_id: str) -> Notice:
        """Return the notice; NotFound if there is none."""
        found = load(self.connection, t.notice, Notice, {"id": notice_id})
        if not found:
            raise NotFound(f"There is no notice '{notice_id}'.")
        return replace(found[0], to=self.contacts.addresses(found[0].to))

    def sent_notice_ids(self) -> tuple[str, ...]:
        """Return the ids of the notices that are closed, the newest first."""
        c = t.notice.c
        query = select(c.id).where(c.sent_at.is_not(None)).order_by(c.sent_at.desc(), c.id)
        return tuple(self.connection.execute(query).scalars())

    def addresses(self) -> tuple[str, ...]:
        """Return every address on record, in the order they were first written."""
        return tuple(address for address in self.contacts.everyone().values() if address)

    def staff_before(self, moment: datetime) -> int:
        """Return how many sessions and links of staff began before the moment."""
        counts = (
            select(func.count()).select_from(table).where(began < moment)
            for table, began in STAFF_BEGAN
        )
        return sum(self.connection.execute(query).scalar_one() for query in counts)

    def admin_link(self, sha256: str) -> AdminLink | None:
        """Return the link of that hash by which staff sign in, or None."""
        found = load(self.connection, KEPT[AdminLink], AdminLink, {"sha256": sha256})
        return found[0] if found else None

    def staff_session(self, sha256: str) -> StaffSession | None:
        """Return the session of that hash, over or not, or None."""
        found = load(self.connection, KEPT[StaffSession], StaffSession, {"sha256": sha256})
        return found[0] if found else None

    def unsent_notices(self) -> tuple[Notice, ...]:
        """Return the notices still owed, oldest first."""
        order = ("queued_at", "id")
        owed = load(self.connection, t.notice, Notice, {"sent_at": None}, order=order)
        return tuple(replace(notice, to=self.contacts.addresses(notice.to)) for notice in owed)

    def unread_messages(self) -> tuple[Message, ...]:
        """Return the messages of providers that are not read yet, oldest first."""
        return load(self.connection, c.message, Message, {"read_at": None}, order=("id",))

    def wakes(self) -> tuple[Wake, ...]:
        """Return the undelivered wakes, oldest first."""
        return load(self.connection, t.outbox, Wake, {"delivered_at": None}, order=("id",))

    def last_of(self, about: str, fact: Fact) -> TrailEntry | None:
        """Return the last entry of the trail of that fact about one subject, or None."""
        c = t.trail.c
        query = select(t.trail).where(c.about == about, c.fact == fact.value)
        row = self.connection.execute(query.order_by(c.number.desc()).limit(1)).mappings().first()
        return None if row is None else one(TrailEntry, row)

    def counts_of_facts(self, about: str, fact: Fact) -> int:
        """Return how often a fact stands in the trail about one subject."""
        c = t.trail.c
        query = select(func.count()).where(c.about == about, c.fact == fact.value)
        return self.connection.execute(query).scalar_one()


def _by(records: Iterable[T], name: str) -> defaultdict[str | None, list[T]]:
    found: defaultdict[str | None, list[T]] = defaultdict(list)
    for record in records:
        found[getattr(record, name)].append(record)
    return found


def _place_record(
    version: Version,
    ratification: Ratification,
    decisions: tuple[Decision, ...],
    signing: Signing,
    overridden: Overridden,
) -> PlaceRecord:
    return PlaceRecord(
        place=version.programme.place(PlaceId(ratification.place_id)),
        ratification=ratification,
        decision=decisions[-1] if decisions else None,
        signing=signing,
        earlier=decisions[:-1],
        overridden=overridden[None] | overridden[ratification.place_id],
    )


def _with_earlier(record: PlaceRecord, find: Callable[[str], PlaceRecord]) -> PlaceRecord:
    """Return the record with what stands under the earlier version that it is carried from, if any."""
    found = record.ratification
    if found.carried_from is None:
        return record
    earlier = find(found.carried_from)
    if found.status == PlaceStatus.NOT_STARTED:
        return replace(record, predecessor=earlier.ratification)
    return replace(
        record, decision=earlier.decision, earlier=earlier.earlier, signing=earlier.signing
    )
