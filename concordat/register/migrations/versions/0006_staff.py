"""Links and sessions by which staff sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is known of who of the staff is signed in."""
    op.create_table(
        "admin_link",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("used_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_admin_link")),
    )
    op.create_table(
        "staff_session",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_staff_session")),
    )


def downgrade() -> None:
    """Forget who of the staff is signed in."""
    op.drop_table("staff_session")
    op.drop_table("admin_link")
