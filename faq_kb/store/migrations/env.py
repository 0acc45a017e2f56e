"""Alembic's entrance: migrates over the connection that `Database.migrate` hands in."""

from alembic import context

import faq_kb.registry.tables  # noqa: F401  (its tables belong to the same metadata)
from faq_kb.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
