"""Redis goes away, comes back empty, hangs, or tells us nothing more: the session goes on where it is."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from rooms.ids import RoomId
from rooms.roles import Role
from server.config import Cluster, Secret
from server.session_task import Moved
from server.sessions import OwnedElsewhere
from tests.databases import DatabaseServer, running_redis
from tests.faults.proxy import running_proxy
from tests.server.cluster.talk import chat_of, reads, says
from tests.server.house import House
from tests.server.people import Person


@pytest.fixture(scope="module")
def redis() -> Iterator[DatabaseServer]:
    """Return a Redis of our own, to be hurt."""
    with running_redis() as server:
        yield server


class Evening:
    """A session that `west` owns, its host there, and a guest on `east`."""

    def __init__(self, west: House, east: House, room_id: RoomId, host: Person, guest: Person) -> None:
        self.west, self.east, self.room_id, self.host, self.guest = west, east, room_id, host, guest

    async def goes_on(self) -> None:
        """See that both hear each other, and have come to know the same."""
        await says(self.host, "can you hear me?")
        await reads(self.guest, "can you hear me?")
        await says(self.guest, "I can")
        await reads(self.host, "I can")
        assert chat_of(self.host) == chat_of(self.guest)

    async def epoch(self) -> int:
        session = await self.west.process.stores.sessions.find_open(self.room_id)
        assert session is not None
        assert session.owner == self.west.process.name
        return session.epoch


@asynccontextmanager
async def evening(
    folder: Path, postgres_url: str, prefix: str, west_redis: str, east_redis: str
) -> AsyncIterator[Evening]:
    """Run two processes, each with its own way to Redis."""

    def house(redis_url: str) -> House:
        cluster = Cluster(key_prefix=prefix, drain_seconds=1)
        changes = {
            "database_url": Secret(postgres_url),
            "redis_url": Secret(redis_url),
            "cluster": cluster,
        }
        return House(folder, config_changes=changes)

    async with house(west_redis) as west, house(east_redis) as east:
        room_id = await west.new_room()
        host = await west.arrive(room_id, "host", Role.FACILITATOR)
        guest = await east.seated(host, room_id, "guest")
        yield Evening(west, east, room_id, host, guest)


async def test_a_redis_that_comes_back_empty_costs_no_session(
    tmp_path: Path, postgres_url: str, redis_prefix: str, redis: DatabaseServer
) -> None:
    async with evening(tmp_path, postgres_url, redis_prefix, redis.url, redis.url) as now:
        redis.kill()
        await says(now.host, "Redis is away")  # the owner goes on with those on its own process
        redis.start()
        await reads(now.guest, "Redis is away")
        await now.goes_on()
        assert await now.epoch() == 1
        assert "SeatHeld" not in now.host.names()


async def test_nobody_is_believed_dead_because_redis_forgot(
    tmp_path: Path, postgres_url: str, redis_prefix: str, redis: DatabaseServer
) -> None:
    async with evening(tmp_path, postgres_url, redis_prefix, redis.url, redis.url) as now:
        cluster = now.east.process.cluster
        assert cluster is not None
        async with Redis.from_url(redis.url) as client:
            await client.flushall()
        while True:  # until it is seen to be alive; what must not come is an answer that it is gone
            with pytest.raises(Moved) as told:
                await cluster.claiming.check_gone(now.west.process.name)
            if told.type is OwnedElsewhere:
                break
        await now.goes_on()


async def test_cut_subscriptions_are_made_again_and_gaps_filled(
    tmp_path: Path, postgres_url: str, redis_prefix: str, redis: DatabaseServer
) -> None:
    async with evening(tmp_path, postgres_url, redis_prefix, redis.url, redis.url) as now:
        async with Redis.from_url(redis.url) as client:
            await client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")  # type: ignore[no-untyped-call]
        await says(now.host, "into the gap")
        await reads(now.guest, "into the gap")
        await now.goes_on()


async def test_a_subscription_that_leads_nowhere_is_noticed(
    tmp_path: Path, postgres_url: str, redis_prefix: str, redis: DatabaseServer
) -> None:
    async with (
        running_proxy(redis.url) as (proxy, url),
        evening(tmp_path, postgres_url, redis_prefix, redis.url, url) as now,
    ):
        proxy.freeze_subscriptions()
        await says(now.host, "are you there?")
        await reads(now.guest, "are you there?")
        await now.goes_on()
        assert await now.epoch() == 1


async def test_a_redis_that_hangs_holds_nobody_up_on_the_owner(
    tmp_path: Path, postgres_url: str, redis_prefix: str, redis: DatabaseServer
) -> None:
    async with evening(tmp_path, postgres_url, redis_prefix, redis.url, redis.url) as now:
        redis.pause()
        try:
            for line in range(5):
                await says(now.host, f"line {line}")
        finally:
            redis.resume()
        await reads(now.guest, "line 4")
        await now.goes_on()
        assert await now.epoch() == 1
