"""One person with a Chromium of their own: what they press, and what reaches them.

Everything is found as assistive technology finds it, by role and name: so a journey proves the names too.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from tests.e2e.capture import write_camera, write_microphone
from tests.programs import CHROMIUM

# Frames per second of a camera. Four browsers that encode and draw in software share two cores: calm pictures
# halve the time of a journey; lively ones are for those who measure.
STILL, CALM, LIVELY = 1, 5, 15
GIVES_LEAVE = "--use-fake-ui-for-media-stream"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    GIVES_LEAVE,
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
AXE = Path(__file__).parents[2] / "client" / "node_modules" / "axe-core" / "axe.min.js"
# react-aria's own line to screen readers: an announcement stands there for seconds, by the label of what may
# have gone since. It is nothing that anybody sees or reaches.
AXE_LEAVES_OUT = ["[data-live-announcer]"]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Keeps hold of the page's peer connections, so that what was decoded can be counted.
WATCH_CONNECTIONS = """
window.connections = [];
const Original = RTCPeerConnection;
window.RTCPeerConnection = class extends Original {
  constructor(...args) { super(...args); window.connections.push(this); }
};
"""

# What each stream has decoded since it began, by connection and stream: [frames, audio energy].
COUNT_RECEIVED = """
async () => {
  const counts = {};
  for (const [number, connection] of (window.connections ?? []).entries()) {
    if (connection.connectionState !== "connected") continue;
    for (const report of (await connection.getStats()).values())
      if (report.type === "inbound-rtp")
        counts[`${number} ${report.id}`] = [report.framesDecoded ?? 0, report.totalAudioEnergy ?? 0];
  }
  return counts;
}
"""
# The kinds of local candidates that connected connections use.
WAYS_IN_USE = """
async () => {
  const kinds = new Set();
  for (const connection of window.connections) {
    if (connection.connectionState !== "connected") continue;
    const reports = await connection.getStats();
    for (const { type, selectedCandidatePairId } of reports.values())
      if (type === "transport")
        kinds.add(reports.get(reports.get(selectedCandidatePairId).localCandidateId).candidateType);
  }
  return [...kinds];
}
"""
LOOK_EVERY_SECONDS = 0.5

Counts = dict[str, list[float]]

expect.set_options(timeout=30_000)  # four browsers share two cores


def alive(before: Counts, now: Counts) -> tuple[int, int]:
    """Tell how many pictures moved and how many voices sounded between two counts."""
    grown = [(now[stream], before[stream]) for stream in now if stream in before]
    pictures = sum(later[0] > earlier[0] for later, earlier in grown)
    voices = sum(later[1] > earlier[1] for later, earlier in grown)
    return pictures, voices


async def launch(
    playwright: Playwright,
    folder: Path,
    number: int,
    *flags: str,
    binary: str | Path = CHROMIUM,
    frames_per_second: int = CALM,
    gives_leave: bool = True,
    **camera_like: int,
) -> Browser:
    """Start a Chromium whose camera and microphone are this person's own; `flags` come on top.

    Without `gives_leave` a device opens for those alone whose context has the permission.
    `camera_like`: see `write_camera`.
    """
    camera, microphone = folder / f"camera-{number}.y4m", folder / f"microphone-{number}.wav"
    write_camera(camera, number, frames_per_second, **camera_like)
    write_microphone(microphone, pitch_hz=110 + 40 * number)
    return await playwright.chromium.launch(
        executable_path=binary,
        headless=True,
        args=[
            *(flag for flag in FLAGS if gives_leave or flag != GIVES_LEAVE),
            *flags,
            f"--use-file-for-fake-video-capture={camera}",
            f"--use-file-for-fake-audio-capture={microphone}",
        ],
    )


async def launch_without_devices(playwright: Playwright) -> Browser:
    """Start a Chromium on a machine that has no camera and no microphone."""
    flags = [flag for flag in FLAGS if "-fake-" not in flag]
    return await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=flags)


async def eventually(is_so: Callable[[], Awaitable[bool]], what: str, timeout_seconds: float = 30) -> None:
    """Look until it is so. (Our pages forbid `eval`, and with it Playwright's own waiting.)"""
    deadline = time.monotonic() + timeout_seconds
    while not await is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_seconds} s: {what}")
        await asyncio.sleep(0.1)


async def receives(count: Callable[[], Awaitable[Counts]], pictures: int, voices: int, what: str) -> None:
    """Wait until a page receives so much at the same time; `count` runs `COUNT_RECEIVED` in it."""
    before = await count()
    moving = sounding = 0

    async def is_alive() -> bool:
        nonlocal before, moving, sounding
        await asyncio.sleep(LOOK_EVERY_SECONDS)  # growth needs a length of time
        earlier, before = before, await count()
        moving, sounding = alive(earlier, before)
        return moving >= pictures and sounding >= voices

    try:
        await eventually(is_alive, what)
    except AssertionError as failure:
        raise AssertionError(f"{failure}; in the last look: {moving} and {sounding}") from None


