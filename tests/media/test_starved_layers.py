"""A large picture that stutters, for want of bandwidth, gives way to a small one that flows."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from media import rtcp
from media.ids import Source
from media.layers import FEWEST_FRAMES, is_starved
from media.sfu import Sfu
from tests.media.conftest import Join
from tests.media.test_forwarding import Show
from tests.media.wire import DELTA_FRAME, KEY_FRAME, Client, Told


@pytest.mark.parametrize(
    ("frames_per_second", "below", "expected"),
    [
        (2.0, [15.0], True),
        (14.0, [15.0], False),
        (2.0, [], False),
        (0.5, [FEWEST_FRAMES - 1], False),
        (9.0, [15.0, 30.0], True),
    ],
)
def test_a_layer_is_starved_by_comparison_with_those_below(
    frames_per_second: float, below: list[float], expected: bool
) -> None:
    assert is_starved(frames_per_second, below) is expected


class Camera:
    """Films two layers: one flows, of the other only every so manyth frame comes."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sent = {"l": 0, "m": 0}
        self.every = 1
        self._task = asyncio.create_task(self._film())

    async def stop(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _film(self) -> None:
        tick = 0
        while True:
            tick += 1
            self._frame("l", b"\x40\x01\xb4\x00")  # 320x180
            if not tick % self.every:
                self._frame("m", b"\x80\x02\x68\x01")  # 640x360
            await asyncio.sleep(0.05)

    def _frame(self, layer: str, size: bytes) -> None:
        self._sent[layer] += 1
        wish = rtcp.KeyFrameRequest(self._client.ssrcs[Source.CAMERA, layer])
        asked = wish in self._client.reports
        if asked:
            self._client.reports.remove(wish)
        frame = KEY_FRAME[:-4] + size if asked else DELTA_FRAME
        self._client.film(layer, self._sent[layer], frame + layer.encode())


async def test_a_layer_that_stutters_gives_way_until_it_flows_again(
    join: Join, sfu: Sfu, told: Told, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.seat.STARVED_SECONDS", 1.0)
    ana, ben = await join("ana"), await join("ben")
    show("ben", "ana", height_px=360)
    camera = Camera(ana)

    def shows(layer: bytes) -> bool:
        newest = ben.in_slot("p0")[-3:]
        return len(newest) == 3 and all(each.payload[-1:] == layer for each in newest)

    await told.until(lambda: shows(b"m"), 30)
    camera.every = 6  # 300 ms: it still comes, which is another rule's business
    await told.until(lambda: shows(b"l"), 30)
    camera.every = 1
    await told.until(lambda: shows(b"m"), 30)
    await camera.stop()
