"""The servers that other tests lean on: they start, answer, and are empty."""

import asyncpg
import pytest
from redis.asyncio import Redis

from tests.databases import start_redis


async def test_a_fresh_postgres_database_is_empty(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    assert tables == 0


async def test_redis_keeps_what_it_is_given(redis_url: str, redis_prefix: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.set(f"{redis_prefix}greeting", "welcome", ex=60)
        assert await redis.get(f"{redis_prefix}greeting") == b"welcome"


def test_a_redis_that_is_stopped_can_come_back_at_the_same_address(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("returning-redis")
    first = start_redis(folder)
    first.kill()
    second = start_redis(folder, port=int(first.url.rpartition(":")[2].partition("/")[0]))
    try:
        assert second.url == first.url
    finally:
        second.stop()
