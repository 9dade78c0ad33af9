"""Run by alembic for every command; see `adapters.sql.migrate`."""

from alembic import context

from adapters.sql.tables import metadata


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can alter a table only by recreating it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
