"""From the click that enters a room to the first decoded picture of somebody else, in Chromium over loopback.

The others are in the room, send, and show one another; one more, staff, comes in from the green room, again
and again. Times are the page's own: the click's, those when the browser presents a video element's first
remote picture, and those of the steps on the way (`first_frame.js`).
"""

import asyncio
import statistics
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hearth_client import Guest, make_clip
from playwright.async_api import Browser, async_playwright

from rooms.ids import RoomId
from tests.bench import scenario
from tests.bench.figures import machine, median_and_spread, percentile, table
from tests.bench.house import House, house
from tests.bench.plots import bars
from tests.bench.write_up import write_up
from tests.e2e.person import LIVELY, Person, eventually, launch

_ENTER = "Open the room"
_WATCH_THE_WAY = Path(__file__).with_suffix(".js")


class Scenario(scenario.Scenario, frozen=True):
    """Who is in the room, what they show of one another, and how often somebody comes."""

    others: int
    repeats: int
    width: int
    height: int


@dataclass(frozen=True)
class Entrance:
    """One way in: milliseconds from the click to each picture, and to each step before."""

    pictures: list[float]
    steps: dict[str, float]


async def enter(
    browser: Browser, running: House, host: Guest, room_id: RoomId, number: int, others: int
) -> Entrance:
    """Come in as one more of staff, and wait until all others are seen."""
    link = f"http://localhost:{running.process.port}/join#t.{running.token(room_id, number)}"
    person = await Person.sit_down(browser, f"Person {number}", link)
    try:
        await person.page.add_init_script(path=_WATCH_THE_WAY)
        await person.open_link()
        await person.page.get_by_label("Name the others see").fill(person.name)
        await person.press(_ENTER)

        async def sees_all() -> bool:
            return bool(await person.page.evaluate(f"entering.pictures.length >= {others}"))

        await eventually(sees_all, "pictures of all", timeout_seconds=30)
        seen: dict[str, Any] = await person.page.evaluate("entering")
        clicked_at = seen["clickedAt"]
        return Entrance(
            [at - clicked_at for at in seen["pictures"]],
            {step: at - clicked_at for step, at in seen["steps"].items()},
        )
    finally:
        await person.go_home()
        seats = (await host.sync())["seats"].values()
        await host.remove(next(seat["seat_id"] for seat in seats if seat["name"] == person.name))


async def _fill(running: House, room_id: RoomId, scene: Scenario, stack: AsyncExitStack) -> Guest:
    """Let people sit in the room, send and show one another; return the facilitator."""
    clip = make_clip("Ana", 1)
    guests = []
    for number in range(scene.others):
        guest = await running.connect(running.token(room_id, number))
        stack.push_async_callback(guest.close)
        media = await guest.open_media()
        for source in ("microphone", "camera"):
            await guest.ask("Publish", source=source)
        media.send_camera(clip)
        media.send_microphone(clip)
        guests.append(guest)
    shown = {"source": "camera", "width": scene.width, "height": scene.height}
    for guest in guests:
        others = [each.seat_id for each in guests if each is not guest]
        await guest.ask("ShowPictures", pictures=[{"seat_id": each, **shown} for each in others])
    return guests[0]


async def _measure_all(scene: Scenario) -> list[Entrance]:
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(house())
        driver = await stack.enter_async_context(async_playwright())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hearth-bench-")))
        room_id = await running.new_room(capacity=scene.others + 1)
        host = await _fill(running, room_id, scene, stack)
        browser = await launch(driver, folder, scene.others, frames_per_second=LIVELY)
        stack.push_async_callback(browser.close)
        numbers = range(scene.others, scene.others + 1 + scene.repeats)
        come_in = partial(enter, browser, running, host, room_id)
        entrances = [await come_in(number, scene.others) for number in numbers]
        return entrances[1:]  # the first one fills the browser's caches


def main() -> None:
    """Measure and print."""
    scene = scenario.read("first_frame", Scenario, __doc__)
    entrances = asyncio.run(_measure_all(scene))
    steps = _steps(entrances)
    bars(
        "first-frame",
        "ms from the click to …",
        list(steps),
        {"": [statistics.median(t) for t in steps.values()]},
    )
    write_up(
        "first_frame",
        f"{machine()}.",
        f"Room of {scene.others + 1}, {scene.repeats} times; server, senders and browser share the machine.",
        report(steps),
    )


def _steps(entrances: list[Entrance]) -> dict[str, list[float]]:
    """How long each step took, in the order in which they are mostly come past."""
    steps: dict[str, list[float]] = {}
    for entrance in entrances:
        for step, milliseconds in entrance.steps.items():
            steps.setdefault(step, []).append(milliseconds)
    return {
        **dict(sorted(steps.items(), key=lambda step: statistics.median(step[1]))),
        "**the first picture**": [each.pictures[0] for each in entrances],
        "all of them": [max(each.pictures) for each in entrances],
    }


def report(steps: dict[str, list[float]]) -> str:
    """Medians and spread."""
    rows = [
        [what, median_and_spread(times, 0), f"{percentile(times, 0.9):,.0f}"] for what, times in steps.items()
    ]
    return table(["from the click to", "ms: median (least–most)", "nine in ten within"], rows)
