"""Alembic's entry: migrates the engine it is given, in one transaction."""

from alembic import context

from concordat.register.schema import changing
from concordat.register.tables import metadata

with changing(context.config.attributes["engine"]) as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
