"""PostgreSQL goes and comes back: the process says so to whoever sends people there, and needs no restart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from rooms.roles import Role
from server.config import Secret
from tests.server.house import House

CHUNK = 65_536


class Road:
    """The way to a database. Closed, it cuts who is on it and lets nobody on."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._travellers: set[asyncio.Task[None]] = set()
        self._gate: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        """Open it, again at the same address."""
        self._gate = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
        self.port = self._gate.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Close it."""
        assert self._gate is not None
        self._gate.close()
        for traveller in self._travellers:
            traveller.cancel()
        await asyncio.gather(*self._travellers, return_exceptions=True)
        await self._gate.wait_closed()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._to)
        ways = {
            asyncio.create_task(self._carry(reader, back)),
            asyncio.create_task(self._carry(there, writer)),
        }
        self._travellers |= ways
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, back):
            end.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()


@pytest.fixture
async def road(postgres_url: str) -> AsyncIterator[Road]:
    """An open way to this module's database."""
    url = make_url(postgres_url)
    road = Road(url.host or "", url.port or 0)
    await road.open()
    yield road
    await road.close()


@asynccontextmanager
async def house_at_the_end_of(road: Road, postgres_url: str, folder: Path) -> AsyncIterator[House]:
    """A process that reaches its database by this road alone."""
    url = make_url(postgres_url).set(host="127.0.0.1", port=road.port).render_as_string(hide_password=False)
    async with House(folder, config_changes={"database_url": Secret(url)}) as house:
        yield house


async def status(house: House, path: str) -> int:
    """Ask as a load balancer does."""
    async with house.http.get(house.url + path) as answer:
        return answer.status


async def test_without_its_database_a_process_is_alive_and_not_ready_and_recovers_by_itself(
    road: Road, postgres_url: str, tmp_path: Path
) -> None:
    async with house_at_the_end_of(road, postgres_url, tmp_path) as house:
        host = await house.arrive(await house.new_room(), "miriam", Role.FACILITATOR)
        assert await status(house, "/readyz") == 200
        await road.close()
        assert [await status(house, path) for path in ("/readyz", "/healthz")] == [503, 200]
        refused = await host.ask("SendMessage", client_id="1", text="Can you read me?")
        assert refused["error"]["code"] == "storage_unavailable"
        await road.open()
        assert await status(house, "/readyz") == 200
        assert "ok" in await host.ask("SendMessage", client_id="1", text="Can you read me?")
