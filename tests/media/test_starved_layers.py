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


async def test_a_layer_may_stop_after_it_stood_in_for_another(
    join: Join, told: Told, show: Show, caplog: pytest.LogCaptureFixture
) -> None:
    ana, ben = await join("ana"), await join("ben")
    show("ben", "ana", height_px=360)
    sent = {"l": 0, "m": 0}

    async def film(layer: str, count: int) -> None:
        for _ in range(count):
            sent[layer] += 1
            ana.film(layer, sent[layer], KEY_FRAME + layer.encode())
            await asyncio.sleep(0.05)

    await film("m", 1)
    await film("l", 20)
    assert ben.in_slot("p0")[-1].payload[-1:] == b"l", "stands in for the one that stopped"
    await film("m", 20)
    show("ben", "ana", height_px=180)
    cem = await join("cem")
    show("cem", "ana", height_px=360)
    filming = asyncio.create_task(film("m", 600))
    await told.until(lambda: bool(cem.in_slot("p0")), 25)
    filming.cancel()
    with suppress(asyncio.CancelledError):
        await filming
    assert not [each for each in caplog.records if each.levelname == "ERROR"]
