"""Real processes on one PostgreSQL and one Redis, to be killed, stopped and cut off."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from rooms.ids import RoomId
from rooms.state import RoomSettings
from server.identity import Tokens
from server.stores.opening import Stores, open_stores
from tests.e2e.practice import ServerProcess
from tests.faults.talkers import Talker

KEY = "a key for tests that is long enough to sign with"


@dataclass
class Street:
    """Some processes that know of each other, and a room."""

    processes: list[ServerProcess]
    stores: Stores
    room_id: RoomId
    http: aiohttp.ClientSession
    talkers: list[Talker]

    async def talker(self, account: str, *homes: int) -> Talker:
        """Seat somebody who begins at the first of these processes and comes back to them in turn."""
        urls = [self.processes[home].url for home in homes]
        talker = Talker(self.http, Tokens(KEY), self.room_id, account, urls)
        await talker.come()
        self.talkers.append(talker)
        return talker

    async def owner(self) -> ServerProcess:
        """Return the process that owns the room's session."""
        session = await self.stores.sessions.find_open(self.room_id)
        assert session is not None
        (owner,) = [process for process in self.processes if process.is_named(session.owner)]
        return owner

    async def epoch(self) -> int:
        """Return the epoch of the room's session."""
        session = await self.stores.sessions.find_open(self.room_id)
        assert session is not None
        return session.epoch


@asynccontextmanager
async def street(
    folder: Path, database_url: str, redis_url: str, prefix: str, processes: int = 2
) -> AsyncIterator[Street]:
    """Run some processes for the length of a test."""
    environment = {
        "HEARTH_DATA_DIR": str(folder),
        "HEARTH_SECRET_KEY": KEY,
        "HEARTH_LOG_FORMAT": "json",
        "HEARTH_DATABASE_URL": database_url.replace("+asyncpg", ""),
        "HEARTH_REDIS_URL": redis_url,
        "HEARTH_CLUSTER_KEY_PREFIX": prefix,
        "HEARTH_CLUSTER_DRAIN_SECONDS": "5",
        "HEARTH_MEDIA_BIND": "127.0.0.1",
    }
    async with AsyncExitStack() as stack:
        stores = await open_stores(database_url)
        stack.push_async_callback(stores.close)
        room = await stores.rooms.create(RoomSettings(name="Tuesday evening"), 0.0)
        running = [ServerProcess(environment, folder / f"{number}.log") for number in range(processes)]
        for process in running:
            stack.push_async_callback(process.stop)
        await asyncio.gather(*(process.start() for process in running))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        here = Street(running, stores, room.room_id, http, [])
        yield here
        for talker in here.talkers:
            await talker.leave()
        for process in running:
            process.signal(signal.SIGCONT)
