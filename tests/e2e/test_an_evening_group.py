"""The whole evening in real browsers: from the green room to the end for all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Playwright, ViewportSize

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.person import Person, expect, launch
from tests.e2e.practice import AGREEMENT, Practice

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PEOPLE = [("Miriam", Role.FACILITATOR), ("Ana", Role.PARTICIPANT), ("Theo", Role.PARTICIPANT)]
# Small, since the browsers draw their pictures in software; still with the panel beside the circle.
SIZE: ViewportSize = {"width": 1024, "height": 600}
BACK_TIMEOUT_MS = 10_000  # after a crash everybody sits again within ten seconds: the promise, not a tuning


@asynccontextmanager
async def three_people(
    playwright: Playwright, practice: Practice, folder: Path
) -> AsyncIterator[tuple[Person, Person, Person]]:
    """Seat the facilitator and two participants in front of a browser each, spread over the processes."""
    links = await practice.invite(PEOPLE, RoomSettings(name="Steady Ground", agreement=AGREEMENT))
    async with AsyncExitStack() as stack:
        people = []
        for number, (name, _) in enumerate(PEOPLE):
            browser = await launch(playwright, folder, number)
            stack.push_async_callback(browser.close)
            url = practice.processes[number % len(practice.processes)].url
            people.append(await Person.sit_down(browser, name, url + links[name], viewport=SIZE))
        yield people[0], people[1], people[2]
        faults = [fault for person in people for fault in person.faults]
        assert faults == []


async def test_an_evening_from_the_green_room_to_the_end_for_all(
    playwright: Playwright, practice: Practice, tmp_path: Path
) -> None:
    async with three_people(playwright, practice, tmp_path) as (miriam, ana, theo):
        await everyone_comes_in(miriam, ana, theo)
        await a_hand_is_called_on(miriam, ana, theo)
        await people_write(miriam, ana, theo)
        await microphones_are_moderated(miriam, ana, theo)
        await the_server_dies_and_comes_back(practice, miriam, ana, theo)
        await somebody_is_removed(miriam, ana, theo)
        await the_group_ends(miriam, ana)


async def everyone_comes_in(miriam: Person, ana: Person, theo: Person) -> None:
    await asyncio.gather(*(person.open_link() for person in (miriam, ana, theo)))
    await asyncio.gather(ana.get_ready(), theo.get_ready())
    await expect(ana.page.get_by_text("Theo")).to_have_count(0)  # nobody waiting sees who else waits
    await miriam.get_ready(is_staff=True)
    for name in ("Ana", "Theo"):
        await miriam.press(f"Admit: {name}")
    for person in (miriam, ana, theo):
        await person.sees_seats("Miriam", "Ana", "Theo")
        await turn_on(person)
    await asyncio.gather(*(person.hears_and_sees(pictures=2, voices=2) for person in (miriam, ana, theo)))


async def turn_on(person: Person) -> None:
    """Open microphone and camera, unless the camera came along from the green room."""
    await person.press("Mic off")
    await expect(person.button("Mic on")).to_be_visible()
    if await person.button("Video off").count():
        await person.press("Video off")
    await expect(person.button("Video on")).to_be_visible()


async def a_hand_is_called_on(miriam: Person, ana: Person, theo: Person) -> None:
    await ana.choose("Raise hand", "I want to share")
    await expect(theo.seat("Ana")).to_contain_text("share")
    await miriam.press("Call on: Ana")
    await expect(theo.seat("Ana")).to_contain_text("has the turn")
    await ana.press("I have finished")
    await expect(theo.seat("Ana")).not_to_contain_text("has the turn")


async def people_write(miriam: Person, ana: Person, theo: Person) -> None:
    await write(theo, "Message to the group", "Good evening to all of you")
    for person in (miriam, ana):
        await person.page.get_by_role("tab", name="Chat").click()
        await expect(person.page.get_by_text("Good evening to all of you")).to_be_visible()


async def write(person: Person, field: str, text: str) -> None:
    await person.page.get_by_role("tab", name="Chat").click()
    await person.page.get_by_label(field).fill(text)
    await person.page.keyboard.press("Enter")
    await expect(person.page.get_by_text(text)).to_be_visible()


async def microphones_are_moderated(miriam: Person, ana: Person, theo: Person) -> None:
    await act_on(miriam, "Ana", "Mute")
    await expect(ana.button("Mic off")).to_be_visible()
    await act_on(miriam, "Theo", "Keep muted until I allow it")
    await expect(theo.button("Muted by staff")).to_be_visible()
    await act_on(miriam, "Theo", "Allow the microphone again")
    await act_on(miriam, "Ana", "Ask to unmute")
    await ana.press("Turn it on")
    await expect(ana.button("Mic on")).to_be_visible()
    await theo.press("Mic off")
    await expect(theo.button("Mic on")).to_be_visible()
    await miriam.hears_and_sees(pictures=2, voices=2)


async def act_on(staff: Person, name: str, act: str) -> None:
    """Open somebody's card and choose an act."""
    await staff.seat(name).get_by_role("button", name=f"Actions for {name}").click()
    await staff.page.get_by_role("menuitem", name=act).first.click()


async def the_server_dies_and_comes_back(
    practice: Practice, miriam: Person, ana: Person, theo: Person
) -> None:
    await practice.kill_owner_and_restart()
    for person in (miriam, ana, theo):
        await expect(person.page.get_by_role("main").get_by_role("row")).to_have_count(
            3, timeout=BACK_TIMEOUT_MS
        )
        await expect(person.page.get_by_text("Reconnecting")).to_have_count(0, timeout=BACK_TIMEOUT_MS)
    await asyncio.gather(*(person.hears_and_sees(pictures=2, voices=1) for person in (miriam, ana, theo)))
    await ana.page.get_by_role("tab", name="Chat").click()
    await expect(ana.page.get_by_text("Good evening to all of you")).to_be_visible()


async def somebody_is_removed(miriam: Person, ana: Person, theo: Person) -> None:
    await act_on(miriam, "Theo", "Remove from this group…")
    await miriam.page.get_by_text("Not again tonight").click()
    await miriam.press("Remove")
    await theo.sees_heading("You have left the group")
    await expect(ana.seat("Theo")).to_have_count(0)
    await theo.open_link()
    await theo.page.reload()
    await theo.page.get_by_label("Name the others see").fill("Theo")
    await theo.press("Go on to the agreement")
    await theo.press("I agree")
    await theo.sees_heading("You have left the group")
    await miriam.page.get_by_role("tab", name="People").click()
    await expect(miriam.page.get_by_role("heading", name="At the door, 0")).to_be_visible()


async def the_group_ends(miriam: Person, ana: Person) -> None:
    await miriam.press("End group")
    await miriam.press("End for everyone")
    for person in (miriam, ana):
        await person.sees_heading("The group has ended")
