"""Whose voice and picture reach a page: what the server tells of its slots, what the browser counts there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from playwright.async_api import Page

from tests.e2e.person import eventually

EVENT = 2  # a Socket.IO packet's type
LOOK_SECONDS = 1.0  # in which a voice has several syllables, and a calm picture several frames

# What has come by each slot of the newest connection: packets and energy of a voice, frames of a picture.
COUNT_BY_SLOT = """
async () => {
  const counts = {};
  const connection = window.connections.findLast(({ connectionState }) => connectionState === "connected");
  for (const report of (await connection.getStats()).values())
    if (report.type === "inbound-rtp")
      counts[report.mid] =
        report.kind === "audio" ? [report.packetsReceived, report.totalAudioEnergy] : [report.framesDecoded];
  return counts;
}
"""


class Ears:
    """One Chromium page's ears and eyes, from the next socket that it opens."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._names: dict[str, str] = {}  # by seat
        self._slots: dict[tuple[str, str], str] = {}  # by name and source
        self.snapshots = 0
        """How often the page was told everything afresh."""
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    @asynccontextmanager
    async def lose(self, name: str, *sources: str) -> AsyncIterator[None]:
        """Wait at the end until nothing more comes of these tracks, while all others go on."""
        gone = {await self._slot(name, source) for source in sources}
        yield
        await self._see(gone, f"nothing but {name}'s {' and '.join(sources)} stands still")

    async def gain(self, name: str, source: str) -> None:
        """Wait until this track comes, as all others do."""
        await self._slot(name, source)
        await self._see(set(), f"{name}'s {source} goes on, as all others do")

    async def _slot(self, name: str, source: str) -> str:
        """Wait until a slot carries this track; return the slot."""

        async def is_carried() -> bool:
            return (name, source) in self._slots

        await eventually(is_carried, f"a slot carries {name}'s {source}")
        return self._slots[name, source]

    async def _see(self, still: set[str], what: str) -> None:
        before: dict[str, list[float]] = await self._page.evaluate(COUNT_BY_SLOT)

        async def is_so() -> bool:
            nonlocal before
            await asyncio.sleep(LOOK_SECONDS)  # growth, and its absence, need a length of time
            earlier, before = before, await self._page.evaluate(COUNT_BY_SLOT)
            going = set(self._slots.values()) - still
            return all(before[slot] == earlier[slot] for slot in still) and all(
                later > sooner
                for slot in going
                for later, sooner in zip(before[slot], earlier[slot], strict=True)
            )

        await eventually(is_so, what)

    def _take(self, frame: str | bytes) -> None:
        """Take what the server tells this page."""
        packet = msgspec.msgpack.decode(frame) if isinstance(frame, bytes) else {"type": None}
        if packet["type"] != EVENT:
            return
        name, payload = packet["data"][:2]
        if name in ("Welcome", "Snapshot"):
            self._know(payload["snapshot"] if name == "Welcome" else payload)
        elif name == "SeatTaken":
            self._names[payload["seat"]["seat_id"]] = payload["seat"]["name"]
        elif name == "SlotsPointed":
            for slot in payload["slots"]:
                self._point(slot)

    def _know(self, snapshot: dict[str, Any]) -> None:
        self.snapshots += 1
        self._names |= {seat["seat_id"]: seat["name"] for seat in snapshot["session"]["seats"].values()}

    def _point(self, slot: dict[str, Any]) -> None:
        self._slots = {track: mid for track, mid in self._slots.items() if mid != slot["mid"]}
        if slot["seat_id"] is not None:
            self._slots[self._names[slot["seat_id"]], slot["source"]] = slot["mid"]
