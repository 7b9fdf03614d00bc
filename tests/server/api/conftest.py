"""A running process, and a host application with a key to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from rooms.ids import RoomId
from server.config import Webhooks
from tests.server.api.host_application import HostApplication
from tests.server.house import House


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A running process that may tell a host application beside it."""
    async with House(tmp_path, config_changes={"webhooks": Webhooks(allow_private_addresses=True)}) as house:
        yield house


@pytest.fixture
async def host(house: House) -> AsyncIterator[HostApplication]:
    """A host application with a key."""
    _, secret = await house.process.stores.api_keys.create("our practice", house.clock())
    async with aiohttp.ClientSession() as http:
        yield HostApplication(http, house.url, secret)


@pytest.fixture
async def room_id(host: HostApplication) -> RoomId:
    """A room made through the API."""
    return RoomId((await host.post("/rooms", {"name": "Steady Ground"}, expect=201))["room_id"])
