"""Four people write on one sheet in real browsers, one of them without a connection for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Locator, Playwright

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.line import Line
from tests.e2e.person import STILL, Person, eventually, expect, launch
from tests.e2e.practice import AGREEMENT, Practice

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PEOPLE = [
    ("Miriam", Role.FACILITATOR),
    ("Ana", Role.PARTICIPANT),
    ("Theo", Role.PARTICIPANT),
    ("Jun", Role.PARTICIPANT),
]
SHEET = "Back into the room, sense by sense"
SEE, HEAR = "Name five things you can see.", "Name three things you can hear."
OFFLINE_SECONDS = 10  # the promise, not a tuning


@asynccontextmanager
async def a_group(
    playwright: Playwright, practice: Practice, folder: Path, line: Line
) -> AsyncIterator[list[Person]]:
    """Seat everybody in one room; the last one's connection is `line`."""
    links = await practice.invite(PEOPLE, RoomSettings(name="Steady Ground", agreement=AGREEMENT))
    async with AsyncExitStack() as stack:
        browser = await launch(playwright, folder, 0, frames_per_second=STILL, height=180)
        stack.push_async_callback(browser.close)
        people = []
        for number, (name, role) in enumerate(PEOPLE):
            url = practice.processes[number % len(practice.processes)].url
            person = await Person.sit_down(browser, name, url + links[name])
            if name == "Jun":
                await line.lay(person.page)
            await person.open_link()
            await person.get_ready(is_staff=role is Role.FACILITATOR)
            people.append(person)
        miriam = people[0]
        for person in people[1:]:
            await miriam.press(f"Admit: {person.name}")
        for person in people:
            await person.sees_seats(*(name for name, _ in PEOPLE))
        yield people
        assert [fault for person in people for fault in person.faults] == []


def field(person: Person, question: str) -> Locator:
    """The text under a question."""
    return person.page.get_by_role("textbox", name=question)


async def all_read(people: list[Person], question: str, *pieces: str) -> None:
    """Wait until the field holds all the pieces and is the same for everybody."""

    async def same() -> bool:
        values = {await field(person, question).input_value() for person in people}
        return len(values) == 1 and all(piece in next(iter(values)) for piece in pieces)

    await eventually(same, f"all read {pieces} under {question!r}", timeout_seconds=30)


@pytest.mark.parametrize("unopened_practice", ["two_processes"], indirect=True)
async def test_four_people_one_of_them_offline_end_with_the_same_sheet(
    playwright: Playwright, practice: Practice, tmp_path: Path
) -> None:
    line = Line()
    async with a_group(playwright, practice, tmp_path, line) as people:
        miriam, ana, theo, jun = people
        await miriam.page.get_by_role("tab", name="Sheet").click()
        await miriam.page.get_by_text(SHEET).click()
        await miriam.page.get_by_text("One sheet for all").click()
        await miriam.press("Put it on the table")
        # To members it comes by itself.
        await field(ana, SEE).fill("A blue cup. ")
        await all_read(people, SEE, "A blue cup. ")

        await jun.context.set_offline(True)
        await line.cut()
        await expect(jun.page.get_by_text("Your connection dropped", exact=False).first).to_be_visible()
        await field(jun, SEE).press_sequentially("Jun's lamp. ")
        await field(jun, HEAR).press_sequentially("Rain.")
        await asyncio.gather(
            field(ana, SEE).press_sequentially("Ana's plant. "),
            field(theo, SEE).press_sequentially("Theo's shoes. "),
            asyncio.sleep(OFFLINE_SECONDS),
        )
        await expect(jun.page.get_by_text("Not saved yet", exact=False)).to_be_visible()
        line.mend()
        await jun.context.set_offline(False)

        await all_read(people, SEE, "A blue cup. ", "Jun's lamp. ", "Ana's plant. ", "Theo's shoes. ")
        await all_read(people, HEAR, "Rain.")
        await expect(miriam.page.get_by_text("Written by Jun")).to_be_visible()

        await practice.kill_owner_and_restart()
        await ana.page.reload()
        await all_read(people, SEE, "A blue cup. ", "Jun's lamp. ", "Ana's plant. ", "Theo's shoes. ")
        await field(theo, HEAR).press_sequentially(" A clock.")
        await all_read(people, HEAR, "Rain.", "A clock.")
        assert await ana.is_accessible() == []
        assert await miriam.is_accessible() == []
