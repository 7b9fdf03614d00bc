"""Every screen and dialog of the way in, the room and the way out, live, at two sizes: axe finds nothing.

With SCREENSHOTS=<folder> (from the root of the repository) each is also saved as a picture, light and dark,
to be looked at.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Playwright, ViewportSize

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.person import Person, expect, launch
from tests.e2e.practice import AGREEMENT, Practice

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("unopened_practice", ["one_process"], indirect=True),
]

SIZES: dict[str, ViewportSize] = {
    "1440": {"width": 1440, "height": 900},
    "390": {"width": 390, "height": 844},
}
PEOPLE = [
    ("Miriam", Role.FACILITATOR),
    ("Daniel", Role.CO_HOST),
    ("Ana", Role.PARTICIPANT),
    ("Theo", Role.PARTICIPANT),
    ("Rosa", Role.PARTICIPANT),
]


@dataclass
class Album:
    """What axe found, and where pictures go if they are wanted."""

    folder: Path | None
    found: list[str] = field(default_factory=list)

    async def look(self, person: Person, screen: str) -> None:
        """Check what the person sees now, at each size, and take its picture."""
        for size in SIZES:
            await resize(person, size)
            await self.glance(person, screen, size)
        await resize(person, "1440")

    async def glance(self, person: Person, screen: str, size: str) -> None:
        """The same at the person's own size, for what closes when the window changes."""
        await settled(person)
        self.found += [f"{screen} {size}: {line}" for line in await person.is_accessible()]
        await self._save(person, f"{screen}-{size}")

    async def _save(self, person: Person, name: str) -> None:
        if not self.folder:
            return
        await person.page.screenshot(path=self.folder / f"{name}.png")
        await person.page.emulate_media(color_scheme="dark")
        await settled(person)
        await person.page.screenshot(path=self.folder / f"{name}-dark.png")
        await person.page.emulate_media(color_scheme="light")
        await settled(person)


async def resize(person: Person, size: str) -> None:
    await person.page.set_viewport_size(SIZES[size])
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


@pytest.fixture
def album() -> Album:
    folder = os.environ.get("SCREENSHOTS")
    return Album(Path(folder) if folder else None)


@asynccontextmanager
async def the_group(
    playwright: Playwright, practice: Practice, folder: Path
) -> AsyncIterator[dict[str, Person]]:
    """One browser with a page for each person: enough for looking."""
    links = await practice.invite(PEOPLE, RoomSettings(name="Steady Ground", agreement=AGREEMENT))
    async with AsyncExitStack() as stack:
        browser = await launch(playwright, folder, 2)
        stack.push_async_callback(browser.close)
        url = practice.processes[0].url
        yield {
            name: await Person.sit_down(
                browser, name, url + links[name], viewport=SIZES["1440"], reduced_motion="reduce"
            )
            for name, _ in PEOPLE
        }


async def test_the_way_in_is_accessible(
    playwright: Playwright, practice: Practice, album: Album, tmp_path: Path
) -> None:
    async with the_group(playwright, practice, tmp_path) as group:
        miriam, ana, theo = group["Miriam"], group["Ana"], group["Theo"]
        await ana.page.goto(f"{practice.processes[0].url}/join")
        await ana.sees_heading("This page needs your link")
        await album.look(ana, "no-link")
        await ana.open_link()
        await expect(ana.page.get_by_label("Name the others see")).to_be_visible()
        await album.look(ana, "green-room")
        await ana.page.get_by_label("Name the others see").fill("Ana")
        await ana.press("Go on to the agreement")
        await ana.sees_heading("What we promise each other")
        await album.look(ana, "agreement")
        await ana.press("I agree")
        await ana.sees_heading("You are in the right place, Ana")
        await album.look(ana, "lobby")
        await theo.open_link()
        await theo.get_ready()
        await miriam.open_link()
        await miriam.get_ready(is_staff=True)
        await miriam.sees_seats("Miriam")
        await album.look(miriam, "room-at-the-door")
        await miriam.press("Card: Ana")
        await album.glance(miriam, "card-of-somebody-waiting", "1440")
        await miriam.press("Not tonight…")
        await album.glance(miriam, "turn-away", "1440")
        await miriam.press("Do not let in")
        await ana.sees_heading("We cannot let you in tonight")
        await album.look(ana, "turned-away")
    assert not album.found, "\n".join(album.found)


