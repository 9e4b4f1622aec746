"""How Alembic reaches the database: through the connection that `foundation.database.base.migrating` opens."""

from alembic import context

from foundation.database.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
