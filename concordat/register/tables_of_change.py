"""The register's tables of what changes over time: papers, terms, partners, disputes, dates moved.

A column is named as the field of the domain record it keeps; see `tables` for the rest.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from concordat.domain.dispatch import DispatchStanding
from concordat.domain.membership import Leaver, Succeeded
from concordat.domain.postponement import Stage
from concordat.domain.signature import Medium
from concordat.register.columns import Json, Utc, Word
from concordat.register.tables import metadata, version_id


def _key(name: str, length: int = 80) -> Column[str]:
    return Column(name, String(length), primary_key=True)


def _number() -> Column[int]:
    return Column("number", Integer, primary_key=True, autoincrement=False)


def _seat() -> tuple[Column[int], Column[int]]:
    return (
        Column("block", Integer, primary_key=True, autoincrement=False),
        Column("candidate", Integer, primary_key=True, autoincrement=False),
    )


papers = Table(
    "papers",
    metadata,
    version_id(primary_key=True, index=False),
    _key("scope"),
    Column("meeting_on", Date, primary_key=True),
    Column("sent_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("late_consent", Text),
)

proposed_amendment = Table(
    "proposed_amendment",
    metadata,
    version_id(primary_key=True, index=False),
    _key("place_id"),
    _number(),
    Column("words", Text, nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("taken_up_in", String(100)),
)

duplicate_signature = Table(
    "duplicate_signature",
    metadata,
    version_id(primary_key=True, index=False),
    _key("scope"),
    *_seat(),
    _number(),
    Column("medium", Word(Medium), nullable=False),
    Column("evidence_sha256", String(64), nullable=False),
    Column("noted_at", Utc, nullable=False),
)

identity_check = Table(
    "identity_check",
    metadata,
    version_id(primary_key=True, index=False),
    # Of a signing request, or of an in-person signing whose officer is identified.
    _key("request_id", 200),
    _number(),
    Column("session_sha256", String(64), nullable=False),
    Column("sent_at", Utc, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("confirmed_at", Utc),
    Column("witness", Text),
)

in_person_signing = Table(
    "in_person_signing",
    metadata,
    _key("id", 200),
    version_id(),
    Column("number", Integer, nullable=False),
    Column("link_sha256", String(64), nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("closes_at", Utc, nullable=False),
    Column("closed_at", Utc),
)

given_delegation = Table(
    "given_delegation",
    metadata,
    version_id(primary_key=True, index=False),
    _key("scope"),
    *_seat(),
    _number(),
    Column("request_id", ForeignKey("signing_request.id"), nullable=False),
    Column("deputy_name", Text, nullable=False),
    Column("programme_sha256", String(64), nullable=False),
    Column("given_at", Utc, nullable=False),
    Column("evidence_sha256", String(64)),
    Column("taken_back_at", Utc),
)

dispatch = Table(
    "dispatch",
    metadata,
    version_id(primary_key=True, index=False),
    _key("scope"),
    _number(),
    Column("provider", String(80), nullable=False),
    Column("seats", Json, nullable=False),
    Column("document_sha256", String(64), nullable=False),
    Column("standing", Word(DispatchStanding), nullable=False),
    Column("planned_at", Utc, nullable=False),
    Column("tried_at", Utc),
    Column("reference", String(100), index=True),
    Column("sent_at", Utc),
    Column("closed_at", Utc),
    Column("signed_sha256", String(64)),
    Column("certificate_sha256", String(64)),
    Column("claimed_at", Utc),
)

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("provider", String(80), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("read_at", Utc, index=True),
)

provider_asked = Table(
    "provider_asked",
    metadata,
    _key("provider"),
    Column("asked_at", Utc, nullable=False),
)

mandate_dispute = Table(
    "mandate_dispute",
    metadata,
    version_id(primary_key=True, index=False),
    _key("scope"),
    *_seat(),
    _number(),
    Column("raised_on", Date, nullable=False),
    Column("raised_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("settled_on", Date),
    Column("settled_by", Text),
    Column("upheld", Boolean),
    Column("note", Text),
)

format_request = Table(
    "format_request",
    metadata,
    version_id(primary_key=True, index=False),
    _number(),
    Column("scope", String(80), nullable=False),
    Column("format", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("extended_until", Date, nullable=False),
    Column("supplied_sha256", String(64)),
    Column("supplied_on", Date),
)

accession = Table(
    "accession",
    metadata,
    version_id(primary_key=True, index=False),
    _number(),
    Column("party", String(80), nullable=False),
    Column("partner", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("minute_reference", Text, nullable=False),
    Column("joined_on", Date, nullable=False),
    Column("record_sha256", String(64)),
)

withdrawal = Table(
    "withdrawal",
    metadata,
    version_id(primary_key=True, index=False),
    _number(),
    Column("kind", Word(Leaver), nullable=False),
    Column("who", Text, nullable=False),
    Column("notified_on", Date, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("left", Boolean, nullable=False),
    Column("handovers", Json, nullable=False),
    Column("cancelled_on", Date),
    Column("cancelled_because", Text),
)

commitment_move = Table(
    "commitment_move",
    metadata,
    version_id(primary_key=True, index=False),
    _key("commitment"),
    _number(),
    Column("moved_on", Date, nullable=False),
    Column("of", Text, nullable=False),
    Column("to", Text),
    Column("reason", Text, nullable=False),
)

succession = Table(
    "succession",
    metadata,
    version_id(primary_key=True, index=False),
    _number(),
    Column("kind", Word(Succeeded), nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Json, nullable=False),
    Column("on", Date, nullable=False),
    Column("instrument", Text, nullable=False),
)

term = Table(
    "term",
    metadata,
    version_id(primary_key=True, index=False),
    _number(),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("decided_on", Date),
    Column("minute_reference", Text),
)

effect_span = Table(
    "effect_span",
    metadata,
    version_id(primary_key=True, index=False),
    _number(),
    Column("began_on", Date, nullable=False),
    Column("counted", Json, nullable=False),
    Column("ceased_on", Date),
    Column("because", Text),
)

postponement = Table(
    "postponement",
    metadata,
    version_id(primary_key=True, index=False),
    _number(),
    Column("stage", Word(Stage), nullable=False),
    Column("old", Date),
    Column("new", Date),
    Column("reasons", Json, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
)

calendar_override = Table(
    "calendar_override",
    metadata,
    version_id(primary_key=True, index=False),
    _number(),
    Column("act", String(80), nullable=False),
    Column("place_id", String(80)),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
)

information_request = Table(
    "information_request",
    metadata,
    version_id(primary_key=True, index=False),
    _number(),
    Column("reference", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
)

admin_link = Table(
    "admin_link",
    metadata,
    _key("sha256", 64),
    Column("made_at", Utc, nullable=False),
    Column("used_at", Utc),
)

staff_session = Table(
    "staff_session",
    metadata,
    _key("sha256", 64),
    Column("began_at", Utc, nullable=False),
    Column("who", String(80), nullable=False),
    Column("ended_at", Utc),
)
