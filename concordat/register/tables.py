"""The register's tables. A column is named as the field of the domain record it keeps.

The trail takes no update and no delete: the database itself refuses them (see the migrations).
Addresses are in `contact` alone: every other table names them by its id, so that one can be erased.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

from concordat.domain.decision import Route
from concordat.domain.rules import AmendmentClass
from concordat.domain.signature import Medium, RequestStatus
from concordat.domain.states import PlaceStatus, ReviewState, VersionState
from concordat.register.columns import Json, Utc, Word
from concordat.services.register import WakeKind

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

agreement = Table(
    "agreement",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("title", Text, nullable=False),
    Column("system_name", Text, nullable=False),
)

contact = Table(
    "contact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(320), unique=True),
    Column("erased_at", Utc, index=True),
)

programme = Table(
    "programme",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("json", Text, nullable=False),
)

version = Table(
    "version",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("agreement_id", ForeignKey("agreement.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Word(VersionState), nullable=False),
    Column("programme_sha256", ForeignKey("programme.sha256"), nullable=False),
    Column("rehearsal", Boolean, nullable=False),
    Column("board_on", Date),
    Column("public_signing_on", Date, nullable=False),
    Column("ratification_due", Date, nullable=False),
    Column("run_id", String(36)),
    Column("waiting_at", String(80)),
    Column("text_sha256", String(64)),
    Column("agreement_sha256", String(64)),
    Column("current_sha256", String(64)),
    Column("sealed_at", Utc),
    Column("effective_on", Date),
    Column("certificate_sha256", String(64)),
    Column("supersedes", String(100)),
    Column("superseded_by", String(100)),
    Column("amendment", Word(AmendmentClass)),
    Column("changes_sha256", String(64)),
    Column("consults", Boolean, nullable=False, server_default=true()),
    Column("papers_warned_for", Date),
    Column("presented_on", Date),
    Column("term_ends_on", Date),
    Column("term_warned_days", Integer),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("agreement_id", "number"),
)


def version_id(*, primary_key: bool = False, index: bool = True) -> Column[str]:
    """Return the column that says of which version a row is."""
    return Column(
        "version_id", ForeignKey("version.id"), nullable=False, primary_key=primary_key, index=index
    )


commitment = Table(
    "commitment",
    metadata,
    version_id(primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("text", Text, nullable=False),
)

action = Table(
    "action",
    metadata,
    version_id(primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("text", Text, nullable=False),
    Column("owners", Json, nullable=False),
    Column("due_months", Integer, nullable=False),
)

response = Table(
    "response",
    metadata,
    version_id(primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("name", Text),
    Column("organisation", Text),
)

decision = Table(
    "decision",
    metadata,
    version_id(),
    Column("place_id", String(80)),
    Column("number", Integer, nullable=False),
    Column("outcome", String(80), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("minute_reference", Text, nullable=False),
    Column("recorded_at", Utc, nullable=False),
    Column("recorded_by", String(80), nullable=False),
    Column("reservation", Text),
    Column("condition", Text),
    Column("reason", Text),
    Column("effective_from", Date),
    Column("text_sha256", String(64)),
    Column("route", Word(Route), nullable=False, server_default=Route.MEETING.value),
    Column("authority", Text),
    Column("urgent_reason", Text),
    Column("report_back_on", Date),
    Column("reported_on", Date),
    Column("report_minute", Text),
    Column("members_present", Integer),
    Column("roles_present", Json, nullable=False, server_default="[]"),
    Column("conflicts", Json, nullable=False, server_default="[]"),
    Column("own_words", Text),
    UniqueConstraint("version_id", "place_id", "number"),
    # To both databases two empty place ids are two different ones.
    Index(
        "uq_decision_of_board",
        "version_id",
        "number",
        unique=True,
        sqlite_where=text("place_id IS NULL"),
        postgresql_where=text("place_id IS NULL"),
    ),
)

ratification = Table(
    "ratification",
    metadata,
    version_id(primary_key=True),
    Column("place_id", String(80), primary_key=True),
    Column("status", Word(PlaceStatus), nullable=False),
    Column("requested_at", Utc),
    Column("call_in_until", Date),
    Column("expected_on", Date),
    Column("record_sha256", String(64)),
    Column("current_sha256", String(64)),
    Column("sealed_at", Utc),
    Column("effective_on", Date),
    Column("carried_from", String(100)),
    Column("succeeds", String(80)),
    Column("escalations", Integer, nullable=False, server_default="0"),
    Column("escalated_on", Date),
    Column("papers_warned_for", Date),
    Column("revision", Integer, nullable=False),
)

signing_request = Table(
    "signing_request",
    metadata,
    Column("id", String(200), primary_key=True),
    version_id(),
    Column("scope", String(80), nullable=False),
    Column("block", Integer, nullable=False),
    Column("candidate", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("link_sha256", String(64), nullable=False, unique=True),
    Column("document_sha256", String(64), nullable=False),
    Column("status", Word(RequestStatus), nullable=False),
    Column("sent_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("reminded_at", Utc),
    Column("closed_at", Utc),
    Column("reason", Text),
    Column("bounced_at", Utc),
    Index("ix_signing_request_scope", "version_id", "scope"),
)

signature = Table(
    "signature",
    metadata,
    Column("request_id", ForeignKey("signing_request.id"), primary_key=True),
    version_id(),
    Column("scope", String(80), nullable=False),
    Column("block", Integer, nullable=False),
    Column("candidate", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("document_sha256", String(64), nullable=False),
    Column("signed_at", Utc, nullable=False),
    Column("field", String(80)),
    Column("applied_at", Utc),
    Column("authority", Text),
    Column("identified_at", Utc),
    Column("medium", Word(Medium), nullable=False, server_default=Medium.ELECTRONIC.value),
    Column("evidence_sha256", String(64)),
    Column("original_at", Text),
    Column("checked_by", Text),
    Column("witnessed_by", Text),
    Column("through", Text),
    UniqueConstraint("version_id", "scope", "block", "candidate"),
)

review = Table(
    "review",
    metadata,
    version_id(primary_key=True),
    Column("cycle", Integer, primary_key=True),
    Column("state", Word(ReviewState), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("returns_due_on", Date, nullable=False),
    Column("run_id", String(36)),
    Column("scheduled_for", Utc),
    Column("waiting_at", String(80)),
    Column("report_sha256", String(64)),
    Column("outcome", Text),
    Column("revision", Integer, nullable=False),
)

review_ask = Table(
    "review_ask",
    metadata,
    Column("id", String(200), primary_key=True),
    version_id(),
    Column("cycle", Integer, nullable=False),
    Column("partner", Text, nullable=False),
    Column("party", String(80), nullable=False),
    Column("link_sha256", String(64), nullable=False, unique=True),
    Column("sent_at", Utc, nullable=False),
    Column("returned_at", Utc),
)

case_study = Table(
    "case_study",
    metadata,
    Column("ask_id", ForeignKey("review_ask.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("success", Boolean, nullable=False),
    Column("text", Text, nullable=False),
)

commitment_report = Table(
    "commitment_report",
    metadata,
    Column("ask_id", ForeignKey("review_ask.id"), primary_key=True),
    Column("commitment", String(80), primary_key=True),
    Column("standing", String(40), nullable=False),
    Column("text", Text, nullable=False),
)

document = Table(
    "document",
    metadata,
    version_id(primary_key=True),
    Column("kind", String(80), primary_key=True),
    Column("scope", String(80), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("kept_at", Utc, nullable=False),
)

notice = Table(
    "notice",
    metadata,
    Column("id", String(240), primary_key=True),
    version_id(),
    Column("template", String(80), nullable=False),
    Column("to", Json, nullable=False),
    Column("params", Json, nullable=False),
    Column("link", String(240)),
    Column("attachments", Json, nullable=False),
    Column("queued_at", Utc, nullable=False),
    Column("sent_at", Utc, index=True),
    Column("claimed_at", Utc),
)

act = Table(
    "act",
    metadata,
    Column("key", String(240), primary_key=True),
    Column("done_at", Utc, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", Word(WakeKind), nullable=False),
    Column("version_id", String(100), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("delivered_at", Utc, index=True),
)

trail = Table(
    "trail",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("fact", String(80), nullable=False),
    Column("about", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("previous_sha256", String(64), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
)