async def test_the_room_is_accessible(
    playwright: Playwright, practice: Practice, album: Album, tmp_path: Path
) -> None:
    async with the_group(playwright, practice, tmp_path) as group:
        miriam, ana, theo = group["Miriam"], group["Ana"], group["Theo"]
        await everyone_is_in(group)
        await resize(theo, "390")
        await theo.press("Hand")
        await album.glance(theo, "hand-kinds", "390")
        await theo.page.get_by_role("menuitem", name="I want to reply").click()
        await ana.press("Raise hand")
        await album.glance(ana, "hand-kinds", "1440")
        await ana.page.get_by_role("menuitem", name="I have a question").click()
        await album.look(miriam, "room-staff")
        await album.look(ana, "room-member")
        await miriam.press("Call on: Ana")
        await album.look(ana, "own-turn")
        await chat_and_pause(ana, album)
        for person, size in ((ana, "1440"), (theo, "390")):
            await dialogs_of_a_member(person, album, size)
        await help_is_asked(group, album)
        await staff_panels(miriam, album)
        await ends(group, album)
    assert not album.found, "\n".join(album.found)


async def everyone_is_in(group: dict[str, Person]) -> None:
    await asyncio.gather(*(person.open_link() for person in group.values()))
    await group["Miriam"].get_ready(is_staff=True)
    await group["Daniel"].get_ready(is_staff=True)
    for name in ("Ana", "Theo", "Rosa"):
        await group[name].get_ready()
        await group["Miriam"].press(f"Admit: {name}")
        await group["Miriam"].sees_seats(name)
    for person in group.values():
        await person.sees_seats("Rosa")


async def chat_and_pause(ana: Person, album: Album) -> None:
    await ana.page.get_by_role("tab", name="Chat").click()
    await ana.page.get_by_label("Message to the group").fill("Thank you for waiting for me")
    await ana.page.keyboard.press("Enter")
    await album.glance(ana, "chat", "1440")
    await ana.press("Private pause")
    await ana.sees_heading("Paused")
    await album.look(ana, "paused")
    await ana.press("Come back")


async def dialogs_of_a_member(person: Person, album: Album, size: str) -> None:
    dialog = person.page.get_by_role("dialog")
    await person.press("Leave")
    await expect(dialog).to_be_visible()
    await album.glance(person, "leave", size)
    await person.press("Stay")
    await expect(dialog).to_have_count(0)
    await person.page.keyboard.press("?")
    await expect(dialog).to_be_visible()
    await album.glance(person, "keys", size)
    await person.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def help_is_asked(group: dict[str, Person], album: Album) -> None:
    miriam, ana, theo = group["Miriam"], group["Ana"], group["Theo"]
    await ana.press("Help")
    await album.glance(ana, "help", "1440")
    await ana.page.keyboard.press("Escape")
    await theo.press("Help")
    await album.glance(theo, "help", "390")
    await theo.press("Tell staff, quietly")
    await album.glance(theo, "help-told", "390")
    await theo.page.keyboard.press("Escape")
    await expect(miriam.page.get_by_text("Theo asked for help", exact=False).first).to_be_visible()
    await album.look(miriam, "help-slip")


async def staff_panels(miriam: Person, album: Album) -> None:
    await miriam.seat("Theo").get_by_role("button", name="Actions for Theo").click()
    await album.glance(miriam, "person-card", "1440")
    await miriam.page.get_by_role("menuitem", name="Remove from this group…").click()
    await album.glance(miriam, "remove", "1440")
    await miriam.press("Let stay")
    await miriam.page.get_by_role("tab", name="Sheet").click()
    await album.glance(miriam, "choose-a-sheet", "1440")
    await miriam.page.get_by_text("Looking at a thought again").first.click()
    await miriam.page.get_by_text("One sheet for all").click()
    await miriam.press("Put it on the table")
    await expect(miriam.page.get_by_role("tabpanel").get_by_role("textbox").first).to_be_visible()
    await album.glance(miriam, "shared-sheet", "1440")
    await miriam.press("Settings")
    await expect(miriam.page.get_by_role("dialog")).to_be_visible()
    await album.glance(miriam, "settings", "1440")
    await miriam.page.keyboard.press("Escape")


async def ends(group: dict[str, Person], album: Album) -> None:
    miriam, daniel, ana = group["Miriam"], group["Daniel"], group["Ana"]
    await daniel.go_home()
    await miriam.press("End group")
    await album.glance(miriam, "end-group", "1440")
    await miriam.press("End for everyone")
    await ana.sees_heading("The group has ended")
    await album.look(ana, "ended")
