"""An engine on a workspace database that has today's tables.

SQLite is opened so that several processes can work on one file: write-ahead log, ten
seconds of patience, and transactions that write take their lock at once. A transaction
that reads first and locks later fails in SQLite without waiting (sqlite.org/rescode.html,
SQLITE_BUSY_SNAPSHOT).
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy import text as sql
from sqlalchemy.engine import URL, create_engine, make_url
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from extractor.errors import MissingExtra, StoreError
from extractor.records import Text
from extractor.store.migrations import HEAD, VERSION_TABLE

# Ten seconds: a save of a large report takes well under one, so this is many writers' worth.
_PRAGMAS = (
    "PRAGMA busy_timeout = 10000",  # first: the next one may have to wait
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # safe with WAL (sqlite.org/pragma.html#pragma_synchronous)
    "PRAGMA foreign_keys = ON",
)
WRITING = "extractor_writing"  # execution option: the transaction is going to write
CHECK_DISK = Text(
    "请检查地址、磁盘、权限,以及是否有其他程序占用",
    "check the address, the disk, the permissions, and who else has the database open",
)
_ANOTHER = Text(
    "请用 --store 指向尚不存在的文件,或空的数据库",
    "name a file that does not exist yet, or an empty database, with --store",
)
_LOCK = 0x65787472  # "extr": the advisory lock under which PostgreSQL is migrated
_ATTEMPTS = 5  # to create the tables, while other processes do the same
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}


def open_engine(url: str) -> Engine:
    """Raises `StoreError`, or `MissingExtra` where psycopg is not installed."""
    address = _address(url)
    try:
        engine = create_engine(address, json_serializer=_json)
    except ModuleNotFoundError as error:
        raise MissingExtra(
            Text(
                f"{_shown(address)} 需要 {error.name} 包,尚未安装",
                f"{_shown(address)} needs the package {error.name}, which is not installed",
            ),
            hint="pip install 'performance-report-extractor[postgres]'",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        _migrate(engine, address)
    except BaseException:
        engine.dispose()
        raise
    return engine


def reading(engine: Engine) -> Engine:
    """The same pool; all that one transaction reads is of one moment. SQLite does so anyway."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def writing(engine: Engine) -> Engine:
    """The same pool; transactions lock when they begin."""
    return engine.execution_options(**{WRITING: True})


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        driver = _DRIVERS[address.drivername]
    except (SQLAlchemyError, NoSuchModuleError, KeyError) as error:
        raise StoreError(
            # Only its beginning: what follows may hold a password.
            Text(
                f"结果库 {url.partition(':')[0]!r}… 不是所支持的数据库地址",
                f"the store {url.partition(':')[0]!r}… is not the address of a supported database",
            ),
            hint="sqlite:///FILE, postgresql://USER@HOST/DATABASE",
        ) from error
    address = address.set(drivername=driver)
    if driver == "sqlite" and address.database not in (None, "", ":memory:"):
        try:
            Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                Text(
                    f"结果库 {_shown(address)} 所在的文件夹无法建立:{error.strerror}",
                    f"the folder of the store {_shown(address)} cannot be made: {error.strerror}",
                ),
                hint=Text("请用 --store 另指位置", "name another place with --store"),
            ) from error
    return address


def _json(value: object) -> str:
    """Chinese as it is, which takes half the room of escapes; half a surrogate pair escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _HALF_A_PAIR.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing; `_begin_sqlite` does
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine, address: URL) -> None:
    """Bring the tables up to `HEAD`. Several processes may be at it: who comes second waits,
    and finds that all is done.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with engine.connect() as connection:
                version = _version(connection)
            if version == HEAD:
                return
            with writing(engine).begin() as connection:
                _one_at_a_time(connection)
                if _version(connection) != HEAD:
                    _upgrade(connection, address)
            return
        except (DBAPIError, sqlite3.Error) as error:
            if attempt == _ATTEMPTS or _is_not_sqlite(error):
                raise _cannot_open(address, error) from error


def _one_at_a_time(connection: Connection) -> None:
    """Until the transaction ends, no other process migrates. SQLite's BEGIN IMMEDIATE sees to
    it by itself; PostgreSQL lets two create the same table, and the second fails.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(sql(f"SELECT version_num FROM {VERSION_TABLE}"))
    return found


def _upgrade(connection: Connection, address: URL) -> None:
    # Alembic is heavy and rarely needed: most stores are opened as they were left.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    folder = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    version = _version(connection)
    if version is None:
        _refuse_foreign(connection, address)
    elif version not in {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}:
        raise StoreError(
            Text(
                f"结果库 {_shown(address)} 的版本是 {version},本程序只识别到 {HEAD}",
                f"the store {_shown(address)} has version {version}, this program knows up to {HEAD}",
            ),
            hint=Text(
                "它由更新的版本建立,请升级:pip install -U performance-report-extractor",
                "a newer version made it: pip install -U performance-report-extractor",
            ),
        )
    command.upgrade(config, "head")


def _refuse_foreign(connection: Connection, address: URL) -> None:
    tables = set(inspect(connection).get_table_names()) - {VERSION_TABLE}
    if tables:
        names = ", ".join(sorted(tables)[:5])
        raise StoreError(
            Text(
                f"数据库 {_shown(address)} 另有用途,已有表 {names}",
                f"the database {_shown(address)} belongs to something else: it has the tables {names}",
            ),
            hint=_ANOTHER,
        )


def _is_not_sqlite(error: Exception) -> bool:
    return "file is not a database" in str(error)


def _cannot_open(address: URL, error: Exception) -> StoreError:
    reason = str(getattr(error, "orig", None) or error).strip()
    return StoreError(
        Text(
            f"结果库 {_shown(address)} 无法打开:{reason}",
            f"the store {_shown(address)} cannot be opened: {reason}",
        ),
        hint=_ANOTHER if _is_not_sqlite(error) else CHECK_DISK,
    )


def _shown(address: URL) -> str:
    return address.render_as_string(hide_password=True)
