"""Our connection to SQLite, beside what the store tests say of it."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.stores.database import Database
from server.stores.sqlite_connection import Connection, connect


def test_a_connection_that_is_given_up_ends_although_its_loop_is_closed(tmp_path: Path) -> None:
    work = threading.Event()

    async def give_up() -> threading.Thread:
        connection = await connect(str(tmp_path / "database"))
        connection._tx.put_nowait((None, work.wait))
        connection.stop()
        return connection._thread

    thread = asyncio.run(give_up())
    work.set()
    thread.join(10)  # a fault in the thread fails the test: warnings are errors
    assert not thread.is_alive()


async def _thread_of_a_statement(connection: AsyncConnection) -> int:
    raw = await connection.get_raw_connection()
    assert isinstance(raw.driver_connection, Connection)
    raw.driver_connection.raw.create_function("this_thread", 0, threading.get_ident)
    return int(await connection.scalar(select(func.this_thread())) or 0)


async def _fail_in_a_small_transaction(database: Database) -> None:
    async with database.write(small=True) as connection:
        assert await _thread_of_a_statement(connection) == threading.get_ident()
        raise RuntimeError


async def test_only_a_small_transaction_runs_its_statements_in_the_callers_thread(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'database'}")
    here = threading.get_ident()
    async with database.write(small=True) as connection:
        assert await _thread_of_a_statement(connection) == here
    async with database.write() as connection:
        assert await _thread_of_a_statement(connection) != here
    with pytest.raises(RuntimeError):
        await _fail_in_a_small_transaction(database)
    async with database.read() as connection:
        assert await _thread_of_a_statement(connection) != here
    await database.close()
