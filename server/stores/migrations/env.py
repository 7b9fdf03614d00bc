"""What Alembic runs for each upgrade: the connection and its transaction come from `Database.open`.

To write a step after changing `tables`: `make migration name="add a column"`.
"""

from alembic import context

from server.stores.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
