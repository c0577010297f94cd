"""What changes over time: papers, terms, partners, disputes, dates; and addresses apart.

A register from before keeps its addresses where they stand; those of new versions can be erased.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "contact",
    "accession",
    "calendar_override",
    "commitment_move",
    "duplicate_signature",
    "effect_span",
    "format_request",
    "information_request",
    "mandate_dispute",
    "papers",
    "postponement",
    "proposed_amendment",
    "succession",
    "term",
    "withdrawal",
)


def _columns() -> dict[str, list[sa.Column[object]]]:
    return {
        "decision": [
            sa.Column("effective_from", sa.Date(), nullable=True),
            sa.Column("text_sha256", sa.String(length=64), nullable=True),
            sa.Column("route", sa.String(length=80), server_default="meeting", nullable=False),
            sa.Column("authority", sa.Text(), nullable=True),
            sa.Column("urgent_reason", sa.Text(), nullable=True),
            sa.Column("report_back_on", sa.Date(), nullable=True),
            sa.Column("reported_on", sa.Date(), nullable=True),
            sa.Column("report_minute", sa.Text(), nullable=True),
            sa.Column("members_present", sa.Integer(), nullable=True),
            sa.Column("roles_present", sa.Text(), server_default="[]", nullable=False),
            sa.Column("conflicts", sa.Text(), server_default="[]", nullable=False),
            sa.Column("own_words", sa.Text(), nullable=True),
        ],
        "ratification": [
            sa.Column("carried_from", sa.String(length=100), nullable=True),
            sa.Column("succeeds", sa.String(length=80), nullable=True),
            sa.Column("escalations", sa.Integer(), server_default="0", nullable=False),
            sa.Column("escalated_on", sa.Date(), nullable=True),
            sa.Column("papers_warned_for", sa.Date(), nullable=True),
        ],
        "signature": [
            sa.Column("authority", sa.Text(), nullable=True),
            sa.Column("medium", sa.String(length=80), server_default="electronic", nullable=False),
            sa.Column("evidence_sha256", sa.String(length=64), nullable=True),
            sa.Column("original_at", sa.Text(), nullable=True),
            sa.Column("checked_by", sa.Text(), nullable=True),
        ],
        "signing_request": [
            sa.Column("bounced_at", sa.String(length=32), nullable=True),
        ],
        "version": [
            sa.Column("supersedes", sa.String(length=100), nullable=True),
            sa.Column("superseded_by", sa.String(length=100), nullable=True),
            sa.Column("amendment", sa.String(length=80), nullable=True),
            sa.Column("changes_sha256", sa.String(length=64), nullable=True),
            sa.Column("consults", sa.Boolean(), server_default=sa.true(), nullable=False),
            sa.Column("papers_warned_for", sa.Date(), nullable=True),
            sa.Column("presented_on", sa.Date(), nullable=True),
            sa.Column("term_ends_on", sa.Date(), nullable=True),
            sa.Column("term_warned_days", sa.Integer(), nullable=True),
        ],
    }


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("erased_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("email", name=op.f("uq_contact_email")),
    )
    op.create_index(op.f("ix_contact_erased_at"), "contact", ["erased_at"], unique=False)
    op.create_table(
        "accession",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("party", sa.String(length=80), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("minute_reference", sa.Text(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("record_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_accession_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_accession")),
    )
    op.create_table(
        "calendar_override",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("place_id", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_calendar_override_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_calendar_override")),
    )
    op.create_table(
        "commitment_move",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("commitment", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_commitment_move_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "commitment", "number", name=op.f("pk_commitment_move")
        ),
    )
    op.create_table(
        "duplicate_signature",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("candidate", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("medium", sa.String(length=80), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("noted_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_duplicate_signature_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "version_id",
            "scope",
            "block",
            "candidate",
            "number",
            name=op.f("pk_duplicate_signature"),
        ),
    )
    op.create_table(
        "effect_span",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("ceased_on", sa.Date(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_effect_span_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_effect_span")),
    )
    op.create_table(
        "format_request",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("extended_until", sa.Date(), nullable=False),
        sa.Column("supplied_sha256", sa.String(length=64), nullable=True),
        sa.Column("supplied_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_format_request_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_format_request")),
    )
    op.create_table(
        "information_request",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_information_request_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_information_request")),
    )
    op.create_table(
        "mandate_dispute",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("candidate", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_mandate_dispute_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "scope", "block", "candidate", "number", name=op.f("pk_mandate_dispute")
        ),
    )
    op.create_table(
        "papers",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_consent", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_papers_version_id")),
        sa.PrimaryKeyConstraint("version_id", "scope", "meeting_on", name=op.f("pk_papers")),
    )
    op.create_table(
        "postponement",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=80), nullable=False),
        sa.Column("old", sa.Date(), nullable=True),
        sa.Column("new", sa.Date(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_postponement_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_postponement")),
    )
    op.create_table(
        "proposed_amendment",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("place_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("taken_up_in", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_proposed_amendment_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "place_id", "number", name=op.f("pk_proposed_amendment")
        ),
    )
    op.create_table(
        "succession",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_succession_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_succession")),
    )
    op.create_table(
        "term",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("minute_reference", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_term_version_id")),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_term")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.Column("handovers", sa.Text(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_withdrawal_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_withdrawal")),
    )
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(
        "uq_decision_of_board",
        "decision",
        ["version_id", "number"],
        unique=True,
        sqlite_where=sa.text("place_id IS NULL"),
        postgresql_where=sa.text("place_id IS NULL"),
    )


def downgrade() -> None:
    """Drop the columns and tables: what they say is lost, but for what the trail carries."""
    op.drop_index("uq_decision_of_board", table_name="decision")
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)
    for name in reversed(TABLES):
        op.drop_table(name)
