"""The workspace database: reports, findings, what people decided, and models' answers.

    with open_store(url) as store:
        store.save(extraction, prompt_version="…", code_version="…")
        for finding in store.queue(): …

SQLAlchemy stays inside this package, and is imported when a store is opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extractor.store.values import (
    Confirmation,
    Corrected,
    Correction,
    Counts,
    Decision,
    DecisionStatus,
    Filters,
    Finding,
    Kept,
    Reading,
    ReportSummary,
    Reviewed,
    SaveReport,
)

if TYPE_CHECKING:
    from extractor.store.keeping import Store

__all__ = [
    "Confirmation",
    "Corrected",
    "Correction",
    "Counts",
    "Decision",
    "DecisionStatus",
    "Filters",
    "Finding",
    "Kept",
    "Reading",
    "ReportSummary",
    "Reviewed",
    "SaveReport",
    "Store",
    "open_store",
    "store_url",
]


def __getattr__(name: str) -> object:
    """`Store` as an annotation or in `isinstance`, without the price where it is neither."""
    if name == "Store":
        from extractor.store.keeping import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def open_store(url: str) -> Store:
    """Open the database at a SQLAlchemy URL; made, or brought up to date, where needed.

    `sqlite:///FILE` or `postgresql://USER@HOST/DATABASE`. Close the store, or use it as a
    context. Raises `StoreError` where the database cannot be opened, is none, belongs to
    something else or was made by a newer version; `MissingExtra` without psycopg.
    """
    from extractor.store.keeping import Store

    return Store(url)


def store_url(workspace: Path) -> str:
    """The URL of the SQLite file in a workspace folder; `./workspace` is the default store."""
    return f"sqlite:///{(workspace / 'extractor.db').as_posix()}"
