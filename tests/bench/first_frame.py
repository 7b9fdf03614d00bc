"""From the click that enters a room to the first decoded picture of somebody else, in Chromium over loopback.

Three people are in the room and send; the fourth, staff, comes in from the green room, again and again. Times
are the page's own: the click's, and those when the browser presents a video element's first remote picture.
"""

import argparse
import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hearth_client import Guest, make_clip
from playwright.async_api import Browser, async_playwright

from rooms.ids import RoomId
from tests.bench.figures import machine, median_and_spread, percentile, table
from tests.bench.house import House, house
from tests.bench.write_up import write_up
from tests.e2e.person import LIVELY, Person, eventually, launch

_OTHERS = 3
_ENTER = "Open the room"

# A frame callback tells an `rtpTimestamp` for pictures that came over the network, and for no others.
WATCH_PICTURES = """
window.entering = { clickedAt: 0, pictures: [] };
addEventListener("click", (event) => { entering.clickedAt = event.timeStamp; }, true);
const watched = new WeakSet();
setInterval(() => {
  for (const video of document.querySelectorAll("video")) {
    if (watched.has(video)) continue;
    watched.add(video);
    video.requestVideoFrameCallback((now, frame) => {
      if (frame.rtpTimestamp !== undefined) entering.pictures.push(performance.now());
    });
  }
}, 2);
"""


async def enter(
    browser: Browser, running: House, host: Guest, room_id: RoomId, number: int
) -> tuple[float, float]:
    """Come in as one more of staff; return the milliseconds until the first picture and until all three."""
    link = f"http://localhost:{running.process.port}/join#t.{running.token(room_id, number)}"
    person = await Person.sit_down(browser, f"Person {number}", link)
    try:
        await person.page.add_init_script(WATCH_PICTURES)
        await person.open_link()
        await person.page.get_by_label("Name the others see").fill(person.name)
        await person.press(_ENTER)

        async def sees_all() -> bool:
            return bool(await person.page.evaluate(f"entering.pictures.length >= {_OTHERS}"))

        await eventually(sees_all, "three pictures", timeout_seconds=30)
        seen: dict[str, Any] = await person.page.evaluate("entering")
        return seen["pictures"][0] - seen["clickedAt"], seen["pictures"][_OTHERS - 1] - seen["clickedAt"]
    finally:
        await person.go_home()
        seats = (await host.sync())["seats"].values()
        await host.remove(next(seat["seat_id"] for seat in seats if seat["name"] == person.name))


async def _fill(running: House, room_id: RoomId, stack: AsyncExitStack) -> Guest:
    """Let three people sit in the room and send; return the facilitator."""
    clip = make_clip("Ana", 1)
    guests = []
    for number in range(_OTHERS):
        guest = await running.connect(running.token(room_id, number))
        stack.push_async_callback(guest.close)
        media = await guest.open_media()
        for source in ("microphone", "camera"):
            await guest.ask("Publish", source=source)
        media.send_camera(clip)
        media.send_microphone(clip)
        guests.append(guest)
    return guests[0]


async def _measure_all(repeats: int) -> list[tuple[float, float]]:
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(house())
        driver = await stack.enter_async_context(async_playwright())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hearth-bench-")))
        room_id = await running.new_room(capacity=_OTHERS + 1)
        host = await _fill(running, room_id, stack)
        browser = await launch(driver, folder, _OTHERS, frames_per_second=LIVELY)
        stack.push_async_callback(browser.close)
        await enter(browser, running, host, room_id, _OTHERS)  # fills the browser's caches
        return [await enter(browser, running, host, room_id, _OTHERS + 1 + each) for each in range(repeats)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests.bench first_frame", description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    times = asyncio.run(_measure_all(options.repeats))
    rows = []
    for what, values in (("the first picture", [t[0] for t in times]), ("all three", [t[1] for t in times])):
        rows.append([what, median_and_spread(values, 0), f"{percentile(values, 0.9):,.0f}"])
    write_up(
        "first_frame",
        f"{machine()}.",
        f"Room of {_OTHERS + 1}, {options.repeats} times; server, senders and browser share the machine.",
        table(["from the click to", "ms: median (least–most)", "nine in ten within"], rows),
    )
