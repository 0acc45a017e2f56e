"""What Alembic runs: it migrates over the connection that `Database.migrate` passes in."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,  # migrations are written by hand; a test compares them with the tables
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
