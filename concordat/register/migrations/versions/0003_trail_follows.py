"""Let an entry into the trail only when it follows the last one.

The first schema's guards refuse UPDATE, DELETE and TRUNCATE. On SQLite `INSERT OR REPLACE` would
still put a new entry in the place of an old one of its number or hash, unseen by these triggers.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The numbers have no gap, so an entry that follows another, and whose number is free, is the next.
STRAY = (
    "CASE WHEN NEW.number = 1 THEN NEW.previous_sha256 <> "
    "'0000000000000000000000000000000000000000000000000000000000000000' ELSE NOT EXISTS "
    "(SELECT 1 FROM trail WHERE number = NEW.number - 1 AND sha256 = NEW.previous_sha256) END "
    "OR EXISTS (SELECT 1 FROM trail WHERE number = NEW.number) "
    "OR EXISTS (SELECT 1 FROM trail WHERE sha256 = NEW.sha256)"
)
GUARD = {
    "sqlite": [
        (
            f"CREATE TRIGGER trail_follows BEFORE INSERT ON trail WHEN {STRAY} "
            "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        ),
    ],
    "postgresql": [
        (
            "CREATE FUNCTION trail_follows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({STRAY}) THEN RAISE EXCEPTION 'the trail is append-only'; END IF; RETURN NEW; END $$"
        ),
        (
            "CREATE TRIGGER trail_follows BEFORE INSERT ON trail "
            "FOR EACH ROW EXECUTE FUNCTION trail_follows()"
        ),
    ],
}
UNGUARD = {
    "sqlite": ["DROP TRIGGER trail_follows"],
    "postgresql": ["DROP TRIGGER trail_follows ON trail", "DROP FUNCTION trail_follows()"],
}


def upgrade() -> None:
    """Guard the trail's end."""
    for statement in GUARD[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take the guard off."""
    for statement in UNGUARD[op.get_bind().dialect.name]:
        op.execute(statement)
