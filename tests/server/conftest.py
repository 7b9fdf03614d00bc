"""A running process for the tests of the server's core."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.house import House


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a running process with an empty database."""
    async with House(tmp_path) as house:
        yield house
