"""A connection to SQLite that crosses to its thread once for each statement, or not at all.

aiosqlite crosses for the cursor, the statement, its rows and the cursor's end: four times, of which each
costs about as much as a small statement itself. We never stream, so all of that can be one piece of work.
In a small transaction even that one crossing would cost several times what the statement does, and a turn of
the event loop, which others fill; only its begin and its commit wait for locks and the disk.
Everything else is aiosqlite's. Given to SQLAlchemy as its `async_creator_fn`.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite
from aiosqlite.core import _STOP_RUNNING_SENTINEL

_CHUNK_ROWS = 64  # aiosqlite's own default; nothing here fetches in chunks


class Cursor:
    """What SQLAlchemy's adapter needs of an asynchronous cursor: the last statement's outcome, kept."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> None:
        """Run a statement and fetch all its rows."""
        await self._connection.in_thread(partial(self._run, sqlite3.Cursor.execute, statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Run a statement once for each of several rows."""
        await self._connection.in_thread(
            partial(self._run, sqlite3.Cursor.executemany, statement, parameters)
        )

    async def fetchall(self) -> list[Any]:
        """Return the rows, which have been fetched."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Do nothing: the cursor in the thread is closed already."""

    def _run(self, execute: Callable[..., Any], statement: str, parameters: Iterable[Any]) -> None:
        cursor = self._connection.raw.cursor()
        try:
            execute(cursor, statement, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


class Connection(aiosqlite.Connection):
    """aiosqlite's connection with such cursors.

    `runs_here`: statements run in the caller's thread, until the transaction ends.
    """

    runs_here = False

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself, for use in its thread."""
        return self._conn

    async def in_thread(self, work: Callable[[], None]) -> None:
        """Have this done in the connection's thread, or here if so wished; raise what it raises."""
        if self.runs_here:
            work()
        else:
            await self._execute(work)  # type: ignore[no-untyped-call]

    def cursor(self) -> Cursor:  # type: ignore[override]
        """Return a cursor; the thread has nothing to do for it yet."""
        return Cursor(self)

    def stop(self) -> None:
        """End the thread when its work is done.

        No future is made: nobody waits for it where a pool gives a connection up, and the loop that it would
        belong to may be closed by then.
        """
        self._running = False
        self._tx.put_nowait((None, self._end))

    def _end(self) -> object:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        return _STOP_RUNNING_SENTINEL

    async def commit(self) -> None:
        """Commit, which waits for the disk, in the thread."""
        self.runs_here = False
        await super().commit()

    async def rollback(self) -> None:
        """Roll back, if there is anything to: the pool asks for it after every commit too."""
        self.runs_here = False
        if self.in_transaction:
            await super().rollback()


def connect(database: str, **options: Any) -> Connection:
    """Return a connection that opens when it is awaited; takes what `sqlite3.connect` takes."""
    options["check_same_thread"] = False  # two threads use it, never at the same time
    connection = Connection(partial(sqlite3.connect, database, **options), _CHUNK_ROWS)
    connection._thread.daemon = True  # as SQLAlchemy wants it: an abandoned one must not keep the process
    return connection
