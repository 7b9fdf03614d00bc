"""The real server as a process of its own, with rooms and a token for whoever is to sit in them."""

import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from hearth_client import Guest

from rooms.ids import AccountId, RoomId
from rooms.roles import Role
from rooms.state import RoomSettings
from server.config import Secret
from server.identity import Tokens
from server.stores.opening import Stores, open_stores
from tests.e2e.practice import ServerProcess

_TOKEN_SECONDS = 3600


@dataclass
class House:
    """A running `hearth serve` and the way in."""

    process: ServerProcess
    stores: Stores
    tokens: Tokens
    http: aiohttp.ClientSession

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.process.port}"

    async def new_room(self, capacity: int) -> RoomId:
        """Make a room for so many."""
        settings = RoomSettings(name="Bench", capacity=capacity)
        return (await self.stores.rooms.create(settings, time.time())).room_id

    def token(self, room_id: RoomId, number: int) -> str:
        """Make a join token for a person of staff: they need nobody to admit them."""
        now = time.time()
        return self.tokens.mint(
            room_id=room_id,
            account_id=AccountId(f"account-{number}"),
            role=Role.CO_HOST if number else Role.FACILITATOR,
            name=f"Person {number}",
            not_before=now,
            expires_at=now + _TOKEN_SECONDS,
        )

    async def connect(self, token: str) -> Guest:
        """Take the seat that a token is for."""
        return await Guest.connect(self.http, self.url, token)


@asynccontextmanager
async def house(media_host: str = "127.0.0.1") -> AsyncIterator[House]:
    """Run a server with default settings and an empty database; media on this address."""
    with TemporaryDirectory(prefix="hearth-bench-") as name:
        folder, key = Path(name), secrets.token_hex(32)
        environment = {
            "HEARTH_DATA_DIR": name,
            "HEARTH_SECRET_KEY": key,
            "HEARTH_MEDIA_BIND": media_host,
            "HEARTH_LOG_LEVEL": "warning",
        }
        process = ServerProcess(environment, folder / "server.log")
        await process.start()
        try:
            stores = await open_stores(f"sqlite+aiosqlite:///{folder / 'hearth.sqlite3'}")
            async with aiohttp.ClientSession() as http:
                yield House(process, stores, Tokens(Secret(key)), http)
            await stores.close()
        finally:
            await process.stop()
