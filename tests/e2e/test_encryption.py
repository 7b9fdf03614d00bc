"""An end-to-end encrypted group: Firefox, Chromium and an older Chromium meet; without a key nothing is read.

Sam and Olga come with `hearth_client`, which receives what the server forwards, byte for byte, and has no
keys: what they cannot read, the server cannot either.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hearth_client import Guest, join, rtp, sdp
from hearth_client.media import Media
from hearth_client.portrait import Portrait
from playwright.async_api import Playwright, ViewportSize

from rooms.roles import Role
from rooms.state import RoomSettings
from tests.e2e.album import Album
from tests.e2e.capture import HEIGHT, WIDTH
from tests.e2e.firefox import Firefox
from tests.e2e.firefox_person import ON_EVERY_PAGE, FirefoxPerson
from tests.e2e.pair import RECEIVED_HEIGHT
from tests.e2e.person import Person, eventually, expect, launch
from tests.e2e.practice import AGREEMENT, Practice

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PEOPLE = [
    ("Miriam", Role.FACILITATOR),
    ("Noor", Role.PARTICIPANT),
    ("Theo", Role.PARTICIPANT),
    ("Sam", Role.PARTICIPANT),
    ("Olga", Role.CO_HOST),
    ("Rosa", Role.PARTICIPANT),
]
SETTINGS = RoomSettings(name="Steady Ground", agreement=AGREEMENT, end_to_end_encrypted=True)
SIZE: ViewportSize = {"width": 1024, "height": 600}
LOOK = 0  # which portrait Miriam's camera shows
AS_OLDER_CHROMIUM = "delete window.RTCRtpScriptTransform;"  # `createEncodedStreams` is what it had before
OPEN_WORDS = "Encrypted. Check the words."
# How high the shared screen is where it is captured.
SCREEN_HEIGHT = """
() => {
  const connection = window.connections.findLast((each) => each.connectionState === "connected");
  return connection.getSenders()[2].track?.getSettings().height ?? null;
}
"""
READ_WORDS = "() => [...document.querySelectorAll('ol.phrase li')].map((item) => item.textContent)"
START_CODE = b"\x9d\x01\x2a"  # of a VP8 key frame, RFC 6386 section 9.1
STEP_BITS = 4  # of a key id; client/src/media/encryption/key_ids.ts
GRID = 20  # points of a picture that are compared, each way


class Tap(Media):
    """A media connection that keeps the last frame, and the last key frame, that it received whole."""

    def __init__(self) -> None:
        super().__init__(voices=4, pictures=2)
        self.frame = b""
        self.key_frame = b""
        self._begun = b""

    def _take_rtp(self, data: bytes) -> None:
        super()._take_rtp(data)
        packet = rtp.read_rtp(data)
        if packet is None or packet.payload_type != sdp.VP8 or not packet.payload:
            return
        if packet.payload[0] & 0x10:  # begins a frame
            self._begun = b""
        self._begun += packet.payload[descriptor_bytes(packet.payload) :]
        if data[1] & 0x80:  # the marker: it ends here
            self.frame = self._begun
            self.key_frame = self.key_frame if self.frame[0] & 1 else self.frame


def descriptor_bytes(payload: bytes) -> int:
    """How long a VP8 payload's descriptor is (RFC 7741 section 4.2)."""
    if not payload[0] & 0x80:
        return 1
    picture_id = (2 if payload[2] & 0x80 else 1) if payload[1] & 0x80 else 0
    return 2 + picture_id + bool(payload[1] & 0x40) + bool(payload[1] & 0x30)


def key_generation(frame: bytes) -> int:
    """Which random key a frame was encrypted with: of the SFrame header at its end (RFC 9605 section 4.3)."""
    header = frame[-1 - frame[-1] : -1]
    assert header[0] & 0x80, "our key ids are long ones"
    length = (header[0] >> 4 & 7) + 1
    return int.from_bytes(header[1 : 1 + length]) >> STEP_BITS


