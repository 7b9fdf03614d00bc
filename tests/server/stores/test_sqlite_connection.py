"""Our connection to SQLite, beside what the store tests say of it."""

import asyncio
import threading
from pathlib import Path

from server.stores.sqlite_connection import connect


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
