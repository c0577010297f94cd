"""Writing the register: the port `Transaction`, committed whole or not at all."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, update
from sqlalchemy.exc import IntegrityError

from concordat.domain.errors import AlreadyDone
from concordat.domain.programme import programme_json
from concordat.domain.record import (
    Comment,
    Decision,
    Notice,
    Ratification,
    Review,
    ReviewAsk,
    Signature,
    SigningRequest,
    Version,
)
from concordat.domain.states import Fact, PlaceStatus
from concordat.domain.trail import next_entry
from concordat.register import tables as t
from concordat.register.reading import SqlReading
from concordat.register.rows import add, save
from concordat.services.content import Action, CaseStudy, Commitment, CommitmentReport
from concordat.services.register import WakeKind

CLAIM = timedelta(minutes=2)


class SqlTransaction(SqlReading):
    """A view of the register that can also be written to."""

    def once(self, key: str) -> None:
        """Claim an act's key; AlreadyDone if the act is on record."""
        self._insert_once(
            t.act, {"key": key, "done_at": self.now}, f"The act '{key}' is on record."
        )

    def record(
        self, fact: Fact, about: str, data: Mapping[str, Any], actor: str = "concordat"
    ) -> None:
        """Add an entry to the trail. `data` holds JSON values, dates and times."""
        plain = {key: _plain(value) for key, value in data.items()}
        entry = next_entry(self.trail_head(), self.now, actor, fact.value, about, plain)
        add(self.connection, t.trail, entry)

    def wake(self, kind: WakeKind, version_id: str, subject: str = "") -> None:
        """Leave a wake in the outbox for whoever has something to do now."""
        row = {"kind": kind, "version_id": version_id, "subject": subject}
        self.connection.execute(insert(t.outbox).values(**row, created_at=self.now))

    def delivered(self, wake_id: int) -> None:
        """Take a wake off the outbox."""
        where = t.outbox.c.id == wake_id
        self.connection.execute(update(t.outbox).where(where).values(delivered_at=self.now))

    def notify(self, notice: Notice) -> None:
        """Owe a notice; its id makes it one. Whoever sends notices is woken."""
        add(self.connection, t.notice, notice)
        self.wake(WakeKind.NOTICES, notice.version_id)

    def claim_notice(self, notice_id: str) -> bool:
        """Take a notice for handing over; False if it is sent, or somebody else has just taken it.

        A claim lapses by the machine's own clock, not the programme's: it guards against two
        processes at work, and against one that died at it.
        """
        now, c = datetime.now(UTC), t.notice.c
        free = or_(c.claimed_at.is_(None), c.claimed_at < now - CLAIM)
        query = update(t.notice).where(c.id == notice_id, c.sent_at.is_(None), free)
        return self.connection.execute(query.values(claimed_at=now)).rowcount == 1

    def release_notice(self, notice_id: str) -> None:
        """Give back a notice that could not be handed over, so that it is tried again at once."""
        where = t.notice.c.id == notice_id
        self.connection.execute(update(t.notice).where(where).values(claimed_at=None))

    def sent(self, notice_id: str) -> None:
        """Record that a notice was handed over."""
        where = t.notice.c.id == notice_id
        self.connection.execute(update(t.notice).where(where).values(sent_at=self.now))

    def keep_document(self, version_id: str, kind: str, scope: str, sha256: str) -> None:
        """Record that a document is in the store, under its hash."""
        row = {"version_id": version_id, "kind": kind, "scope": scope, "sha256": sha256}
        self.connection.execute(insert(t.document).values(**row, kept_at=self.now))
        self.record(
            Fact.DOCUMENT_KEPT,
            f"{version_id}/{scope}",
            {"kind": kind, "scope": scope, "sha256": sha256},
        )

    def add_version(self, version: Version, places: tuple[str, ...]) -> None:
        """Add a version with its programme, and a ratification not started for each place."""
        programme = version.programme
        row = {"sha256": version.programme_sha256, "json": programme_json(programme)}
        self._insert_unless_there(t.programme, row, "sha256")
        self._insert_unless_there(
            t.agreement,
            {
                "id": version.agreement_id,
                "title": programme.title,
                "system_name": programme.system_name,
            },
            "id",
        )
        add(self.connection, t.version, version)
        for place in places:
            add(
                self.connection,
                t.ratification,
                Ratification(version.id, place, PlaceStatus.NOT_STARTED),
            )

    def add_text(
        self, version_id: str, made: tuple[Commitment, ...], to_do: tuple[Action, ...]
    ) -> None:
        """Add the commitments and actions of a frozen text."""
        for number, commitment in enumerate(made, start=1):
            add(self.connection, t.commitment, commitment, version_id=version_id, number=number)
        for action in to_do:
            add(self.connection, t.action, action, version_id=version_id)

    def save_version(self, version: Version) -> None:
        """Save a version; Conflict if it changed since it was read."""
        save(self.connection, t.version, version, ["id"])

    def save_ratification(self, ratification: Ratification) -> None:
        """Save a ratification; Conflict if it changed since it was read."""
        save(self.connection, t.ratification, ratification, ["version_id", "place_id"])

    def add_decision(self, decision: Decision) -> None:
        """Add a decision."""
        add(self.connection, t.decision, decision)

    def add_request(self, request: SigningRequest) -> None:
        """Add a signing request."""
        add(self.connection, t.signing_request, request)

    def save_request(self, request: SigningRequest) -> None:
        """Save a signing request."""
        save(self.connection, t.signing_request, request, ["id"])

    def add_signature(self, signature: Signature) -> None:
        """Add a signature; AlreadyDone if its seat has signed."""
        self.once(
            f"{signature.version_id}/{signature.scope}/sign/{signature.block}.{signature.candidate}"
        )
        add(self.connection, t.signature, signature)

    def save_signature(self, signature: Signature) -> None:
        """Save where a signature stands in its PDF."""
        save(self.connection, t.signature, signature, ["request_id"])

    def add_comment(self, comment: Comment) -> None:
        """Add a comment."""
        add(self.connection, t.response, comment)

    def add_review(self, review: Review) -> None:
        """Add a review cycle."""
        add(self.connection, t.review, review)

    def save_review(self, review: Review) -> None:
        """Save a review cycle; Conflict if it changed since it was read."""
        save(self.connection, t.review, review, ["version_id", "cycle"])

    def add_ask(self, ask: ReviewAsk) -> None:
        """Add the asking of one partner."""
        add(self.connection, t.review_ask, ask)

    def add_return(
        self, ask: ReviewAsk, studies: tuple[CaseStudy, ...], reports: tuple[CommitmentReport, ...]
    ) -> None:
        """Add a partner's return and close its ask."""
        save(self.connection, t.review_ask, ask, ["id"])
        for number, study in enumerate(studies, start=1):
            add(self.connection, t.case_study, study, ask_id=ask.id, number=number)
        for report in reports:
            add(self.connection, t.commitment_report, report, ask_id=ask.id)

    def _insert_once(self, table: Any, row: dict[str, Any], message: str) -> None:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(table).values(**row))
        except IntegrityError as error:
            raise AlreadyDone(message, remedy="Nothing was done a second time.") from error

    def _insert_unless_there(self, table: Any, row: dict[str, Any], key: str) -> None:
        query = table.select().where(table.c[key] == row[key])
        if self.connection.execute(query).first() is None:
            self.connection.execute(insert(table).values(**row))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
