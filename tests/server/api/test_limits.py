"""Who asks too often is told so, and nobody else is."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from server.api.rate_limits import RateLimiter
from server.config import Limits
from tests.server.house import House


def test_a_caller_may_burst_then_wait_and_does_not_hinder_others() -> None:
    limiter = RateLimiter(per_minute=3)
    assert [limiter.take("ana", 0.0) for _ in range(3)] == [0, 0, 0]
    assert limiter.take("ana", 0.0) == 20.0
    assert limiter.take("theo", 0.0) == 0
    assert limiter.take("ana", 20.0) == 0


async def test_guessing_links_is_slowed_by_address(tmp_path: Path) -> None:
    async with House(tmp_path, limits=Limits(joins_per_minute=2)) as house, aiohttp.ClientSession() as http:
        statuses = []
        for _ in range(3):
            body = {"invite": "guess"}
            async with http.post(f"{house.url}/api/v1/join/describe", json=body) as answer:
                statuses.append((answer.status, answer.headers.get("Retry-After")))
        assert statuses == [(404, None), (404, None), (429, "30")]


async def test_a_body_that_does_not_come_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.api.serving.BODY_SECONDS", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(house.url).port)
    writer.write(
        b"POST /api/v1/join/describe HTTP/1.1\r\nHost: hearth\r\n"
        b"Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{"
    )
    assert await reader.readline() == b"HTTP/1.1 408 Request Timeout\r\n"
    writer.close()
