"""Codes sent to signatories, and when each was identified."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is known of how signatories were identified."""
    op.create_table(
        "identity_check",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("request_id", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("session_sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("confirmed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["signing_request.id"], name=op.f("fk_identity_check_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_identity_check_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "request_id", "number", name=op.f("pk_identity_check")
        ),
    )
    with op.batch_alter_table("signature") as batch:
        batch.add_column(sa.Column("identified_at", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Forget how signatories were identified."""
    with op.batch_alter_table("signature") as batch:
        batch.drop_column("identified_at")
    op.drop_table("identity_check")
