"""Writing the register: the port `Transaction`, committed whole or not at all."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from concordat.domain.dispatch import Dispatch, DispatchStanding
from concordat.domain.errors import AlreadyDone
from concordat.domain.facts import Fact
from concordat.domain.programme import (
    Programme,
    addresses_of,
    programme_json,
    programme_sha256,
)
from concordat.domain.read_only import check_not_over
from concordat.domain.record import Notice, Review, ReviewAsk, Version
from concordat.domain.states import VersionState
from concordat.domain.trail import TrailEntry
from concordat.register import tables as t
from concordat.register import tables_of_change as c
from concordat.register.kept import ENGINE, KEPT, key_of
from concordat.register.ledger import Ledger
from concordat.register.reading import STAFF_BEGAN, SqlReading
from concordat.register.rows import add, insert_row, save, values
from concordat.services.content import (
    Action,
    CaseStudy,
    Commitment,
    CommitmentReport,
)
from concordat.services.register import WakeKind

CLAIM = timedelta(minutes=2)
STATE = select(t.version.c.state).where(t.version.c.id == bindparam("version_id"))


class SqlTransaction(SqlReading):
    """A view of the register that can also be written to.

    What is recorded is kept back until the transaction ends: each fact then takes with it the rows
    it changed, so that the trail alone can make the register again.
    """

    def __init__(
        self, connection: Connection, now: datetime, programmes: dict[str, Programme]
    ) -> None:
        super().__init__(connection, now, programmes)
        self._ledger = Ledger(now)
        self.acts: list[str] = []
        self._wakes: dict[tuple[WakeKind, str, str], dict[str, Any]] = {}
        self._states: dict[str, VersionState | None] = {}

    def finish(self) -> list[TrailEntry]:
        """Write the facts recorded, each with the rows it changed, and the wakes; before the commit.

        Returns the entries of the trail that were made.
        """
        if self._wakes:
            self.connection.execute(insert(t.outbox), list(self._wakes.values()))
        entries = self._ledger.entries(self.trail_head())
        if entries:
            self.connection.execute(insert(t.trail), [values(t.trail, e) for e in entries])
        return entries

    def once(self, key: str) -> None:
        """Claim an act's key; AlreadyDone if the act is on record."""
        row = {"key": key, "done_at": self.now}
        if not self._insert_once(t.act, "key", row):
            raise AlreadyDone(
                f"The act '{key}' is on record.", remedy="Nothing was done a second time."
            )
        self._changed(t.act, row)
        self.acts.append(key)

    def record(
        self, fact: Fact, about: str, data: Mapping[str, Any], actor: str = "concordat"
    ) -> None:
        """Add an entry to the trail; NotAllowed for what a version that is over does not take.

        `data` holds JSON values, dates and times.
        """
        check_not_over(fact, about, self._state_before(about.partition("/")[0]))
        self._ledger.record(fact, about, data, actor)

    def version(self, version_id: str) -> Version:
        """Return the version as it stands now; NotFound if there is none."""
        found = super().version(version_id)
        self._states.setdefault(version_id, found.state)
        return found

    def _state_before(self, version_id: str) -> VersionState | None:
        """Return the version's state when the transaction began; None if there was none.

        What ends a version is recorded in the transaction that ends it.
        """
        if version_id not in self._states:
            found = self.connection.execute(STATE, {"version_id": version_id})
            self._states[version_id] = found.scalar_one_or_none()
        return self._states[version_id]

    def add(self, record: Any) -> None:
        """Add a record to its table."""
        table = KEPT[type(record)]
        self._changed(table, add(self.connection, table, record))

    def save(self, record: Any) -> None:
        """Save a record over its row; Conflict if it changed since it was read."""
        if isinstance(record, Version):
            self._state_before(record.id)
        table = KEPT[type(record)]
        self._changed(table, save(self.connection, table, record, key_of(table)))

    def carry(self, record: Version | Review) -> None:
        """Save what belongs to the engine that carries a timeline: its run, and where it waits.

        Nothing is true because of it, so the trail says nothing of it. Conflict as with `save`.
        """
        table = KEPT[type(record)]
        save(self.connection, table, record, key_of(table), only=ENGINE[table.name])
        self._read.pop(table.name, None)

    def wake(self, kind: WakeKind, version_id: str, subject: str = "") -> None:
        """Leave a wake in the outbox for whoever has something to do; equal ones are one."""
        self._wakes[kind, version_id, subject] = {
            "kind": kind,
            "version_id": version_id,
            "subject": subject,
            "created_at": self.now,
        }

    def delivered(self, wake_id: int) -> None:
        """Take a wake off the outbox."""
        where = t.outbox.c.id == wake_id
        self.connection.execute(update(t.outbox).where(where).values(delivered_at=self.now))

    def notify(self, notice: Notice) -> None:
        """Owe a notice; its id makes it one. Whoever sends notices is woken."""
        known = self.contacts.references(notice.to)
        self.add(replace(notice, to=tuple(known[address] for address in notice.to if address)))
        self.wake(WakeKind.NOTICES, notice.version_id)

    def claim_notice(self, notice_id: str) -> bool:
        """Take a notice for handing over; False if it is sent, or somebody else has just taken it.

        A claim lapses by the machine's own clock, not the programme's: it guards against two
        processes at work, and against one that died at it.
        """
        now, c = datetime.now(UTC), t.notice.c
        free = or_(c.claimed_at.is_(None), c.claimed_at < now - CLAIM)
        query = update(t.notice).where(c.id == notice_id, c.sent_at.is_(None), free)
        self._read.pop(t.notice.name, None)
        return self.connection.execute(query.values(claimed_at=now)).rowcount == 1

    def release_notice(self, notice_id: str) -> None:
        """Give back a notice that could not be handed over, so that it is tried again at once."""
        where = t.notice.c.id == notice_id
        self.connection.execute(update(t.notice).where(where).values(claimed_at=None))
        self._read.pop(t.notice.name, None)

    def claim_dispatch(self, dispatch: Dispatch) -> bool:
        """Take a planned dispatch for handing over; False if somebody else has just taken it.

        It notes when that was first tried. A claim lapses as a letter's does.
        """
        now = datetime.now(UTC)
        free = or_(c.dispatch.c.claimed_at.is_(None), c.dispatch.c.claimed_at < now - CLAIM)
        values = {"claimed_at": now, "tried_at": dispatch.tried_at or self.now}
        query = update(c.dispatch).where(*_is(dispatch), free).values(values)
        self._read.pop(c.dispatch.name, None)
        return self.connection.execute(query).rowcount == 1

    def keep_message(self, provider: str, body: bytes) -> bool:
        """Keep a provider's message as it came; False if the same has come before.

        It is a hint until it is read, so the trail says nothing of it.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        row = {"provider": provider, "sha256": sha256, "body": body, "received_at": self.now}
        return self._insert_once(c.message, "sha256", row)

    def message_read(self, message_id: int) -> None:
        """Note that a message was read, and let go of its words."""
        where = c.message.c.id == message_id
        read = update(c.message).where(where).values(read_at=self.now, body=b"")
        self.connection.execute(read)

    def claim_asking(self, provider: str, every: timedelta) -> bool:
        """Take the next asking of a provider what has changed; False if that was done too lately.

        Nothing is true because of it, so the trail says nothing of it.
        """
        asked = c.provider_asked.c
        here, free = asked.provider == provider, asked.asked_at <= self.now - every
        query = update(c.provider_asked).where(here, free).values(asked_at=self.now)
        if self.connection.execute(query).rowcount == 1:
            return True
        row = {"provider": provider, "asked_at": self.now}
        return self._insert_once(c.provider_asked, "provider", row)

    def release_dispatch(self, dispatch: Dispatch) -> None:
        """Give back a dispatch that could not be handed over, so that it is tried again at once."""
        self.connection.execute(update(c.dispatch).where(*_is(dispatch)).values(claimed_at=None))
        self._read.pop(c.dispatch.name, None)

    def sent(self, notice_id: str) -> None:
        """Record that a notice was handed over."""
        where = t.notice.c.id == notice_id
        self.connection.execute(update(t.notice).where(where).values(sent_at=self.now))
        kept = self.connection.execute(select(t.notice).where(where)).mappings().one()
        self._changed(t.notice, dict(kept))

    def keep_document(self, version_id: str, kind: str, scope: str, sha256: str) -> None:
        """Record that a document is in the store, under its hash."""
        what = {"kind": kind, "scope": scope, "sha256": sha256}
        self._insert(t.document, {"version_id": version_id, **what, "kept_at": self.now})
        self.record(Fact.DOCUMENT_KEPT, f"{version_id}/{scope}", what)

    def add_version(self, version: Version) -> None:
        """Add a version with its programme."""
        self.add_programme(version.programme)
        row = {
            "id": version.agreement_id,
            "title": version.programme.title,
            "system_name": version.programme.system_name,
        }
        if not self._is_there(t.agreement, "id", version.agreement_id):
            self._insert(t.agreement, row)
        self.add(version)

    def add_programme(self, programme: Programme) -> str:
        """Keep a programme under its hash, if it is not there, and return the hash."""
        sha256 = programme_sha256(programme)
        if not self._is_there(t.programme, "sha256", sha256):
            known = self.contacts.references(addresses_of(programme))
            text = programme_json(programme, lambda address: known.get(address, ""))
            insert_row(self.connection, t.programme, {"sha256": sha256, "json": text})
        return sha256

    def add_text(
        self, version_id: str, made: tuple[Commitment, ...], to_do: tuple[Action, ...]
    ) -> None:
        """Add the commitments and actions of a frozen text."""
        for number, commitment in enumerate(made, start=1):
            more = {"version_id": version_id, "number": number}
            self._insert(t.commitment, values(t.commitment, commitment) | more)
        for action in to_do:
            self._insert(t.action, values(t.action, action) | {"version_id": version_id})

    def add_return(
        self, ask: ReviewAsk, studies: tuple[CaseStudy, ...], reports: tuple[CommitmentReport, ...]
    ) -> None:
        """Add a partner's return and close its ask."""
        self.save(ask)
        for number, study in enumerate(studies, start=1):
            more = {"ask_id": ask.id, "number": number}
            self._insert(t.case_study, values(t.case_study, study) | more)
        for report in reports:
            self._insert(
                t.commitment_report, values(t.commitment_report, report) | {"ask_id": ask.id}
            )

    def forget_staff(self, before: datetime) -> int:
        """Forget the sessions and links of staff that began before the moment; return how many."""
        gone = (delete(table).where(began < before) for table, began in STAFF_BEGAN)
        return sum(self.connection.execute(query).rowcount for query in gone)

    def erase_contact(self, address: str) -> str | None:
        """Erase an address for ever; return what stands in its place, None when nobody has it."""
        self._read.clear()
        return self.contacts.erase(address, self.now)

    def _insert(self, table: Table, row: dict[str, Any]) -> None:
        insert_row(self.connection, table, row)
        self._changed(table, row)

    def _changed(self, table: Table, row: Mapping[str, Any]) -> None:
        self._read.pop(table.name, None)
        self._ledger.changed(table, row)

    def _insert_once(self, table: Table, key: str, row: dict[str, Any]) -> bool:
        """Add a row; False if there is one of that key, whoever else adds it at the same time."""
        made = _inserting_once(self.connection.dialect.name, table, key)
        return self.connection.execute(made, row).first() is not None

    def _is_there(self, table: Table, column: str, value: str) -> bool:
        query = select(table.c[column]).where(table.c[column] == value)
        return self.connection.execute(query).first() is not None


def _is(dispatch: Dispatch) -> tuple[ColumnElement[bool], ...]:
    here = (c.dispatch.c.version_id == dispatch.version_id, c.dispatch.c.scope == dispatch.scope)
    return (
        *here,
        c.dispatch.c.number == dispatch.number,
        c.dispatch.c.standing == DispatchStanding.PLANNED,
    )


@cache
def _inserting_once(dialect: str, table: Table, key: str) -> ReturningInsert[Any]:
    kinds = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    made: Any = kinds[dialect](table)
    once: ReturningInsert[Any] = made.on_conflict_do_nothing(index_elements=[key]).returning(
        table.c[key]
    )
    return once
