"""Two processes on one PostgreSQL and one Redis, in the test's own event loop."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from server.config import Cluster, Secret
from tests.server.house import House

MakeHouse = Callable[[], House]


@pytest.fixture
def make_house(tmp_path: Path, postgres_url: str, redis_url: str, redis_prefix: str) -> MakeHouse:
    """Return a maker of processes that know of each other."""

    def make() -> House:
        return House(
            tmp_path,
            config_changes={
                "database_url": Secret(postgres_url),
                "redis_url": Secret(redis_url),
                "cluster": Cluster(key_prefix=redis_prefix, drain_seconds=10),
            },
        )

    return make


@pytest.fixture
async def west(make_house: MakeHouse) -> AsyncIterator[House]:
    """Return the first process."""
    async with make_house() as house:
        yield house


@pytest.fixture
async def east(make_house: MakeHouse, west: House) -> AsyncIterator[House]:
    """Return the second process."""
    async with make_house() as house:
        yield house
