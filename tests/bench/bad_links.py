"""Two people with the real client, their browsers in network namespaces whose links can be made bad."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import async_playwright

from tests.e2e.capture import HEIGHT
from tests.network.internet import why_not
from tests.network.people import Couple, couple


@asynccontextmanager
async def two_people(camera_height: int = HEIGHT) -> AsyncIterator[Couple]:
    """Both seated over a good network, Miriam large on Ana's page; their pictures cost bits."""
    if reason := why_not():
        raise SystemExit(f"This bench {reason}.")
    with TemporaryDirectory(prefix="hearth-bench-") as folder:
        async with (
            async_playwright() as driver,
            couple(driver, Path(folder), height=camera_height, grain=True) as here,
        ):
            yield here
