"""Devices and comfort, as two people in a group meet them: what one chooses is what the other hears and sees.

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

import pytest
from playwright.async_api import Playwright, ViewportSize

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.firefox import Firefox
from tests.e2e.firefox_person import FirefoxPerson
from tests.e2e.person import (
    CALM,
    COUNT_RECEIVED,
    FLAGS,
    LOOK_EVERY_SECONDS,
    Person,
    eventually,
    expect,
)
from tests.e2e.practice import AGREEMENT, Practice
from tests.programs import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("unopened_practice", ["one_process"], indirect=True),
]

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

# Of the shared screen: how it is sent, and what goes with it.
SCREEN_SENT = """
() => {
  const connection = window.connections.filter((each) => each.connectionState === "connected").at(-1);
  const [, , screen, sound] = connection?.getSenders() ?? [];
  if (!screen?.track) return {};
  const { encodings, degradationPreference } = screen.getParameters();
  const { contentHint } = screen.track;
  const { height } = screen.track.getSettings();
  const scales = encodings.map((each) => each.scaleResolutionDownBy);
  const layers = encodings.filter((each) => each.active).map((each) => each.rid);
  return { contentHint, degradationPreference, scales, layers, height, sound: sound.track !== null };
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


HAS_WEBGL = "() => document.createElement('canvas').getContext('webgl2') !== null"
# Whether a file whose name begins so has been loaded.
LOADED = """
(name) => performance.getEntriesByType("resource").some((file) => file.name.includes(`/assets/${name}`))
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
                "--use-fake-device-for-media-stream=device-count=2",
                f"--use-file-for-fake-video-capture={folder / 'stripes.y4m'}",
                f"--use-file-for-fake-audio-capture={folder / 'hiss.wav'}",
            ],
        )
        stack.push_async_callback(browser.close)
        url = practice.processes[0].url
        miriam, ana = [
            await Person.sit_down(browser, name, url + links[name], viewport=SIZE, reduced_motion="reduce")
            for name, _ in PEOPLE
        ]
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
    dialog = person.page.get_by_role("dialog", name="Settings")
    await expect(dialog).to_be_visible()
    yield
    await person.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_what_one_chooses_is_what_the_other_hears_and_sees(
    playwright: Playwright, practice: Practice, tmp_path: Path
) -> None:
    async with a_pair(playwright, practice, tmp_path) as pair:
        await asyncio.gather(*(each.hears_and_sees(pictures=1, voices=1) for each in (pair.miriam, pair.ana)))
        await the_background_is_blurred(pair)
        await the_sound_is_as_chosen(pair)
        await devices_are_changed(pair)
        await data_is_saved(pair)
        await one_is_silenced_for_oneself(pair)
        await one_talks_while_a_key_is_held(pair)
        await leave_is_withdrawn_and_given(pair)


async def the_background_is_blurred(pair: Pair) -> None:
    async def is_sharp() -> bool:
        return await pair.contrast() > 150

    await eventually(is_sharp, "Miriam sees what is behind Ana")

    async with settings_of(pair.ana):
        await pair.ana.page.get_by_role("switch", name="Blur my background").press("Space")

    async def is_blurred() -> bool:
        return 0 <= await pair.contrast() < 50

    await eventually(is_blurred, "Miriam sees nothing of what is behind Ana")
    await pair.miriam.hears_and_sees(pictures=1, voices=1)
    async with settings_of(pair.ana):
        await pair.ana.page.get_by_role("switch", name="Blur my background").press("Space")

    await eventually(is_sharp, "Miriam sees it again")


async def the_sound_is_as_chosen(pair: Pair) -> None:
    async def choose(sound: str) -> None:
        async with settings_of(pair.ana):
            await pair.ana.page.get_by_role("radio", name=sound).check(force=True)

    await choose("Original sound")

    async def is_original() -> bool:
        sent = await pair.sent()
        return sent is not None and bool(sent["isOriginal"])

    await eventually(is_original, "the original sound is agreed on")
    await pair.miriam.hears_and_sees(pictures=1, voices=1)
    hiss = await pair.loudness()
    await choose("Quiet around me")

    async def is_quieter() -> bool:
        return await pair.loudness() < hiss / 4

    await eventually(is_quieter, "Miriam hears less of the hiss")
    assert (await pair.sent())["microphone"] == "MediaStreamAudioDestinationNode"
    await choose("Clear voice")


async def devices_are_changed(pair: Pair) -> None:
    async with settings_of(pair.ana):
        await pair.ana.page.get_by_role("button", name="Microphone").click()
        await pair.ana.page.get_by_role("option", name="Fake Audio Input 2").click()
        assert await pair.ana.is_accessible() == []

    async def is_changed() -> bool:
        return bool((await pair.sent())["microphone"] == "Fake Audio Input 2")

    await eventually(is_changed, "the other microphone is sent")
    await pair.miriam.hears_and_sees(pictures=1, voices=1)


async def data_is_saved(pair: Pair) -> None:
    async with settings_of(pair.ana):
        await pair.ana.page.get_by_role("switch", name="Save data").press("Space")

    async def is_small() -> bool:
        sent = await pair.sent()
        height = await pair.ana.page.evaluate(RECEIVED_HEIGHT)
        return sent["layers"] == ["l"] and 0 < height <= 180

    await eventually(is_small, "small pictures go and come")


async def one_is_silenced_for_oneself(pair: Pair) -> None:
    await pair.miriam.seat("Ana").get_by_role("button", name="Actions for Ana").click()
    await pair.miriam.page.get_by_role("switch", name="I hear Ana").press("Space")

    async def is_silent() -> bool:
        return await pair.loudness() == 0

    await eventually(is_silent, "Miriam hears nothing of Ana")
    await expect(pair.miriam.seat("Ana").first).to_contain_text("silenced by you")
    assert await pair.miriam.is_accessible() == []
    await pair.miriam.page.get_by_role("switch", name="I hear Ana").press("Space")
    await pair.miriam.hears_and_sees(pictures=1, voices=1)


async def one_talks_while_a_key_is_held(pair: Pair) -> None:
    ana = pair.ana
    await ana.press("Mic on")
    await ana.sees_button("Mic off")
    await ana.page.keyboard.down("Space")  # the focus is on the button that was just clicked
    await ana.sees_button("Mic on")
    await ana.page.keyboard.up("Space")
    await ana.sees_button("Mic off")
    await ana.page.get_by_label("Message to the group").click()
    await ana.page.keyboard.press("Space")
    await ana.sees_button("Mic off")
    await pair.miriam.choose("Mute all", "Only staff speak")
    await expect(ana.button("Muted by staff")).to_be_visible()
    await ana.page.mouse.click(200, 30)
    await ana.page.keyboard.press("Space")
    await expect(ana.button("Muted by staff")).to_be_visible()
    await pair.miriam.choose("Mute all", "Let everyone speak")
    await ana.press("Mic off")
    await ana.sees_button("Mic on")


async def leave_is_withdrawn_and_given(pair: Pair) -> None:
    ana = pair.ana
    cdp = await ana.context.new_cdp_session(ana.page)
    target = await cdp.send("Target.getTargetInfo")

    async def set_leave(setting: str) -> None:
        leave = {
            "permission": {"name": "microphone"},
            "setting": setting,
            "origin": ana.link.split("/join")[0],
        }
        where = {"browserContextId": target["targetInfo"]["browserContextId"]}
        await cdp.send("Browser.setPermission", {**leave, **where})

    await set_leave("denied")
    refused = ana.page.get_by_text("Your browser keeps the microphone off.")
    await expect(refused).to_be_visible()
    await ana.press("How to allow it")
    assert await ana.is_accessible() == []
    await set_leave("granted")
    await expect(refused).to_have_count(0)
    await ana.press("Mic off")
    await pair.miriam.hears_and_sees(pictures=0, voices=1)


async def test_a_screen_is_shared_and_the_speaker_stays_in_sight(
    playwright: Playwright, practice: Practice, tmp_path: Path
) -> None:
    async with a_pair(playwright, practice, tmp_path) as pair:
        await the_speaker_stays_in_sight(pair.ana)
        await a_screen_is_read(pair)
        await staff_end_it(pair)


async def the_speaker_stays_in_sight(ana: Person) -> None:
    async def is_in_window() -> bool:
        return bool(await ana.page.evaluate("() => document.pictureInPictureElement?.videoWidth > 0"))

    await ana.page.get_by_role("tab", name="My sheet").click()
    await ana.press("Keep the speaker in sight")
    await eventually(is_in_window, "the speaker is in a window of their own")
    assert await ana.is_accessible() == []
    await ana.press("Close the small window")
    await ana.sees_button("Keep the speaker in sight")


async def a_screen_is_read(pair: Pair) -> None:
    miriam, ana = pair.miriam, pair.ana
    await ana.press("Share screen")
    await expect(miriam.page.get_by_role("figure", name="Ana’s screen")).to_be_visible()

    async def has_sound() -> bool:
        return bool((await ana.page.evaluate(SCREEN_SENT)).get("sound"))

    await eventually(has_sound, "the screen's sound goes with it")
    sent = await ana.page.evaluate(SCREEN_SENT)
    assert sent["contentHint"] == "text"
    assert sent["degradationPreference"] == "maintain-resolution"
    assert sent["scales"] == [1, 1]
    assert sent["layers"] == ["h"], "on a good link nobody needs the slow layer"

    async def is_whole() -> bool:
        return bool(await miriam.page.evaluate(RECEIVED_HEIGHT) == sent["height"])

    await eventually(is_whole, "Miriam receives the screen in its full size")
    for _ in range(2):
        await miriam.press("Larger")
    await expect(miriam.page.get_by_role("group", name="Ana’s screen at 150 %")).to_be_visible()
    assert await miriam.is_accessible() == []
    await miriam.press("Full screen")
    await miriam.press("Leave full screen")
    await miriam.sees_button("Full screen")
    for _ in range(2):
        await miriam.press("Smaller")


async def staff_end_it(pair: Pair) -> None:
    await pair.miriam.page.get_by_role("tabpanel").get_by_role("button", name="Actions for Ana").click()
    await pair.miriam.page.get_by_role("menuitem", name="Stop the shared screen").click()
    await pair.ana.sees_text("Staff stopped your shared screen.")
    await expect(pair.miriam.page.get_by_role("figure", name="Ana’s screen")).to_have_count(0)
    await pair.ana.sees_button("Share screen")


async def test_firefox_takes_noise_away_and_says_where_it_cannot_blur(practice: Practice) -> None:
    links = await practice.invite(PEOPLE, SETTINGS)
    async with Firefox() as firefox:
        ana = await FirefoxPerson.sit_down(
            firefox, "Ana", practice.processes[0].url + links["Ana"], viewport=SIZE
        )
        await ana.open_link()
        await ana.sees_text("Say something. We do not hear you yet.")
        # Headless it has no graphics, for which it asks by way of the display; on one it has WebGL 2.
        assert not await ana.page.evaluate(HAS_WEBGL)
        await ana.sees_text("This browser cannot blur the background: it may not use the graphics")
        await ana.press("Other devices")
        await ana.press("Quiet around me", role="label")

        async def is_loaded() -> bool:
            return bool(await ana.page.evaluate(LOADED, "rnnoise"))

        await eventually(is_loaded, "the noise suppression is loaded")
        assert "could not take the noise away" not in await ana.text()