def likeness(frame: bytes) -> float:
    """How much a decoded key frame looks like Miriam's camera: 1 for the same, 0 for nothing in common."""
    try:
        (picture,) = av.CodecContext.create("vp8", "r").decode(av.Packet(frame))  # type: ignore[attr-defined]
    except (av.FFmpegError, ValueError):
        return 0.0
    plane = picture.planes[0]
    seen = brightness(bytes(plane), picture.width, picture.height, plane.line_size)
    shown = brightness(bytes(Portrait("", LOOK).draw(WIDTH, HEIGHT, 0.0).planes[0]), WIDTH, HEIGHT, WIDTH)
    return statistics.correlation(seen, shown) if len(set(seen)) > 1 else 0.0


def brightness(plane: bytes, width: int, height: int, line_bytes: int) -> list[int]:
    """The brightness of points that are spread over a picture."""
    return [
        plane[(2 * row + 1) * height // (2 * GRID) * line_bytes + (2 * column + 1) * width // (2 * GRID)]
        for row in range(GRID)
        for column in range(GRID)
    ]


def encoded_in_the_clear() -> bytes:
    """Miriam's picture as a VP8 key frame that was not encrypted."""
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"  # type: ignore[attr-defined]
    encoder.time_base, encoder.bit_rate = Fraction(1, 15), 800_000
    picture = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    for plane, drawn in zip(picture.planes, Portrait("", LOOK).draw(WIDTH, HEIGHT, 0.0).planes, strict=True):
        plane.update(drawn)
    picture.pts = 0
    packets = [*encoder.encode(picture), *encoder.encode(None)]  # type: ignore[attr-defined]
    return bytes(packets[0])


@dataclass
class Group:
    """Three who can encrypt, two who receive what the server forwards, and one who comes late."""

    miriam: Person
    noor: FirefoxPerson
    theo: Person
    sam: Guest
    olga: Guest
    rosa: Person
    tap: Tap

    @property
    def pages(self) -> tuple[Person, FirefoxPerson, Person]:
        """Those who are there from the beginning with a browser."""
        return self.miriam, self.noor, self.theo

    async def new_keys_after(self, happening: Awaitable[None]) -> None:
        """Wait until Miriam sends with a key that who has gone by this was never given."""
        before = key_generation(self.tap.frame)
        await happening

        async def is_another_key() -> bool:
            return key_generation(self.tap.frame) != before

        await eventually(is_another_key, "Miriam sends with another key")


@asynccontextmanager
async def encrypted_group(playwright: Playwright, practice: Practice, folder: Path) -> AsyncIterator[Group]:
    """Seat everyone."""
    links = await practice.invite(PEOPLE, SETTINGS)
    url = practice.processes[0].url
    async with AsyncExitStack() as stack:
        browser = await launch(playwright, folder, LOOK)
        stack.push_async_callback(browser.close)
        firefox = await stack.enter_async_context(Firefox(ON_EVERY_PAGE))
        miriam = await Person.sit_down(browser, "Miriam", url + links["Miriam"], viewport=SIZE)
        noor = await FirefoxPerson.sit_down(firefox, "Noor", url + links["Noor"], viewport=SIZE)
        theo = await Person.sit_down(browser, "Theo", url + links["Theo"], viewport=SIZE)
        await theo.context.add_init_script(AS_OLDER_CHROMIUM)
        rosa = await Person.sit_down(browser, "Rosa", url + links["Rosa"], viewport=SIZE)
        sam, olga = [await stack.enter_async_context(join(url + links[n], n)) for n in ("Sam", "Olga")]
        await asyncio.gather(*(person.open_link() for person in (miriam, noor, theo)))
        await asyncio.gather(miriam.get_ready(is_staff=True), noor.get_ready(), theo.get_ready())
        for name in ("Noor", "Theo", "Sam"):
            await miriam.press(f"Admit: {name}")
        tap = olga.media = Tap()
        await tap.connect((await olga.ask("OfferMedia", sdp=tap.offer))["sdp"])
        yield Group(miriam, noor, theo, sam, olga, rosa, tap)
        assert miriam.faults + theo.faults + rosa.faults + noor.faults == []


@pytest.mark.parametrize("unopened_practice", ["one_process"], indirect=True)
async def test_an_encrypted_group_understands_itself_and_nobody_else_does(
    playwright: Playwright, practice: Practice, album: Album, tmp_path: Path
) -> None:
    async with encrypted_group(playwright, practice, tmp_path) as group:
        for person in group.pages:
            await person.turn_on()
        await they_hear_and_see_each_other(group)
        await they_read_the_same_words(group, album)
        await the_forwarded_picture_is_unreadable(group)
        await a_removal_brings_new_keys(group)
        await a_leave_brings_new_keys(group)
        await who_comes_late_hears_and_sees(group)
        await a_shared_screen_is_read(group)


async def they_hear_and_see_each_other(group: Group) -> None:
    await asyncio.gather(*(person.hears_and_sees(2, 2) for person in group.pages))


async def they_read_the_same_words(group: Group, album: Album) -> None:
    for person in group.pages:
        await person.press(OPEN_WORDS)

    async def are_the_same() -> bool:
        first, *others = [await person.page.evaluate(READ_WORDS) for person in group.pages]
        return len(first) == 6 and all(other == first for other in others)

    await eventually(are_the_same, "the same six words on every screen")
    await group.miriam.sees_text("Olga and Sam: no key yet.")
    await album.look(group.miriam, "encryption")
    assert album.found == []
    for person in group.pages:
        await person.press("Close")


async def the_forwarded_picture_is_unreadable(group: Group) -> None:
    (miriam,) = (seat for seat in (await group.olga.sync())["seats"].values() if seat["name"] == "Miriam")
    shown = {"seat_id": miriam["seat_id"], "source": "camera", "width": WIDTH, "height": HEIGHT}
    await group.olga.ask("ShowPictures", pictures=[shown])

    async def has_key_frame() -> bool:
        return bool(group.tap.key_frame)

    await eventually(has_key_frame, "a key frame was forwarded")
    frame = group.tap.key_frame
    assert frame[3:6] == START_CODE  # what the forwarder must know is there …
    assert likeness(frame) < 0.5  # … and the picture is not,
    assert likeness(encoded_in_the_clear()) > 0.9  # which would be seen by these means.


async def a_removal_brings_new_keys(group: Group) -> None:
    await group.new_keys_after(group.olga.remove(group.sam.seat_id))
    await they_hear_and_see_each_other(group)


async def a_leave_brings_new_keys(group: Group) -> None:
    async def leave() -> None:
        await group.theo.press("Leave")
        await group.theo.press("Leave for tonight")

    await group.new_keys_after(leave())
    await asyncio.gather(*(person.hears_and_sees(1, 1) for person in (group.miriam, group.noor)))


async def who_comes_late_hears_and_sees(group: Group) -> None:
    await group.rosa.open_link()
    await group.rosa.get_ready()
    await group.miriam.press("Admit: Rosa")
    await group.rosa.turn_on()
    await asyncio.gather(*(person.hears_and_sees(2, 2) for person in (group.miriam, group.noor, group.rosa)))


async def a_shared_screen_is_read(group: Group) -> None:
    await group.miriam.press("Share screen")
    await expect(group.rosa.page.get_by_role("figure", name="Miriam’s screen")).to_be_visible()

    async def is_decrypted() -> bool:
        height = await group.miriam.page.evaluate(SCREEN_HEIGHT)
        seen = [await person.page.evaluate(RECEIVED_HEIGHT) for person in (group.noor, group.rosa)]
        return height is not None and height > HEIGHT and seen == [height, height]

    await eventually(is_decrypted, "Firefox and Chromium decode the screen in its full size")
