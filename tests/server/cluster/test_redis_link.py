"""The line to Redis, by itself."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from server.cluster import redis_link
from server.cluster.redis_link import RedisLink


async def test_it_hangs_up_although_a_cancellation_is_swallowed(
    redis_url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis-py does so now and then, when its writer is done in the very moment in which it is cancelled."""
    carry_out, is_sending = redis_link._carry_out, asyncio.Event()

    async def swallow(client: Any, batch: Sequence[Any]) -> bool:
        is_sending.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return await carry_out(client, batch)
        raise AssertionError("it waits for ever")

    link = RedisLink(redis_url, f"{redis_prefix}link", lambda message: None, lambda: None)
    await link.start()
    monkeypatch.setattr(redis_link, "_carry_out", swallow)
    link.publish("elsewhere", b"a message")
    await is_sending.wait()
    async with asyncio.timeout(10):
        await link.close()