@dataclass
class Person:
    """A person in front of one page."""

    name: str
    context: BrowserContext
    page: Page
    link: str
    faults: list[str]

    @classmethod
    async def sit_down(cls, browser: Browser, name: str, link: str, **options: Any) -> "Person":
        """Open a fresh browsing context; `options` are Playwright's, such as `viewport` or `locale`.

        Without movement, unless they ask for it: what moves is drawn in software, dozens of times a second.
        """
        usual = {
            "permissions": ["camera", "microphone"],
            "locale": "en-US",
            "reduced_motion": "reduce",
        }
        context = await browser.new_context(**(usual | options))
        await context.add_init_script(WATCH_CONNECTIONS)
        page = await context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(f"{name}: {error}"))
        page.on("request", lambda request: note_foreign(request.url, link, faults))
        return cls(name, context, page, link, faults)

    def button(self, name: str, *, exact: bool = True) -> Locator:
        """A button by its name."""
        return self.page.get_by_role("button", name=name, exact=exact)

    async def press(self, name: str) -> None:
        """Press the button of this name."""
        await self.button(name).first.click()

    async def open_link(self) -> None:
        """Follow the link to the green room."""
        await self.page.goto(self.link)

    async def get_ready(self, *, is_staff: bool = False) -> None:
        """Go through the green room and the agreement."""
        await self.page.get_by_label("Name the others see").fill(self.name)
        if not is_staff:
            await self.page.get_by_text("Yes, nobody can hear or see the screen").click()
        await self.press("Go on to the agreement")
        await self.press("I agree")
        if not is_staff:
            await self.sees_heading(f"You are in the right place, {self.name}")

    async def turn_on(self) -> None:
        """Open microphone and camera, unless the camera came along from the green room."""
        await self.press("Mic off")
        await self.sees_button("Mic on")
        if await self.button("Video off").count():
            await self.press("Video off")
        await self.sees_button("Video on")

    async def sees_button(self, name: str) -> None:
        """Wait for a button of this name."""
        await expect(self.button(name)).to_be_visible()

    async def sees_text(self, text: str) -> None:
        """Wait until the page shows this."""
        await expect(self.page.get_by_text(text)).to_be_visible()

    async def text(self) -> str:
        """Everything that the page shows."""
        return await self.page.locator("body").inner_text()

    async def count_seats(self) -> int:
        """How many sit in the circle."""
        return await self.page.get_by_role("main").get_by_role("row").count()

    async def sees_heading(self, words: str) -> None:
        """Wait for a headline."""
        await expect(self.page.get_by_role("heading", name=words)).to_be_visible()

    async def sees_seats(self, *names: str) -> None:
        """Wait until all of these are in the circle."""
        for name in names:
            await expect(self.seat(name)).to_be_visible()

    async def choose(self, menu: str, item: str) -> None:
        """Open a menu of the bar and choose from it."""
        await self.press(menu)
        await self.page.get_by_role("menuitem", name=item, exact=False).click()

    def seat(self, name: str) -> Locator:
        """Somebody's seat in the circle, as it is read aloud: name, state, hand."""
        return self.page.get_by_role("main").get_by_role("row", name=name, exact=False)

    async def is_shown(self, name: str, state: str) -> None:
        """Wait until somebody's seat says so."""
        said = re.compile(f"^{name}, .*{state}")
        await expect(self.page.get_by_role("main").get_by_role("row", name=said)).to_be_visible()

    async def hears_and_sees(self, pictures: int, voices: int) -> None:
        """Wait until so many pictures move and so many voices sound, at the same time."""
        what = f"{self.name} sees {pictures} pictures and hears {voices} voices"
        await receives(lambda: self.page.evaluate(COUNT_RECEIVED), pictures, voices, what)

    async def is_accessible(self) -> list[str]:
        """Return what axe finds wrong with the page as it is now."""
        return await self._axe(AXE_TAGS)

    async def has_contrast(self) -> list[str]:
        """Return what axe finds wrong with its colours: all that differs between light and dark."""
        return await self._axe(["color-contrast"])

    async def _axe(self, rules: list[str]) -> list[str]:
        if not await self.page.evaluate("() => 'axe' in window"):
            await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate(
            "async ([exclude, runOnly]) =>"
            " (await axe.run({ exclude }, { runOnly, resultTypes: ['violations'] })).violations"
            ".flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')} ${n.failureSummary}`))",
            [AXE_LEAVES_OUT, rules],
        )
        return [f"{self.name}: {line}" for line in found]

    async def set_leave(self, device: str, setting: str) -> None:
        """Let the browser answer for its person: whether this page may use a camera or a microphone."""
        cdp = await self.context.new_cdp_session(self.page)
        target = await cdp.send("Target.getTargetInfo")
        leave = {
            "permission": {"name": device},
            "setting": setting,
            "origin": self.link.split("/join")[0],
            "browserContextId": target["targetInfo"]["browserContextId"],
        }
        await cdp.send("Browser.setPermission", leave)

    async def go_home(self) -> None:
        """Close the browser's context."""
        await self.context.close()


def note_foreign(url: str, link: str, faults: list[str]) -> None:
    """Keep a request that goes anywhere else than to where the link leads."""
    origin = link.split("/join")[0]
    if not url.startswith((origin, "data:", "blob:")):
        faults.append(f"asked another origin: {url}")


__all__ = ["Person", "eventually", "expect", "launch", "receives"]
