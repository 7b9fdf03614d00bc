"""Steps of a journey: devices are changed, pulled out, held by another program, silenced by the system.

Each trouble is told in plain words and has a way on, which is pressed; then the others hear and see again.
"""

from tests.e2e.pair import Pair, close_settings, settings_of
from tests.e2e.person import Person, eventually, expect
from tests.e2e.plugs import WALL, hold_devices, playing, pull_out, pull_out_speaker, silence

MICROPHONE, SPEAKER = "Fake Audio Input 2", "Fake Audio Output 2"
CAMERA = "stripes.y4m"  # Chromium calls a fake camera by the path of its file


async def choose_device(person: Person, kind: str, device: str) -> None:
    """Choose from a list in the open settings."""
    await person.page.get_by_role("button", name=kind).click()
    option = person.page.get_by_role("option", name=device)
    await option.click()
    await expect(option).to_have_count(0)


async def is_told(person: Person, words: str) -> None:
    """A note says so, and assistive technology finds nothing wrong with it."""
    await person.sees_text(words)
    assert await person.is_accessible() == []


async def the_camera_shows(pair: Pair, *, a_wall: bool) -> None:
    """Wait until Miriam sees the wall, or the stripes behind Ana."""
    what = f"Miriam sees {'a wall' if a_wall else 'what is behind Ana'}"
    await pair.stripes_are(seen=not a_wall, what=what)


async def devices_are_changed(pair: Pair) -> None:
    """Another microphone, camera and speaker, while the group goes on."""
    async with settings_of(pair.ana):
        await choose_device(pair.ana, "Microphone", MICROPHONE)
        await choose_device(pair.ana, "Camera", WALL)
        await choose_device(pair.ana, "Speaker", SPEAKER)
        assert await pair.ana.is_accessible() == []

    async def is_changed() -> bool:
        return bool((await pair.sent())["microphone"] == MICROPHONE)

    await eventually(is_changed, "the other microphone is sent")
    await the_camera_shows(pair, a_wall=True)
    await pair.hear_and_see()
    assert await playing(pair.ana) == [[SPEAKER, False]]


async def the_camera_is_pulled_out(pair: Pair) -> None:
    """Nothing else is shown instead, before the person says so."""
    await pull_out(pair.ana, "video", WALL)
    await is_told(pair.ana, "The camera was unplugged. Plug it in, or choose another one.")
    await pair.miriam.is_shown("Ana", "camera off")
    await pair.ana.press("Choose a device")
    await choose_device(pair.ana, "Camera", CAMERA)
    await close_settings(pair.ana)
    await pair.ana.press("Video off")
    await the_camera_shows(pair, a_wall=False)


async def the_microphone_is_pulled_out(pair: Pair) -> None:
    """Another one takes over, and the person is told which."""
    await pull_out(pair.ana, "audio", MICROPHONE)
    await is_told(pair.ana, "Your microphone was unplugged. The others now hear you through “Fake")
    await pair.hear_and_see()
    assert MICROPHONE not in (await pair.sent())["microphone"]
    await pair.ana.press("Choose a device")
    await expect(pair.ana.page.get_by_role("dialog", name="Settings")).to_be_visible()
    await close_settings(pair.ana)


async def another_program_holds_the_camera(pair: Pair) -> None:
    """It says so, and trying again works once that program is closed."""
    ana = pair.ana
    await ana.press("Video on")
    await hold_devices(ana, is_held=True)
    await ana.press("Video off")
    await is_told(ana, "Another program holds the camera. Close that program, then try again.")
    await ana.press("Try again")
    await ana.sees_text("Another program holds the camera.")
    await hold_devices(ana, is_held=False)
    await ana.press("Try again")
    await ana.sees_button("Video on")
    await the_camera_shows(pair, a_wall=False)


async def the_system_silences_the_microphone(pair: Pair) -> None:
    """It says that nobody hears, and a press brings the sound back."""
    before = await pair.loudness()
    await silence(pair.ana)
    await is_told(pair.ana, "Your device has silenced the microphone. Nobody hears you now.")

    async def is_silent() -> bool:
        return await pair.loudness() < before / 100

    await eventually(is_silent, "Miriam hears nothing of Ana")
    await pair.ana.press("Restore sound")
    await pair.hear_and_see()
    await expect(pair.ana.page.get_by_text("Your device has silenced")).to_have_count(0)


async def the_headphones_are_pulled_out(pair: Pair) -> None:
    """Nobody near Ana hears the group before she says so."""
    await pull_out_speaker(pair.ana, SPEAKER)
    await is_told(pair.ana, "Your headphones are gone. We stopped the sound here")
    assert [muted for _, muted in await playing(pair.ana)] == [True]
    await pair.ana.press("Play sound here")
    assert [muted for _, muted in await playing(pair.ana)] == [False]
