"""A second engine: somebody with Firefox ESR in a group with people who use Chromium."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Playwright

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.firefox import Firefox, FirefoxPage
from tests.e2e.person import COUNT_RECEIVED, WATCH_CONNECTIONS, Person, eventually, expect, launch, receives
from tests.e2e.practice import AGREEMENT, Practice
from tests.e2e.test_an_evening_group import turn_on

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PEOPLE = [("Miriam", Role.FACILITATOR), ("Ana", Role.PARTICIPANT), ("Theo", Role.PARTICIPANT)]

# Presses the first control whose accessible name begins so; says whether there was one.
PRESS = """
(name) => {
  const named = (element) => (element.getAttribute("aria-label") ?? element.innerText ?? "").trim();
  const found = [...document.querySelectorAll("button, [role=button], label, [role=radio]")]
    .find((element) => named(element).startsWith(name) && element.offsetParent !== null);
  found?.click();
  return found !== undefined;
}
"""

FILL_NAME = """
(name) => {
  const field = document.querySelector("input[type=text], input:not([type])");
  if (!field) return false;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, name);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}
"""


async def press(page: FirefoxPage, name: str) -> None:
    async def pressed() -> bool:
        return bool(await page.evaluate(PRESS, name))

    await eventually(pressed, f"Firefox shows “{name}”")


@pytest.mark.parametrize("unopened_practice", ["one_process"], indirect=True)
async def test_somebody_with_firefox_sees_and_hears_people_with_chromium_and_they_them(
    playwright: Playwright, practice: Practice, tmp_path: Path
) -> None:
    links = await practice.invite(PEOPLE, RoomSettings(name="Steady Ground", agreement=AGREEMENT))
    url = practice.processes[0].url
    async with AsyncExitStack() as stack:
        browser = await launch(playwright, tmp_path, 1)
        stack.push_async_callback(browser.close)
        firefox = await stack.enter_async_context(Firefox(on_every_page=WATCH_CONNECTIONS))
        miriam = await Person.sit_down(browser, "Miriam", url + links["Miriam"])
        ana = await Person.sit_down(browser, "Ana", url + links["Ana"])
        theo = await firefox.new_page()
        await asyncio.gather(miriam.open_link(), ana.open_link(), theo.goto(url + links["Theo"]))
        await miriam.get_ready(is_staff=True)
        await ana.get_ready()
        await get_ready(theo)
        for name in ("Ana", "Theo"):
            await miriam.press(f"Admit: {name}")
        for person in (miriam, ana):
            await turn_on(person)
        await press(theo, "Mic off")
        await asyncio.gather(miriam.hears_and_sees(pictures=2, voices=2), sees_and_hears(theo))
        await expect(ana.seat("Theo")).to_be_visible()
        assert miriam.faults + ana.faults == []


async def get_ready(page: FirefoxPage) -> None:
    async def named() -> bool:
        return bool(await page.evaluate(FILL_NAME, "Theo"))

    await eventually(named, "Firefox shows the green room")
    for name in ("Yes, nobody can hear", "Go on to the agreement", "I agree"):
        await press(page, name)


async def sees_and_hears(page: FirefoxPage) -> None:
    await receives(
        lambda: page.evaluate(COUNT_RECEIVED), 2, 2, "Firefox sees two pictures and hears two voices"
    )
