"""What every test may ask for: real databases, each test with a corner of its own.

Servers start when the first test asks, once in a test run (once per worker under xdist). Set
HEARTH_TEST_POSTGRES_URL or HEARTH_TEST_REDIS_URL to use servers that are running already.

HEARTH_TEST_LEFT_OUT names a file for what was skipped and why: `make test` ends with it.
"""

import asyncio
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.databases import running_postgres, running_redis


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    """Address of a PostgreSQL server, `postgresql+asyncpg://…/database`; its user may create databases."""
    if given := os.environ.get("HEARTH_TEST_POSTGRES_URL"):
        yield given
        return
    with running_postgres() as server:
        yield server.url


@pytest.fixture(scope="module")
def postgres_url(postgres_server_url: str) -> Iterator[str]:
    """Address of an empty PostgreSQL database, made for this test module and dropped after it."""
    name = f"hearth_test_{uuid.uuid4().hex}"
    asyncio.run(_execute(postgres_server_url, f'CREATE DATABASE "{name}"'))
    yield f"{postgres_server_url.rpartition('/')[0]}/{name}"
    asyncio.run(_execute(postgres_server_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of a Redis server, as `redis://host:port/0`; keep to keys under `redis_prefix`."""
    if given := os.environ.get("HEARTH_TEST_REDIS_URL"):
        yield given
        return
    with running_redis() as server:
        yield server.url


@pytest.fixture
def redis_prefix() -> str:
    """Return a beginning for Redis keys and channels that no other test uses."""
    return f"test-{uuid.uuid4().hex}:"


# What takes longest begins first, so that no worker of xdist is left with it alone in the end.
_LONGEST: Final = (
    "media/test_bandwidth.py",
    "server/test_commands.py",
    "media/test_in_chromium.py",
    "server/cluster/test_two_processes.py",
    "server/test_python_client.py",
    "test_packaging.py",
    "media/test_starved_layers.py",
    "media/test_lifecycle.py",
    "media/test_second_copies.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files of `_LONGEST` before all others."""
    here = Path(__file__).parent
    place = {here / file: number for number, file in enumerate(_LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write down what was skipped: a line for each file and reason."""
    file = os.environ.get("HEARTH_TEST_LEFT_OUT")
    skipped = terminalreporter.stats.get("skipped", [])
    is_worker = hasattr(terminalreporter.config, "workerinput")  # of xdist; the one who counts hears all
    if not file or not skipped or is_worker:
        return
    counts = Counter((report.nodeid.partition("::")[0], report.longrepr[2]) for report in skipped)
    with Path(file).open("a") as lines:
        for (where, why), count in sorted(counts.items()):
            lines.write(f"  {where} ({count}): {why.removeprefix('Skipped: ')}\n")


async def _execute(server_url: str, statement: str) -> None:
    # Imported here: most tests need no database, and start faster without its driver.
    import asyncpg

    connection = await asyncpg.connect(server_url.replace("+asyncpg", ""))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
