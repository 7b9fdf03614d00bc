"""Three real browsers through the forwarder: the one proof that needs no belief in ourselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

from media.ids import Source
from media.sfu import Sfu, SfuSettings, ShownPicture, SlotPointing
from tests.programs import CHROMIUM, is_there

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]
PEOPLE = {"ana": ("#c00", 440), "ben": ("#0a0", 660), "eva": ("#00c", 880)}
ALL = frozenset({Source.MICROPHONE, Source.CAMERA})

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not is_there(CHROMIUM), reason="needs Chromium: install the package 'chromium'"),
]


class Told:
    """Keeps what the forwarder says, and wakes who waits for it."""

    def __init__(self) -> None:
        self.slots: dict[str, dict[str, SlotPointing]] = {}
        self.speaking: Sequence[str] = ()
        self.connected: list[str] = []
        self._changed = asyncio.Event()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():
                await self._changed.wait()

    def slots_pointed(self, room: str, peer: str, slots: Sequence[SlotPointing]) -> None:
        self.slots.setdefault(peer, {}).update({each.slot: each for each in slots})
        self._wake()

    def speakers_changed(self, room: str, speaking: Sequence[str]) -> None:
        self.speaking = speaking
        self._wake()

    def layers_wanted(self, room: str, peer: str, source: Source, layers: Sequence[str]) -> None:
        self._wake()

    def quality_changed(self, room: str, peer: str, quality: str) -> None:
        self._wake()

    def peer_connected(self, room: str, peer: str) -> None:
        self.connected.append(peer)
        self._wake()

    def peer_lost(self, room: str, peer: str) -> None:
        self._wake()

    def shows(self, viewer: str, whom: str, source: Source) -> SlotPointing | None:
        slots = self.slots.get(viewer, {}).values()
        return next((s for s in slots if s.peer == whom and s.source is source), None)


class Rig:
    """A forwarder, a page server and three pages in one room."""

    def __init__(self, sfu: Sfu, told: Told, pages: dict[str, Page]) -> None:
        self.sfu, self.told, self.pages = sfu, told, pages

    async def join(self, name: str) -> None:
        self.sfu.set_publications("room", name, ALL)
        color, hertz = PEOPLE[name]
        await self.pages[name].evaluate("(args) => connect(...args)", [name, color, hertz])

    def show(self, viewer: str, *people: str, height_px: int = 180) -> None:
        shown = [ShownPicture(each, Source.CAMERA, height_px * 16 // 9, height_px) for each in people]
        self.sfu.set_pictures("room", viewer, shown)

    async def slot(self, viewer: str, whom: str, source: Source) -> SlotPointing:
        await self.told.until(lambda: self.told.shows(viewer, whom, source) is not None)
        found = self.told.shows(viewer, whom, source)
        assert found is not None
        return found

    async def figure(self, viewer: str, mid: str, name: str) -> float:
        lines: dict[str, dict[str, Any]] = await self.pages[viewer].evaluate("() => received()")
        return float(lines.get(mid, {}).get(name, 0))

    async def grows(self, viewer: str, mid: str, name: str, by: float) -> None:
        """Wait until a figure of getStats has grown."""
        start = await self.figure(viewer, mid, name)
        async with asyncio.timeout(20):
            while await self.figure(viewer, mid, name) < start + by:
                pass


async def serve(sfu: Sfu, bend: Callable[[str], str] = str) -> tuple[web.AppRunner, str]:
    """Serve the page, and answers as `bend` makes them; return the page's address too."""
    script = (Path(__file__).parent / "page.js").read_text()

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=f"<!doctype html><script>{script}</script>", content_type="text/html")

    async def answer(request: web.Request) -> web.Response:
        text = await sfu.answer("room", request.match_info["name"], await request.text())
        return web.Response(text=bend(text))

    app = web.Application()
    app.add_routes([web.get("/", page), web.post("/answer/{name}", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://localhost:{runner.addresses[0][1]}/"


async def open_page(browser: Browser, address: str) -> Page:
    page = await (await browser.new_context()).new_page()
    await page.goto(address)
    return page


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    told = Told()
    sfu = Sfu(SfuSettings(bind_host="127.0.0.1"), told)
    await sfu.start()
    runner, address = await serve(sfu)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        pages = {name: await open_page(browser, address) for name in PEOPLE}
        yield Rig(sfu, told, pages)
        await browser.close()
    await sfu.close()
    await runner.cleanup()


async def all_of(*waiting: Awaitable[object]) -> None:
    await asyncio.gather(*waiting)


async def test_three_people_see_and_hear_one_another_mute_scroll_and_reconnect(rig: Rig) -> None:
    people = list(PEOPLE)
    for viewer in people:
        rig.show(viewer, *(each for each in people if each != viewer))
    await all_of(*(rig.join(name) for name in people))

    for viewer in people:
        for whom in people:
            if whom != viewer:
                picture = await rig.slot(viewer, whom, Source.CAMERA)
                voice = await rig.slot(viewer, whom, Source.MICROPHONE)
                assert picture.slot[1:] == voice.slot[1:], "voice and picture are paired for lip sync"
                await rig.grows(viewer, picture.mid, "framesDecoded", 5)
                await rig.grows(viewer, voice.mid, "totalAudioEnergy", 0.001)
    await rig.told.until(lambda: set(rig.told.speaking) == set(people))

    # Mute: not one more packet, and the slot is empty.
    voice = await rig.slot("ana", "ben", Source.MICROPHONE)
    rig.sfu.set_publications("room", "ben", frozenset({Source.CAMERA}))
    sent = await rig.figure("ana", voice.mid, "packetsReceived")
    await rig.told.until(lambda: rig.told.shows("ana", "ben", Source.MICROPHONE) is None)
    other = await rig.slot("ana", "eva", Source.MICROPHONE)
    await rig.grows("ana", other.mid, "packetsReceived", 25)
    assert await rig.figure("ana", voice.mid, "packetsReceived") - sent <= 2, "some were on their way"

    # Scrolling: what is out of sight stops, what comes into sight is decoded.
    rig.show("ana", "eva", height_px=360)
    await rig.told.until(lambda: rig.told.shows("ana", "ben", Source.CAMERA) is None)
    rig.show("ana", "ben")
    await rig.told.until(lambda: rig.told.shows("ana", "eva", Source.CAMERA) is None)
    picture = await rig.slot("ana", "ben", Source.CAMERA)
    await rig.grows("ana", picture.mid, "framesDecoded", 5)

    # Reconnecting by a second connection beside the first; everything carries over.
    rig.told.slots["ana"].clear()
    await rig.join("ana")
    assert rig.told.connected.count("ana") == 2
    picture = await rig.slot("ana", "ben", Source.CAMERA)
    await rig.grows("ana", picture.mid, "framesDecoded", 5)
    seen = await rig.slot("eva", "ana", Source.CAMERA)
    await rig.grows("eva", seen.mid, "framesDecoded", 5)
    failures = rig.sfu.statistics().counters
    assert failures["encryption_failed"] == 0
