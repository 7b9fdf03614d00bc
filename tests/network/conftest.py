"""Two people over a small internet, for all tests of a module; skipped where no networks can be made."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.network.internet import why_not
from tests.network.people import Couple, couple


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Couple]:
    """Both seated, with microphone and camera open, over a good network."""
    if reason := why_not():
        pytest.skip(reason)
    async with async_playwright() as driver, couple(driver, tmp_path_factory.mktemp("couple")) as two:
        yield two


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def good_weather(here: Couple) -> AsyncIterator[None]:
    """Each test leaves the network as good as it found it."""
    yield
    here.ana.access.make_good()
