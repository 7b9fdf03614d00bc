"""Every page of the way in, live, at two sizes, in light and dark: axe finds nothing, and nothing is cut off.

With SCREENSHOTS=<folder> each is also saved as a picture, as in `test_every_screen.py`.
"""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hearth_client import join
from playwright.async_api import Playwright

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.album import SIZES, Album, resized
from tests.e2e.group import ROOM, browsers_for, the_group
from tests.e2e.person import Person, expect, launch, launch_without_devices
from tests.e2e.practice import Practice
from tests.e2e.tour import opens, puts_away

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("unopened_practice", ["one_process"], indirect=True),
]

ANA = [("Ana", Role.PARTICIPANT)]
LIMITS: list[tuple[dict[str, Any], str, str]] = [
    ({"expires_at": 1.0}, "This link is past its time", "link-expired"),
    ({"max_uses": 1, "uses": 1}, "This link was opened before", "link-used"),
    ({"not_before": 4e9}, "You are early", "link-early"),
]
ALONE = [
    ("Miriam", Role.FACILITATOR),
    ("Sam", Role.PARTICIPANT),
    ("Kim", Role.PARTICIPANT),
]


async def test_the_way_in_is_accessible(
    playwright: Playwright, practice: Practice, album: Album, tmp_path: Path
) -> None:
    async with the_group(playwright, practice, tmp_path, browsers_for(album)) as group:
        miriam, ana, theo = group.miriam, group.ana, group.theo
        await links_that_open_nothing(practice, ana, album)
        await doors_that_stay_shut(practice, ana, album)
        await getting_ready(ana, album)
        await in_the_lobby(ana, album)
        await theo.open_link()
        await theo.get_ready()
        await at_the_door(miriam, ana, album)
    assert not album.found, "\n".join(album.found)


async def links_that_open_nothing(practice: Practice, ana: Person, album: Album) -> None:
    url = practice.processes[0].url
    await ana.page.goto(f"{url}/join")
    await ana.sees_heading("This page needs your link")
    await album.look(ana, "no-link")
    await ana.page.goto(f"{url}/join#i.{'unknown' * 6}")
    await ana.sees_heading("This link is not whole")
    await album.look(ana, "link-unknown")
    for limits, heading, screen in LIMITS:
        await ana.page.goto(url + (await practice.invite(ANA, ROOM, **limits))["Ana"])
        await ana.sees_heading(heading)
        await album.look(ana, screen)


async def doors_that_stay_shut(practice: Practice, ana: Person, album: Album) -> None:
    url = practice.processes[0].url
    people = [("Daniel", Role.FACILITATOR), *ANA]
    links = await practice.invite(people, RoomSettings(name="Steady Ground", capacity=1))
    async with join(url + links["Daniel"], "Daniel") as daniel:
        await ana.page.goto(url + links["Ana"])
        await ana.press("Go to the lobby")
        await ana.sees_heading("Every seat is taken")
        await album.look(ana, "room-full")
        await daniel.ask("LockRoom", locked=True)
        await ana.press("Try again")
        await ana.press("Go to the lobby")
        await ana.sees_heading("The door is closed now")
        await album.look(ana, "room-locked")
    await ana.page.route("**/api/v1/join/describe", lambda route: route.abort())
    await ana.press("Try again")
    await ana.sees_heading("We cannot reach the server")
    await album.look(ana, "try-again")
    await ana.page.unroute("**/api/v1/join/describe")


async def getting_ready(ana: Person, album: Album) -> None:
    await ana.open_link()
    await ana.sees_text("We hear you well.")
    await expect(ana.page.locator(".mirror .no-picture")).to_have_count(0)
    await ana.page.get_by_text("Yes, nobody can hear or see the screen").click()
    await album.look(ana, "green-room")
    await album.fits(ana, "green-room", "Mic works", "Other devices", "Go on to the agreement")
    await ana.press("Test the connection")
    await ana.sees_text("All is well")
    await album.look(ana, "connection-test")
    await puts_away(ana)
    await ana.press("Go on to the agreement")
    await ana.sees_heading("What we promise each other")
    await album.look(ana, "agreement")


