"""Comfort, as two people in a group meet it: what one chooses is what the other hears and sees."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from aioice.ice import get_host_addresses
from playwright.async_api import Playwright

from tests.e2e.device_trouble import (
    another_program_holds_the_camera,
    devices_are_changed,
    the_camera_is_pulled_out,
    the_headphones_are_pulled_out,
    the_microphone_is_pulled_out,
    the_system_silences_the_microphone,
)
from tests.e2e.pair import RECEIVED_HEIGHT, SETTINGS, Pair, a_pair, settings_of
from tests.e2e.person import COUNT_RECEIVED, LOOK_EVERY_SECONDS, Person, alive, eventually, expect
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
one_process = pytest.mark.parametrize("unopened_practice", ["one_process"], indirect=True)
by_ipv6_alone = pytest.mark.parametrize("unopened_practice", ["by_ipv6_alone"], indirect=True)

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

# Where the media of the newest connection goes.
SERVERS_ADDRESS = """
async () => {
  const connection = window.connections.findLast((each) => each.connectionState === "connected");
  const reports = await connection.getStats();
  const { selectedCandidatePairId } = [...reports.values()].find(({ type }) => type === "transport");
  return reports.get(reports.get(selectedCandidatePairId).remoteCandidateId).address;
}
"""


@one_process
async def test_what_one_chooses_is_what_the_other_hears_and_sees(
    playwright: Playwright, practice: Practice, tmp_path: Path
) -> None:
    async with a_pair(playwright, practice, tmp_path) as pair:
        await pair.hear_and_see()
        await the_background_is_blurred(pair)
        await no_pictures_go_or_come(pair)
        await the_sound_is_as_chosen(pair)
        await all_is_remembered(pair)
        await small_pictures_go_and_come(pair)
        await the_background_is_shown_again(pair)
        await staff_look_after_one(pair)
        await one_keeps_a_report(pair)
        await one_talks_while_a_key_is_held(pair)
        await leave_is_withdrawn_and_given(pair)
        await devices_are_changed(pair)
        await the_camera_is_pulled_out(pair)
        await the_microphone_is_pulled_out(pair)
        await another_program_holds_the_camera(pair)
        await the_system_silences_the_microphone(pair)
        await the_headphones_are_pulled_out(pair)


async def switch(person: Person, *names: str) -> None:
    """Turn on what is off, and off what is on, in the settings."""
    async with settings_of(person):
        for name in names:
            await person.page.get_by_role("switch", name=name).press("Space")


async def choose_sound(person: Person, sound: str) -> None:
    """Choose how the own microphone sounds."""
    async with settings_of(person):
        await person.page.get_by_role("radio", name=sound).check(force=True)


async def the_background_is(pair: Pair, *, blurred: bool) -> None:
    """Wait until Miriam sees it so."""
    what = f"Miriam sees {'nothing of ' if blurred else ''}what is behind Ana"
    await pair.stripes_are(seen=not blurred, what=what)


async def the_background_is_blurred(pair: Pair) -> None:
    await the_background_is(pair, blurred=False)
    await switch(pair.ana, "Blur my background")
    await the_background_is(pair, blurred=True)
    await pair.miriam.hears_and_sees(pictures=1, voices=1)


async def no_pictures_go_or_come(pair: Pair) -> None:
    async with settings_of(pair.ana):
        await pair.ana.page.get_by_role("switch", name="Sound only").press("Space")
        assert await pair.ana.is_accessible() == []
    await pair.miriam.is_shown("Ana", "camera off")
    await asyncio.gather(*(hears_and_sees_nobody(each) for each in (pair.miriam, pair.ana)))
    assert (await pair.sent())["camera"] is None


async def hears_and_sees_nobody(person: Person) -> None:
    """Wait for a second in which a voice sounds and no picture moves."""

    async def is_so() -> bool:
        before = await person.page.evaluate(COUNT_RECEIVED)
        await asyncio.sleep(2 * LOOK_EVERY_SECONDS)  # five times what a picture takes
        moving, sounding = alive(before, await person.page.evaluate(COUNT_RECEIVED))
        return moving == 0 and sounding > 0

    await eventually(is_so, f"{person.name} hears, and sees nobody")


async def the_sound_is_as_chosen(pair: Pair) -> None:
    await choose_sound(pair.ana, "Original sound")

    async def is_original() -> bool:
        sent = await pair.sent()
        return sent is not None and bool(sent["isOriginal"])

    await eventually(is_original, "the original sound is agreed on")
    await pair.miriam.hears_and_sees(pictures=0, voices=1)
    hiss = await pair.loudness()
    await choose_sound(pair.ana, "Quiet around me")

    async def is_quieter() -> bool:
        return await pair.loudness() < hiss / 4

    await eventually(is_quieter, "Miriam hears less of the hiss")
    assert (await pair.sent())["microphone"] == "MediaStreamAudioDestinationNode"


async def all_is_remembered(pair: Pair) -> None:
    ana = pair.ana
    await switch(ana, "Save data")
    await ana.page.reload()
    await ana.press("Mic off")
    await ana.sees_button("Mic on")
    await hears_and_sees_nobody(ana)
    await ana.press("Video off")
    await ana.sees_text("You chose sound only, so your camera stays off.")
    assert await ana.is_accessible() == []
    await ana.press("Close")
    sent = await pair.sent()
    assert (sent["camera"], sent["microphone"]) == (None, "MediaStreamAudioDestinationNode")
    async with settings_of(ana):
        for name in ("Blur my background", "Save data", "Sound only"):
            await expect(ana.page.get_by_role("switch", name=name)).to_be_checked()
        await expect(ana.page.get_by_role("radio", name="Quiet around me")).to_be_checked()


async def small_pictures_go_and_come(pair: Pair) -> None:
    await switch(pair.ana, "Sound only")
    await pair.ana.press("Video off")
    await pair.ana.sees_button("Video on")

    async def is_small() -> bool:
        sent = await pair.sent()
        height = await pair.ana.page.evaluate(RECEIVED_HEIGHT)
        return sent["layers"] == ["l"] and 0 < height <= 180

    await eventually(is_small, "small pictures go and come")


async def the_background_is_shown_again(pair: Pair) -> None:
    await switch(pair.ana, "Save data")
    await the_background_is(pair, blurred=True)  # as before the reload
    await switch(pair.ana, "Blur my background")
    await the_background_is(pair, blurred=False)
    await choose_sound(pair.ana, "Clear voice")
    await pair.hear_and_see()


async def staff_look_after_one(pair: Pair) -> None:
    await pair.miriam.seat("Ana").get_by_role("button", name="Actions for Ana").click()
    await pair.miriam.press("Connection in numbers")
    await pair.miriam.sees_text("There and back")
    await expect(pair.miriam.page.get_by_text(re.compile(r"^\d+ ms$"))).to_be_visible()
    await pair.miriam.page.get_by_role("switch", name="I hear Ana").press("Space")

    async def is_silent() -> bool:
        return await pair.loudness() == 0

    await eventually(is_silent, "Miriam hears nothing of Ana")
    await expect(pair.miriam.seat("Ana").first).to_contain_text("silenced by you")
    assert await pair.miriam.is_accessible() == []
    await pair.miriam.page.get_by_role("switch", name="I hear Ana").press("Space")
    await pair.miriam.hears_and_sees(pictures=0, voices=1)


async def one_keeps_a_report(pair: Pair) -> None:
    await pair.ana.page.get_by_label("Message to the group").fill("I slept badly.")
    await pair.ana.press("Send")
    await expect(pair.ana.page.get_by_text("I slept badly.").first).to_be_visible()
    async with settings_of(pair.ana), pair.ana.page.expect_download() as download:
        await pair.ana.press("Save a report")
    path = await (await download.value).path()
    text = path.read_text()
    report = json.loads(text)
    assert report["about"][0] == "This file tells how the connection of this browser to the group works."
    assert {each["type"] for each in report["statistics"]} >= {
        "inbound-rtp",
        "outbound-rtp",
        "candidate-pair",
    }
    addresses = [each["address"] for each in report["statistics"] if "address" in each]
    assert addresses
    assert [each for each in addresses if not each.endswith("*")] == []
    own = get_host_addresses(use_ipv4=True, use_ipv6=True)
    private = [
        *own,
        "Ana",
        "Miriam",
        SETTINGS.name,
        "slept",
        "Fake Audio",
        "stripes.y4m",
        pair.ana.link.split("#")[1],
    ]
    assert [word for word in private if word in text] == []


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


@by_ipv6_alone
async def test_a_screen_is_shared_and_the_speaker_stays_in_sight(
    playwright: Playwright, practice: Practice, tmp_path: Path
) -> None:
    async with a_pair(playwright, practice, tmp_path, "--allow-loopback-in-peer-connection") as pair:
        await pair.hear_and_see()
        assert [await each.page.evaluate(SERVERS_ADDRESS) for each in (pair.miriam, pair.ana)] == [
            "::1",
            "::1",
        ]
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
