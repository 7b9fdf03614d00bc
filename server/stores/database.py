"""One database, SQLite or PostgreSQL: connections, transactions, migrations, and what passes by itself."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.stores import sqlite_connection
from server.stores.contract import StorageUnavailable

BUSY_TIMEOUT_SECONDS = 5.0
WAL_RETRY_SECONDS = 0.02
CONNECT_TIMEOUT_SECONDS = 5.0
STATEMENT_TIMEOUT_SECONDS = 10.0
POOL_SIZE = 5
MIGRATION_LOCK = 0x486561727468  # "Hearth" in ASCII: any number will do that is the same in every process
MIGRATIONS = Path(__file__).with_name("migrations")

# PostgreSQL's error classes (appendix A of its manual) that pass by themselves or with an operator's help:
# connection, transaction rollback, resources, lock not available, operator intervention, system error,
# read-only transaction (a standby after failover).
_PASSING_SQLSTATES = ("08", "40", "53", "55P03", "57", "58", "25006")


class Database:
    """Transactions on one database whose tables are up to date."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)
        self._small = engine.execution_options(small=True)
        self._is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer at a time: waiting for it here is fair and quick, inside SQLite it is polling.
        self._one_writer = asyncio.Lock()

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Connect and migrate. `url` names its driver: `sqlite+aiosqlite://…` or `postgresql+asyncpg://…`.

        Raises StorageUnavailable when it cannot be reached.
        """
        database = cls(_engine(url))
        try:
            async with database.write() as connection:
                await connection.run_sync(_migrate)
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    @asynccontextmanager
    async def write(self, *, small: bool = False) -> AsyncIterator[AsyncConnection]:
        """Run one transaction that writes; what it wrote is on disk when the block has been left.

        `small`: a few rows found by their keys, so that SQLite's statements need no thread of their own.
        """
        engine = self._small if small else self._engine
        with _unavailable():
            if not self._is_sqlite:
                async with engine.begin() as connection:
                    yield connection
                return
            async with self._one_writer, engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Look at the database without writing."""
        with _unavailable():
            async with self._reading.connect() as connection:
                yield connection

    async def forget_erased(self) -> None:
        """See to it that erased text is not left in the database's files.

        SQLite overwrites freed pages (`secure_delete`) and keeps old ones in its log until this checkpoint.
        PostgreSQL reclaims dead rows by itself (autovacuum).
        """
        if self._is_sqlite:
            with _unavailable():
                async with self._one_writer, self._engine.connect() as connection:
                    raw = await connection.get_raw_connection()
                    assert raw.driver_connection is not None
                    await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _engine(url: str) -> AsyncEngine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        arguments = {"timeout": BUSY_TIMEOUT_SECONDS, "async_creator_fn": sqlite_connection.connect}
        engine = create_async_engine(
            parsed, pool_size=POOL_SIZE, hide_parameters=True, connect_args=arguments
        )
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    timeouts = {"timeout": CONNECT_TIMEOUT_SECONDS, "command_timeout": STATEMENT_TIMEOUT_SECONDS}
    return create_async_engine(parsed, pool_size=POOL_SIZE, hide_parameters=True, connect_args=timeouts)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """Durable at every commit, readers beside the writer, erased text overwritten."""
    connection.isolation_level = (
        None  # transactions begin where `_begin_sqlite` says, not at the driver's whim
    )
    cursor = connection.cursor()
    _write_ahead(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch to write-ahead logging: SQLite itself does not wait while another connection just switches."""
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(WAL_RETRY_SECONDS)  # only while a database is new, so before anybody is served


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a reader that turns writer later could be refused without waiting."""
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN" if options.get("reading", False) else "BEGIN IMMEDIATE")
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite_connection.Connection)
    driver.runs_here = options.get("small", False)


def _migrate(connection: Connection) -> None:
    """Bring the tables up to date, one process at a time; all or nothing, in the caller's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _unavailable() -> Iterator[None]:
    """Turn what passes (full disk, lock, lost connection) into StorageUnavailable; let bugs through."""
    try:
        yield
    except (PoolTimeout, TimeoutError, ConnectionError) as error:
        raise StorageUnavailable("no connection") from error
    except DBAPIError as error:
        if not _passes(error):
            raise
        raise StorageUnavailable(type(error.orig).__name__) from error
    except OSError as error:  # asyncpg lets a refused or unreachable address through as it is
        raise StorageUnavailable("unreachable") from error


def _passes(error: DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    if isinstance(error.orig, sqlite3.Error):
        return isinstance(error, OperationalError) and error.orig.sqlite_errorcode != sqlite3.SQLITE_ERROR
    state = getattr(error.orig, "sqlstate", None) or ""
    return state.startswith(_PASSING_SQLSTATES)