async def in_the_lobby(ana: Person, album: Album) -> None:
    await ana.press("I agree")
    await ana.sees_heading("You are in the right place, Ana")
    await album.look(ana, "lobby")
    await album.fits(ana, "lobby", "Check", "Send", "Stop waiting")
    for button, screen in (("Check", "lobby-devices"), ("Tell staff more", "lobby-check-in")):
        await ana.press(button)
        await album.look(ana, screen)
        await puts_away(ana)


async def at_the_door(miriam: Person, ana: Person, album: Album) -> None:
    await miriam.open_link()
    await miriam.get_ready(is_staff=True)
    await miriam.sees_seats("Miriam")
    await album.look(miriam, "room-at-the-door")
    async with resized(miriam, SIZES["390"]):
        await opens(miriam, "People")
        await album.glance(miriam, "door", "390")
    await miriam.press("Card: Ana")
    await album.look(miriam, "card-of-somebody-waiting")
    await a_word_with_somebody_who_waits(miriam, ana, album)
    await miriam.page.get_by_role("tab", name="People").click()
    await miriam.press("Card: Ana")
    async with resized(miriam, SIZES["390"]):
        await miriam.press("Not tonight…")
        await album.glance(miriam, "turn-away", "390")
    await miriam.press("Not tonight…")
    await album.glance(miriam, "turn-away", "1440")
    await miriam.press("Do not let in")
    await ana.sees_heading("We cannot let you in tonight")
    await album.look(ana, "turned-away")
    await expect(miriam.page.get_by_role("heading", name="At the door, 1")).to_be_focused()


async def a_word_with_somebody_who_waits(miriam: Person, ana: Person, album: Album) -> None:
    words = "Hi Ana, good to see you. Five more minutes."
    await miriam.press("Write to Ana")
    await miriam.page.get_by_label("Message to Ana").fill(words)
    await miriam.page.keyboard.press("Enter")
    await ana.sees_text(words)
    await album.look(ana, "lobby-message")
    await album.look(miriam, "line-to-the-door")


async def test_without_devices_one_still_takes_part(
    playwright: Playwright, practice: Practice, album: Album, tmp_path: Path
) -> None:
    links = await practice.invite(ALONE, ROOM)
    async with AsyncExitStack() as stack:
        browsers = [
            await launch(playwright, tmp_path, 0, gives_leave=False),
            await launch_without_devices(playwright),
        ]
        for browser in browsers:
            stack.push_async_callback(browser.close)
        url = practice.processes[0].url
        miriam, sam, kim = [
            await Person.sit_down(
                browsers[name == "Kim"], name, url + links[name],
                viewport=SIZES["390" if name == "Sam" else "1440"],
            )
            for name, _ in ALONE
        ]  # fmt: skip
        for device in ("camera", "microphone"):
            await sam.set_leave(device, "denied")
        await asyncio.gather(*(person.open_link() for person in (miriam, sam, kim)))
        await told_what_is_missing(sam, kim, album)
        await miriam.get_ready(is_staff=True)
        await miriam.turn_on()
        await let_in_all_the_same(miriam, sam, kim, album)
        assert miriam.faults + sam.faults + kim.faults == []
    assert not album.found, "\n".join(album.found)


async def told_what_is_missing(sam: Person, kim: Person, album: Album) -> None:
    await expect(
        sam.page.get_by_text("Your browser keeps the camera and the microphone off.")
    ).to_be_visible()
    await sam.press("How to allow it")
    await album.look(sam, "green-room-refused")
    await expect(kim.page.get_by_text("We find no camera and no microphone.")).to_be_visible()
    await album.look(kim, "green-room-without-devices")


async def let_in_all_the_same(miriam: Person, sam: Person, kim: Person, album: Album) -> None:
    await asyncio.gather(sam.get_ready(), kim.get_ready())
    await kim.sees_text("You listen and write, without camera and microphone")
    await album.look(kim, "lobby-without-devices")
    for person in (sam, kim):
        await miriam.press(f"Admit: {person.name}")
    for person in (sam, kim):
        await person.hears_and_sees(pictures=1, voices=1)
    await kim.press("Mic off")
    await expect(kim.page.get_by_text("We find no microphone.")).to_be_visible()
    await album.look(kim, "room-without-devices")
    await kim.page.get_by_label("Message to the group").fill("I am here, and I can write.")
    await kim.page.keyboard.press("Enter")
    await expect(miriam.button("Chat", exact=False).first).to_contain_text("1")
