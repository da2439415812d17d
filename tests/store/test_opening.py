from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, make_url, text
from strategies import check, report

import extractor.store.migrations as migrations
from extractor.errors import MissingExtra, StoreError
from extractor.store import DecisionStatus, Filters, Store, open_store, store_url
from extractor.store.opening import open_engine, writing
from extractor.store.rows import Base


def test_the_migrations_make_the_tables_that_the_code_has(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": migrations.VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_going_down_and_up_again(url: str) -> None:
    open_store(url).close()
    engine = open_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == [migrations.VERSION_TABLE]
    engine.dispose()
    open_store(url).close()


def test_what_an_older_version_has_kept_stays(url: str) -> None:
    found = check("办结率为95%。", "95")
    with open_store(url) as store:
        store.save(report("办结率为95%。", checks=[found]), prompt_version="", code_version="")
        store.decide(store.queue()[0].id, DecisionStatus.CONFIRMED, by="王")
    engine = open_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
    assert "figures" in {column["name"] for column in inspect(engine).get_columns("finding")}
    engine.dispose()
    with open_store(url) as store:
        (kept,) = store.queue(Filters(statuses=(DecisionStatus.CONFIRMED,)))
    assert kept.check == found


def test_sqlite_is_set_up_for_several_processes(tmp_path: Path) -> None:
    engine = open_engine(store_url(tmp_path))
    with engine.connect() as connection:
        got = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "busy_timeout", "synchronous", "foreign_keys")
        ]
    engine.dispose()
    assert got == ["wal", 10000, 1, 1]


def test_the_folder_is_made(tmp_path: Path) -> None:
    open_store(store_url(tmp_path / "新" / "工作区")).close()
    assert (tmp_path / "新" / "工作区" / "extractor.db").is_file()


def test_opening_says_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.INFO):
        open_store(store_url(tmp_path)).close()
    assert caplog.messages == []
    assert capfd.readouterr() == ("", "")


def test_a_store_of_a_newer_version(url: str) -> None:
    open_store(url).close()
    engine = create_engine(_driver(url))
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {migrations.VERSION_TABLE} SET version_num = '0999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="的版本是 0999,本程序只识别到") as caught:
        open_store(url)
    assert "pip install -U performance-report-extractor" in caught.value.hint


def test_a_database_of_somebody_else_is_left_alone(url: str) -> None:
    if url.startswith("sqlite"):
        Path(str(make_url(url).database)).parent.mkdir(exist_ok=True)
    engine = create_engine(_driver(url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    with pytest.raises(StoreError, match=r"另有用途,已有表 invoices"):
        open_store(url)
    assert inspect(engine).get_table_names() == ["invoices"]
    engine.dispose()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "extractor.db"
    path.write_text("全年预算数16898.11万元" * 100, encoding="utf-8")
    with pytest.raises(StoreError, match=r"extractor\.db 无法打开:file is not a database"):
        open_store(store_url(tmp_path))
    assert "全年预算数" in path.read_text(encoding="utf-8")


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "extractor.db").mkdir()
    with pytest.raises(StoreError, match="无法打开") as caught:
        open_store(store_url(tmp_path))
    assert caught.value.hint


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "workspace").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="文件夹无法建立"):
        open_store(store_url(tmp_path / "workspace"))


@pytest.mark.parametrize(
    "url", ["", "extractor.db", "mysql://u:secret@h/d", "sqlite+aiosqlite:///x", "oracle:secret"]
)
def test_addresses_that_are_not_supported(url: str) -> None:
    with pytest.raises(StoreError, match="不是所支持的数据库地址") as caught:
        open_store(url)
    assert "secret" not in str(caught.value)
    assert "postgresql://" in caught.value.hint


def test_no_server_and_no_password_in_the_message() -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with pytest.raises(StoreError, match="无法打开") as caught:
        open_store("postgresql://u:secret@127.0.0.1:1/d")
    assert "secret" not in str(caught.value)


def test_postgres_without_psycopg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match="psycopg") as caught:
        open_store("postgresql://u:secret@127.0.0.1:1/d")
    assert "[postgres]" in caught.value.hint
    assert "secret" not in str(caught.value)


def test_sqlalchemy_is_imported_only_to_open_a_store() -> None:
    code = "import sys, extractor.store; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_class_is_there_by_name() -> None:
    import extractor.store

    assert extractor.store.Store is Store
    with pytest.raises(AttributeError, match="Shop"):
        extractor.store.Shop  # noqa: B018


def test_closing_leaves_one_file(tmp_path: Path) -> None:
    """The write-ahead log is folded in, so that a closed store can be copied as one file."""
    open_store(store_url(tmp_path)).close()
    assert [path.name for path in tmp_path.iterdir()] == ["extractor.db"]
    connection = sqlite3.connect(tmp_path / "extractor.db")
    connection.close()


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
