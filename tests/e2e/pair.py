"""Two people in a room, one of whom chooses and one of whom hears and sees what comes of it.

One Chromium with a page for each: a striped picture, so that a blurred background shows, and a hiss, so that
taking noise away is heard.
"""

import asyncio
import random
import struct
import wave
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Playwright, ViewportSize

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.person import (
    CALM,
    COUNT_RECEIVED,
    FLAGS,
    LOOK_EVERY_SECONDS,
    Person,
    eventually,
    expect,
)
from tests.e2e.plugs import PLUGS
from tests.e2e.practice import AGREEMENT, Practice
from tests.programs import CHROMIUM

PEOPLE = [("Miriam", Role.FACILITATOR), ("Ana", Role.PARTICIPANT)]
SETTINGS = RoomSettings(name="Steady Ground", agreement=AGREEMENT, members_may_share_screen=True)
SIZE: ViewportSize = {"width": 1024, "height": 600}
WIDTH, HEIGHT, STRIPE = 640, 360, 16

# The difference between neighbouring stripes of the largest picture of somebody else, 0 … 255.
CONTRAST = """
() => {
  const videos = [...document.querySelectorAll("video:not([data-mirrored])")];
  const largest = videos.sort((a, b) => b.clientWidth - a.clientWidth)[0];
  if (!largest?.videoWidth) return -1;
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
  const context = canvas.getContext("2d");
  context.drawImage(largest, 0, 0, 640, 360);
  const line = context.getImageData(0, 24, 160, 1).data;
  let sum = 0;
  for (let x = 0; x + 16 < 160; x++) sum += Math.abs(line[4 * x] - line[4 * (x + 16)]);
  return sum / 144;
}
"""

# Of the newest connection: what is sent of the camera and the microphone, and what was agreed for the latter.
SENT = """
async () => {
  const connection = window.connections.filter((each) => each.connectionState === "connected").at(-1);
  if (!connection) return null;
  const [microphone, camera] = connection.getSenders();
  return {
    microphone: microphone.track?.label ?? null,
    camera: camera.track?.label ?? null,
    layers: camera.getParameters().encodings.filter((each) => each.active !== false).map((each) => each.rid),
    isOriginal: connection.remoteDescription.sdp.includes("maxaveragebitrate=128000"),
  };
}
"""

# The height of the largest picture that comes in.
RECEIVED_HEIGHT = """
async () => {
  let highest = 0;
  for (const connection of window.connections.filter((each) => each.connectionState === "connected"))
    for (const report of (await connection.getStats()).values())
      if (report.type === "inbound-rtp") highest = Math.max(highest, report.frameHeight ?? 0);
  return highest;
}
"""


def write_stripes(path: Path) -> None:
    """A .y4m clip of upright black and white stripes: all of it background."""
    row = bytes(220 if x // STRIPE % 2 else 30 for x in range(WIDTH))
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{CALM}:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(2):
            file.write(b"FRAME\n" + row * HEIGHT + grey)


def write_hiss(path: Path) -> None:
    """A .wav clip of two seconds of white noise."""
    noise = random.Random(1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(struct.pack("<96000h", *(noise.randint(-3_000, 3_000) for _ in range(96_000))))


@dataclass
class Pair:
    """The facilitator, who sees and hears, and a participant, who chooses."""

    miriam: Person
    ana: Person

    async def sent(self) -> Any:
        """Return what leaves Ana's page."""
        return await self.ana.page.evaluate(SENT)

    async def contrast(self) -> float:
        """Return how sharp the stripes behind Ana are where Miriam sees them."""
        found: float = await self.miriam.page.evaluate(CONTRAST)
        return found

    async def stripes_are(self, *, seen: bool, what: str) -> None:
        """Wait until Miriam sees the stripes behind Ana, or does not; `what` that means."""

        async def is_so() -> bool:
            contrast = await self.contrast()
            return contrast > 150 if seen else 0 <= contrast < 50

        await eventually(is_so, what)

    async def hear_and_see(self) -> None:
        """Wait until each hears and sees the other."""
        await asyncio.gather(*(each.hears_and_sees(1, 1) for each in (self.miriam, self.ana)))

    async def loudness(self) -> float:
        """Return the energy per look of what Miriam hears of Ana."""
        before = await self.miriam.page.evaluate(COUNT_RECEIVED)
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        after = await self.miriam.page.evaluate(COUNT_RECEIVED)
        return sum(after[stream][1] - before.get(stream, after[stream])[1] for stream in after)


@asynccontextmanager
async def a_pair(
    playwright: Playwright, practice: Practice, folder: Path, *flags: str
) -> AsyncIterator[Pair]:
    """Both in the room with picture and sound, Ana's panel closed."""
    write_stripes(folder / "stripes.y4m")
    write_hiss(folder / "hiss.wav")
    links = await practice.invite(PEOPLE, SETTINGS)
    async with AsyncExitStack() as stack:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            headless=True,
            args=[
                *FLAGS,
                *flags,
                "--use-fake-device-for-media-stream=device-count=2",
                f"--use-file-for-fake-video-capture={folder / 'stripes.y4m'}",
                f"--use-file-for-fake-audio-capture={folder / 'hiss.wav'}",
            ],
        )
        stack.push_async_callback(browser.close)
        url = practice.processes[0].url
        miriam, ana = [
            await Person.sit_down(browser, name, url + links[name], viewport=SIZE) for name, _ in PEOPLE
        ]
        await ana.context.add_init_script(PLUGS)
        await asyncio.gather(miriam.open_link(), ana.open_link())
        await asyncio.gather(miriam.get_ready(is_staff=True), ana.get_ready())
        await miriam.press("Admit: Ana")
        for person in (miriam, ana):
            await person.sees_seats("Miriam", "Ana")
            await person.turn_on()
        yield Pair(miriam, ana)
        assert miriam.faults + ana.faults == []


@asynccontextmanager
async def settings_of(person: Person) -> AsyncIterator[None]:
    """Open the settings, and close them again."""
    await person.press("Settings")
    await expect(person.page.get_by_role("dialog", name="Settings")).to_be_visible()
    yield
    await close_settings(person)


async def close_settings(person: Person) -> None:
    """Go back to the room."""
    await person.page.keyboard.press("Escape")
    await expect(person.page.get_by_role("dialog", name="Settings")).to_have_count(0)
