"""Fixtures for journeys: a playwright, a practice on one process or on two, and an album of screens."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Playwright, async_playwright

from tests.e2e.album import Album
from tests.e2e.practice import Practice, PracticeByIpv6


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    """Playwright's driver, which starts the browsers."""
    async with async_playwright() as driver:
        yield driver


@pytest.fixture(params=["one_process", "two_processes"])
def unopened_practice(request: pytest.FixtureRequest, tmp_path: Path) -> Practice:
    """The same practice twice: embedded defaults; two processes with Redis and PostgreSQL.

    And for a test that asks, one that is reached by IPv6 alone.
    """
    if request.param == "one_process":
        return Practice(tmp_path)
    if request.param == "by_ipv6_alone":
        return PracticeByIpv6(tmp_path)
    return Practice(
        tmp_path,
        database_url=request.getfixturevalue("postgres_url").replace("+asyncpg", ""),
        redis_url=request.getfixturevalue("redis_url"),
        process_count=2,
    )


@pytest.fixture
async def practice(unopened_practice: Practice) -> AsyncIterator[Practice]:
    """A practice whose processes run."""
    async with unopened_practice:
        yield unopened_practice


@pytest.fixture
def album() -> Album:
    """What is looked at; kept as pictures in the folder that SCREENSHOTS names."""
    folder = os.environ.get("SCREENSHOTS")
    return Album(Path(folder) if folder else None)
