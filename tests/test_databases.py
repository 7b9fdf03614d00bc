"""The servers that other tests lean on: they start, answer, and are empty."""

import asyncpg
from redis.asyncio import Redis

from tests.databases import running_postgres, running_redis


async def test_a_fresh_postgres_database_is_empty(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    assert tables == 0


async def test_redis_keeps_what_it_is_given(redis_url: str, redis_prefix: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.set(f"{redis_prefix}greeting", "welcome", ex=60)
        assert await redis.get(f"{redis_prefix}greeting") == b"welcome"


async def test_a_redis_that_was_killed_comes_back_empty_at_the_same_address() -> None:
    with running_redis() as server:
        async with Redis.from_url(server.url) as redis:
            await redis.set("greeting", "welcome")
        server.kill()
        server.start()
        async with Redis.from_url(server.url) as redis:
            assert await redis.get("greeting") is None


async def test_a_postgres_that_was_killed_comes_back_with_what_was_committed() -> None:
    with running_postgres() as server:
        address = server.url.replace("+asyncpg", "")
        connection = await asyncpg.connect(address)
        await connection.execute("CREATE TABLE greeting AS SELECT 'welcome' AS words")
        connection.terminate()
        server.kill()
        server.start()
        connection = await asyncpg.connect(address)
        assert await connection.fetchval("SELECT words FROM greeting") == "welcome"
        await connection.close()
