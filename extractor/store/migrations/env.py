"""Alembic's entry: runs on the connection, and in the transaction, of who opens the store."""

from __future__ import annotations

from alembic import context

from extractor.store.migrations import VERSION_TABLE
from extractor.store.rows import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
