"""What Alembic runs: the steps, on the connection that the catalogue has opened."""

from alembic import context

from kicksense.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
