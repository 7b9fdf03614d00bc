"""What axe finds on each screen in light and dark, what does not fit, and pictures where they are wanted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import ViewportSize

from tests.e2e.person import Person, expect

SIZES: dict[str, ViewportSize] = {
    "1440": {"width": 1440, "height": 900},
    "390": {"width": 390, "height": 844},
}
# From the smallest phone to a 4K screen: measured, not looked at.
EDGES: dict[str, ViewportSize] = {
    "320": {"width": 320, "height": 640},
    "3840": {"width": 3840, "height": 2160},
}

# What is wider than its place: the page than the window, words than what they stand in. And missing words.
DOES_NOT_FIT = """
() => {
  const parts = "a, button, label, h1, h2, h3, p, dd, [role=tab], [role^=menuitem], [role=option]";
  const found = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} wide in a window of ${innerWidth}`);
  for (const one of document.querySelectorAll(parts)) {
    const { left, right } = one.getBoundingClientRect();
    const isOutside = (line) => line.left < left - 1 || line.right > right + 1;
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const holder = texts.currentNode.parentElement;
      if (!holder.checkVisibility() || holder.closest(".visually-hidden")) continue;
      const words = document.createRange();
      words.selectNodeContents(texts.currentNode);
      if ([...words.getClientRects()].some(isOutside))
        found.push(`sticks out of its ${one.localName}: ${words.toString()}`);
    }
  }
  const missing = /undefined|\\[object|\\bNaN\\b/.exec(document.body.innerText);
  if (missing) found.push(`says ${missing[0]}`);
  return found;
}
"""


@dataclass
class Album:
    """The faults found so far, and the folder for the pictures."""

    folder: Path | None
    found: list[str] = field(default_factory=list)

    async def look(self, person: Person, screen: str) -> None:
        """Check what the person sees now, at each size, and take its picture."""
        for size in SIZES:
            async with resized(person, SIZES[size]):
                await self.glance(person, screen, size)

    async def compare(self, at_a_desk: Person, on_a_phone: Person, screen: str) -> None:
        """The same for what closes when the window changes: two people have it open, each at their size."""
        await asyncio.gather(self.glance(at_a_desk, screen, "1440"), self.glance(on_a_phone, screen, "390"))

    async def glance(self, person: Person, screen: str, size: str) -> None:
        """The same for one person at the own size, by day and in the evening."""
        await settled(person)
        faults = await person.is_accessible() + await does_not_fit(person)
        await self._keep(person, f"{screen}-{size}")
        await person.page.emulate_media(color_scheme="dark")
        await at_rest(person)
        faults += [f"dark: {line}" for line in await person.has_contrast()]
        await self._keep(person, f"{screen}-{size}-dark")
        await person.page.emulate_media(color_scheme="light")
        self.found += [f"{screen} {size}: {line}" for line in faults]

    async def fits(self, person: Person, screen: str, *controls: str) -> None:
        """Check the narrowest and the widest screen: nothing is cut off, and these buttons can be reached."""
        for size, viewport in EDGES.items():
            async with resized(person, viewport):
                await settled(person)
                self.found += [f"{screen} {size}: {line}" for line in await does_not_fit(person)]
                for name in controls:
                    control = person.button(name).first
                    await control.scroll_into_view_if_needed()
                    await expect(control).to_be_in_viewport(ratio=1)

    async def _keep(self, person: Person, name: str) -> None:
        if self.folder:
            await person.page.screenshot(path=self.folder / f"{name}.png")


async def does_not_fit(person: Person) -> list[str]:
    """What of the page as it is now is wider than its place."""
    return [f"{person.name}: {line}" for line in await person.page.evaluate(DOES_NOT_FIT)]


@asynccontextmanager
async def resized(person: Person, size: ViewportSize) -> AsyncIterator[None]:
    """The person's window at this size, and then as it was."""
    before = person.page.viewport_size
    if before == size:
        yield
        return
    await person.page.set_viewport_size(size)
    yield
    if before:
        await person.page.set_viewport_size(before)
        await settled(person)


async def at_rest(person: Person) -> None:
    """Wait until transitions have run."""
    await person.page.evaluate(
        "() => Promise.allSettled(document.getAnimations()"
        ".filter((one) => one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finished))"
        ".then(() => undefined)"
    )


async def settled(person: Person) -> None:
    """Wait until transitions have run and the page was drawn twice: parts may follow the size of others."""
    await at_rest(person)
    await person.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
    )
