"""Alembic migrations of the workspace database, run when it is opened."""

HEAD = "0003"  # the newest version; a test compares it with the files in versions/
VERSION_TABLE = "extractor_version"
