"""The first schema: every table, and the guards that make the trail append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDS = {
    "sqlite": [
        (
            "CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail "
            "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        ),
        (
            "CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail "
            "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        ),
    ],
    "postgresql": [
        (
            "CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$"
        ),
        (
            "CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON trail "
            "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()"
        ),
    ],
}
UNGUARDS = {
    "sqlite": ["DROP TRIGGER trail_no_update", "DROP TRIGGER trail_no_delete"],
    "postgresql": ["DROP TRIGGER trail_no_change ON trail", "DROP FUNCTION trail_refuse()"],
}


def upgrade() -> None:
    """Make every table, then guard the trail."""
    op.create_table(
        "act",
        sa.Column("key", sa.String(length=240), nullable=False),
        sa.Column("done_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_act")),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("system_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("delivered_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_delivered_at"), "outbox", ["delivered_at"], unique=False)
    op.create_table(
        "programme",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_programme")),
    )
    op.create_table(
        "trail",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("fact", sa.String(length=80), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trail")),
        sa.UniqueConstraint("sha256", name=op.f("uq_trail_sha256")),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("agreement_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("programme_sha256", sa.String(length=64), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("board_on", sa.Date(), nullable=True),
        sa.Column("public_signing_on", sa.Date(), nullable=False),
        sa.Column("ratification_due", sa.Date(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=True),
        sa.Column("waiting_at", sa.String(length=80), nullable=True),
        sa.Column("text_sha256", sa.String(length=64), nullable=True),
        sa.Column("agreement_sha256", sa.String(length=64), nullable=True),
        sa.Column("current_sha256", sa.String(length=64), nullable=True),
        sa.Column("sealed_at", sa.String(length=32), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_version_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_sha256"], ["programme.sha256"], name=op.f("fk_version_programme_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_version_agreement_id_number")),
    )
    op.create_table(
        "action",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owners", sa.Text(), nullable=False),
        sa.Column("due_months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_action_version_id")),
        sa.PrimaryKeyConstraint("version_id", "id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_version_id"), "action", ["version_id"], unique=False)
    op.create_table(
        "commitment",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_commitment_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "id", name=op.f("pk_commitment")),
    )
    op.create_index(op.f("ix_commitment_version_id"), "commitment", ["version_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("place_id", sa.String(length=80), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=80), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("minute_reference", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("reservation", sa.Text(), nullable=True),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_decision_version_id")
        ),
        sa.UniqueConstraint(
            "version_id", "place_id", "number", name=op.f("uq_decision_version_id_place_id_number")
        ),
    )
    op.create_index(op.f("ix_decision_version_id"), "decision", ["version_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_document_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "kind", "scope", "sha256", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_version_id"), "document", ["version_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=240), nullable=False),
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=240), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.Column("claimed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_notice_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_sent_at"), "notice", ["sent_at"], unique=False)
    op.create_index(op.f("ix_notice_version_id"), "notice", ["version_id"], unique=False)
    op.create_table(
        "ratification",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("place_id", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=80), nullable=False),
        sa.Column("requested_at", sa.String(length=32), nullable=True),
        sa.Column("call_in_until", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("record_sha256", sa.String(length=64), nullable=True),
        sa.Column("current_sha256", sa.String(length=64), nullable=True),
        sa.Column("sealed_at", sa.String(length=32), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_ratification_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "place_id", name=op.f("pk_ratification")),
    )
    op.create_index(
        op.f("ix_ratification_version_id"), "ratification", ["version_id"], unique=False
    )
    op.create_table(
        "response",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_response_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_response")),
    )
    op.create_index(op.f("ix_response_version_id"), "response", ["version_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("returns_due_on", sa.Date(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=True),
        sa.Column("scheduled_for", sa.String(length=32), nullable=True),
        sa.Column("waiting_at", sa.String(length=80), nullable=True),
        sa.Column("report_sha256", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_review_version_id")),
        sa.PrimaryKeyConstraint("version_id", "cycle", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_version_id"), "review", ["version_id"], unique=False)
    op.create_table(
        "review_ask",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("party", sa.String(length=80), nullable=False),
        sa.Column("link_sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=False),
        sa.Column("returned_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_review_ask_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_ask")),
        sa.UniqueConstraint("link_sha256", name=op.f("uq_review_ask_link_sha256")),
    )
    op.create_index(op.f("ix_review_ask_version_id"), "review_ask", ["version_id"], unique=False)
    op.create_table(
        "signing_request",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link_sha256", sa.String(length=64), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_signing_request_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_request")),
        sa.UniqueConstraint("link_sha256", name=op.f("uq_signing_request_link_sha256")),
    )
    op.create_index(
        "ix_signing_request_scope", "signing_request", ["version_id", "scope"], unique=False
    )
    op.create_index(
        op.f("ix_signing_request_version_id"), "signing_request", ["version_id"], unique=False
    )
    op.create_table(
        "case_study",
        sa.Column("ask_id", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["review_ask.id"], name=op.f("fk_case_study_ask_id")),
        sa.PrimaryKeyConstraint("ask_id", "number", name=op.f("pk_case_study")),
    )
    op.create_table(
        "commitment_report",
        sa.Column("ask_id", sa.String(length=200), nullable=False),
        sa.Column("commitment", sa.String(length=80), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ask_id"], ["review_ask.id"], name=op.f("fk_commitment_report_ask_id")
        ),
        sa.PrimaryKeyConstraint("ask_id", "commitment", name=op.f("pk_commitment_report")),
    )
    op.create_table(
        "signature",
        sa.Column("request_id", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=True),
        sa.Column("applied_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["signing_request.id"], name=op.f("fk_signature_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_signature_version_id")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "version_id",
            "scope",
            "block",
            "candidate",
            name=op.f("uq_signature_version_id_scope_block_candidate"),
        ),
    )
    op.create_index(op.f("ix_signature_version_id"), "signature", ["version_id"], unique=False)

    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take the guards off and drop every table."""
    for statement in UNGUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index(op.f("ix_signature_version_id"), table_name="signature")
    op.drop_table("signature")
    op.drop_table("commitment_report")
    op.drop_table("case_study")
    op.drop_index(op.f("ix_signing_request_version_id"), table_name="signing_request")
    op.drop_index("ix_signing_request_scope", table_name="signing_request")
    op.drop_table("signing_request")
    op.drop_index(op.f("ix_review_ask_version_id"), table_name="review_ask")
    op.drop_table("review_ask")
    op.drop_index(op.f("ix_review_version_id"), table_name="review")
    op.drop_table("review")
    op.drop_index(op.f("ix_response_version_id"), table_name="response")
    op.drop_table("response")
    op.drop_index(op.f("ix_ratification_version_id"), table_name="ratification")
    op.drop_table("ratification")
    op.drop_index(op.f("ix_notice_version_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_sent_at"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_document_version_id"), table_name="document")
    op.drop_table("document")
    op.drop_index(op.f("ix_decision_version_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_commitment_version_id"), table_name="commitment")
    op.drop_table("commitment")
    op.drop_index(op.f("ix_action_version_id"), table_name="action")
    op.drop_table("action")
    op.drop_table("version")
    op.drop_table("trail")
    op.drop_table("programme")
    op.drop_index(op.f("ix_outbox_delivered_at"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("agreement")
    op.drop_table("act")
