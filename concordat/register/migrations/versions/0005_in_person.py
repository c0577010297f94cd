"""Signing in person, and delegations that signatories give from their own page."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OF_A_REQUEST = "fk_identity_check_request_id"


def upgrade() -> None:
    """Add tablets, delegations by link, and who vouched for a signatory."""
    with op.batch_alter_table("identity_check") as batch:
        # An officer is identified for an in-person signing, which is no signing request.
        batch.drop_constraint(op.f(OF_A_REQUEST), type_="foreignkey")
        batch.add_column(sa.Column("witness", sa.Text(), nullable=True))
    with op.batch_alter_table("signature") as batch:
        batch.add_column(sa.Column("witnessed_by", sa.Text(), nullable=True))
    op.create_table(
        "in_person_signing",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link_sha256", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("closes_at", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_in_person_signing_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_in_person_signing")),
    )
    op.create_index(op.f("ix_in_person_signing_version_id"), "in_person_signing", ["version_id"])
    op.create_table(
        "given_delegation",
        sa.Column("version_id", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("candidate", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.String(length=200), nullable=False),
        sa.Column("deputy_name", sa.Text(), nullable=False),
        sa.Column("programme_sha256", sa.String(length=64), nullable=False),
        sa.Column("given_at", sa.String(length=32), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=True),
        sa.Column("taken_back_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["signing_request.id"], name=op.f("fk_given_delegation_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_given_delegation_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "version_id",
            "scope",
            "block",
            "candidate",
            "number",
            name=op.f("pk_given_delegation"),
        ),
    )


def downgrade() -> None:
    """Forget tablets, delegations by link, and who vouched."""
    op.drop_table("given_delegation")
    op.drop_table("in_person_signing")
    with op.batch_alter_table("signature") as batch:
        batch.drop_column("witnessed_by")
    op.execute(
        "DELETE FROM identity_check WHERE request_id NOT IN (SELECT id FROM signing_request)"
    )
    with op.batch_alter_table("identity_check") as batch:
        batch.drop_column("witness")
        batch.create_foreign_key(op.f(OF_A_REQUEST), "signing_request", ["request_id"], ["id"])
