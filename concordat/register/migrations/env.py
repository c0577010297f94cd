"""Alembic's entry: migrates within the change it is given, or makes one on the engine it is given."""

from contextlib import nullcontext

from alembic import context

from concordat.register.schema import changing
from concordat.register.tables import metadata

given = context.config.attributes
change = nullcontext(given["connection"]) if "connection" in given else changing(given["engine"])
with change as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
