"""Documents handed to a provider that has them signed, and what it tells."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is known of dispatches, and the messages that come."""
    op.create_table(
        "dispatch",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("provider", sa.String(length=80), nullable=False),
        sa.Column("seats", sa.Text(), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("standing", sa.String(length=80), nullable=False),
        sa.Column("planned_at", sa.String(length=32), nullable=False),
        sa.Column("tried_at", sa.String(length=32), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=True),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.Column("signed_sha256", sa.String(length=64), nullable=True),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=True),
        sa.Column("claimed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_dispatch_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "scope", "number", name=op.f("pk_dispatch")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("provider", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("read_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("sha256", name=op.f("uq_message_sha256")),
    )
    op.create_index(op.f("ix_message_read_at"), "message", ["read_at"])
    op.create_table(
        "provider_asked",
        sa.Column("provider", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_provider_asked")),
    )
    with op.batch_alter_table("signature") as batch:
        batch.add_column(sa.Column("through", sa.Text(), nullable=True))
    op.create_index(op.f("ix_dispatch_reference"), "dispatch", ["reference"])


def downgrade() -> None:
    """Forget the dispatches and the messages."""
    with op.batch_alter_table("signature") as batch:
        batch.drop_column("through")
    op.drop_table("provider_asked")
    op.drop_table("message")
    op.drop_table("dispatch")
