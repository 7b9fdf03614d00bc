"""What axe finds on each screen, and pictures of it where they are wanted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import ViewportSize

from tests.e2e.person import Person

SIZES: dict[str, ViewportSize] = {
    "1440": {"width": 1440, "height": 900},
    "390": {"width": 390, "height": 844},
}


@dataclass
class Album:
    """The faults found so far, and the folder for the pictures."""

    folder: Path | None
    found: list[str] = field(default_factory=list)

    async def look(self, person: Person, screen: str) -> None:
        """Check what the person sees now, at each size, and take its picture."""
        for size in SIZES:
            async with resized(person, size):
                await self.glance(person, screen, size)

    async def compare(self, at_a_desk: Person, on_a_phone: Person, screen: str) -> None:
        """The same for what closes when the window changes: two people have it open, each at their size."""
        await asyncio.gather(self.glance(at_a_desk, screen, "1440"), self.glance(on_a_phone, screen, "390"))

    async def glance(self, person: Person, screen: str, size: str) -> None:
        """The same for one person at the own size."""
        await settled(person)
        self.found += [f"{screen} {size}: {line}" for line in await person.is_accessible()]
        if self.folder:
            await self._save(person, self.folder / f"{screen}-{size}.png")

    async def _save(self, person: Person, path: Path) -> None:
        await person.page.screenshot(path=path)
        await person.page.emulate_media(color_scheme="dark")
        await settled(person)
        await person.page.screenshot(path=path.with_stem(f"{path.stem}-dark"))
        await person.page.emulate_media(color_scheme="light")
        await settled(person)


@asynccontextmanager
async def resized(person: Person, size: str) -> AsyncIterator[None]:
    """The person's window at this size, and then as it was."""
    before = person.page.viewport_size
    if before == SIZES[size]:
        yield
        return
    await person.page.set_viewport_size(SIZES[size])
    yield
    if before:
        await person.page.set_viewport_size(before)
        await settled(person)


async def settled(person: Person) -> None:
    """Wait until transitions have run and the page was drawn twice."""
    await person.page.evaluate(
        "async () => {"
        " await Promise.allSettled(document.getAnimations()"
        ".filter((one) => one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finished));"
        " await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
        "}"
    )
