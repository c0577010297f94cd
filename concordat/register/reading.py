"""Reading the register: the port `Reading` over one connection."""

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, and_, func, select

from concordat.domain.decision import Decision
from concordat.domain.errors import NotFound
from concordat.domain.facts import Fact
from concordat.domain.parties import SigningBlock
from concordat.domain.programme import Programme, programme_json
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
from concordat.domain.signature import (
    PUBLIC,
    Signature,
    Signing,
    SigningRequest,
)
from concordat.domain.trail import TrailEntry
from concordat.register import tables as t
from concordat.register.columns import programme_from_json
from concordat.register.contacts import Contacts
from concordat.register.kept import KEPT, key_of
from concordat.register.rows import load, one
from concordat.services.content import CaseStudy, Commitment, CommitmentReport
from concordat.services.register import Wake

T = TypeVar("T")


class SqlReading:
    """A consistent view of the register. `programmes` caches programmes by their hash."""

    def __init__(
        self, connection: Connection, now: datetime, programmes: dict[str, Programme]
    ) -> None:
        self.connection = connection
        self.now = now
        self._programmes = programmes

    def version_ids(self) -> tuple[str, ...]:
        """Return every version's id, oldest first."""
        order = (t.version.c.agreement_id, t.version.c.number)
        return tuple(self.connection.scalars(select(t.version.c.id).order_by(*order)))

    def version(self, version_id: str) -> Version:
        """Return the version; NotFound if there is none."""
        found = self.connection.execute(select(t.version).where(t.version.c.id == version_id))
        row = found.mappings().one_or_none()
        if row is None:
            raise NotFound(
                f"There is no version '{version_id}' in the register.",
                remedy="Launch its sign-off first, or check the number.",
            )
        return one(Version, row, programme=self._programme(row["programme_sha256"]))

    def _programme(self, sha256: str) -> Programme:
        # An erasure changes what a programme says, so it makes every earlier reading stale.
        key = f"{sha256}/{self.contacts.erasures}"
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

    def programme_json(self, sha256: str) -> str:
        """Return a programme as its hash was taken: canonical JSON, without addresses."""
        return programme_json(self._programme(sha256))

    def records(self, kind: type[T], version_id: str, **equal: Any) -> tuple[T, ...]:
        """Return a version's records of one kind whose fields are as given, in the order of their keys."""
        table = KEPT[kind]
        where = [table.c.version_id == version_id]
        where += [table.c[name] == value for name, value in equal.items()]
        order = [table.c[name] for name in key_of(table)]
        return load(self.connection, table, kind, *where, order=order)

    def version_record(self, version_id: str) -> VersionRecord:
        """Return the version with its places' statuses, its public signing and latest review."""
        version = self.version(version_id)
        places = self.ratifications(version_id)
        reviews = load(
            self.connection,
            t.review,
            Review,
            t.review.c.version_id == version_id,
            order=[t.review.c.cycle],
        )
        return VersionRecord(
            version=version,
            statuses={p.place_id: p.status for p in places},
            effective_dates={p.place_id: p.effective_on for p in places if p.effective_on},
            signing=self.signing(version, PUBLIC),
            review=reviews[-1] if reviews else None,
        )

    def place(self, version: Version, place_id: str) -> PlaceRecord:
        """Return everything about one place; NotFound if the version does not ask that place."""
        found = load(
            self.connection,
            t.ratification,
            Ratification,
            t.ratification.c.version_id == version.id,
            t.ratification.c.place_id == place_id,
        )
        if not found:
            raise NotFound(
                f"'{place_id}' is not a place that this version asks.",
                remedy=f"Write one of: {', '.join(self._place_ids(version.id))}.",
                place=place_id,
            )
        decisions = self.decisions(version.id, place_id)
        return PlaceRecord(
            place=version.programme.place(PlaceId(place_id)),
            ratification=found[0],
            decision=decisions[-1] if decisions else None,
            signing=self.signing(version, place_id),
        )

    def _place_ids(self, version_id: str) -> tuple[str, ...]:
        return tuple(r.place_id for r in self.ratifications(version_id))

    def ratifications(self, version_id: str) -> tuple[Ratification, ...]:
        """Return the ratification of every place, by place id."""
        c = t.ratification.c
        return load(
            self.connection,
            t.ratification,
            Ratification,
            c.version_id == version_id,
            order=[c.place_id],
        )

    def signing(self, version: Version, scope: str) -> Signing:
        """Return the signing of the public document or of one place's record."""
        asked, signed = t.signing_request.c, t.signature.c
        requests = load(
            self.connection,
            t.signing_request,
            SigningRequest,
            and_(asked.version_id == version.id, asked.scope == scope),
            order=[asked.block, asked.candidate, asked.number],
        )
        signatures = load(
            self.connection,
            t.signature,
            Signature,
            and_(signed.version_id == version.id, signed.scope == scope),
            order=[signed.signed_at, signed.block, signed.candidate],
        )
        return Signing(scope, blocks_of(version.programme, scope), requests, signatures)

    def decisions(self, version_id: str, place_id: str | None) -> tuple[Decision, ...]:
        """Return the decisions of a place, or of the board for None, oldest first."""
        c = t.decision.c
        of_place = c.place_id.is_(None) if place_id is None else c.place_id == place_id
        return load(
            self.connection,
            t.decision,
            Decision,
            c.version_id == version_id,
            of_place,
            order=[c.number],
        )

    def request_by_link(self, link_sha256: str) -> SigningRequest | None:
        """Return the signing request behind a personal link, or None."""
        c = t.signing_request.c
        found = load(
            self.connection, t.signing_request, SigningRequest, c.link_sha256 == link_sha256
        )
        return found[0] if found else None

    def comments(self, version_id: str) -> tuple[Comment, ...]:
        """Return the comments of the review window, oldest first."""
        c = t.response.c
        return load(
            self.connection, t.response, Comment, c.version_id == version_id, order=[c.number]
        )

    def commitments(self, version_id: str) -> tuple[Commitment, ...]:
        """Return the commitments of a frozen version, in the order of its text."""
        c = t.commitment.c
        return load(
            self.connection, t.commitment, Commitment, c.version_id == version_id, order=[c.number]
        )

    def review(self, version_id: str, cycle: int) -> Review:
        """Return one review cycle; NotFound if it has not been scheduled."""
        c = t.review.c
        found = load(
            self.connection, t.review, Review, c.version_id == version_id, c.cycle == cycle
        )
        if not found:
            raise NotFound(
                f"Review {cycle} of '{version_id}' has not been scheduled.",
                remedy="A review is scheduled when the agreement takes effect.",
            )
        return found[0]

    def asks(self, version_id: str, cycle: int) -> tuple[ReviewAsk, ...]:
        """Return who was asked for a return, in the order asked."""
        c = t.review_ask.c
        return load(
            self.connection,
            t.review_ask,
            ReviewAsk,
            c.version_id == version_id,
            c.cycle == cycle,
            order=[c.sent_at, c.id],
        )

    def ask_by_link(self, link_sha256: str) -> ReviewAsk | None:
        """Return the ask behind a personal link, or None."""
        c = t.review_ask.c
        found = load(self.connection, t.review_ask, ReviewAsk, c.link_sha256 == link_sha256)
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
        return load(self.connection, t.trail, TrailEntry, order=[t.trail.c.number])

    def trail_head(self) -> TrailEntry | None:
        """Return the last entry of the trail, or None when nothing has happened."""
        query = select(t.trail).order_by(t.trail.c.number.desc()).limit(1)
        row = self.connection.execute(query).mappings().one_or_none()
        return None if row is None else one(TrailEntry, row)

    def unsent_notices(self) -> tuple[Notice, ...]:
        """Return the notices still owed, oldest first."""
        c = t.notice.c
        owed = load(
            self.connection, t.notice, Notice, c.sent_at.is_(None), order=[c.queued_at, c.id]
        )
        return tuple(replace(notice, to=self.contacts.addresses(notice.to)) for notice in owed)

    def wakes(self) -> tuple[Wake, ...]:
        """Return the undelivered wakes, oldest first."""
        c = t.outbox.c
        return load(self.connection, t.outbox, Wake, c.delivered_at.is_(None), order=[c.id])

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


def blocks_of(programme: Programme, scope: str) -> tuple[SigningBlock, ...]:
    """Return who signs the public document, or one place's record."""
    if scope == PUBLIC:
        return programme.timeline.public_signing
    return programme.place(PlaceId(scope)).signatories
