"""The same store tests run on both databases: each test has fresh tables of its own."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from server.stores.opening import Stores, open_stores


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'hearth.sqlite3'}"
        return
    server_url: str = request.getfixturevalue("postgres_server_url")
    name = f"hearth_test_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(server_url.replace("+asyncpg", ""))
    await connection.execute(f'CREATE DATABASE "{name}"')
    yield f"{server_url.rpartition('/')[0]}/{name}"
    await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()


@pytest.fixture
async def stores(database_address: str) -> AsyncIterator[Stores]:
    """Stores on an empty database."""
    opened = await open_stores(database_address)
    yield opened
    await opened.close()
