"""The whole loop over the real forwarder: a simulated narrow link between it and one client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from media import rtcp, twcc
from media.ids import Source
from media.sfu import Sfu, ShownPicture
from tests.media.bottleneck import Bottleneck
from tests.media.wire import DELTA_FRAME, KEY_FRAME, NUMBER, VP8_REPAIR, Client, Told

RATES_BPS = {
    Source.CAMERA: {"l": 150_000, "m": 500_000, "h": 1_500_000},
    Source.SCREEN: {"l": 250_000, "h": 2_000_000},
}
PACKET_BYTES = 1000
FULL_BPS, CUT_BPS = 3_000_000.0, 500_000.0
WIDE_BPS, LESS_THAN_A_SCREEN_BPS = 6_000_000.0, 150_000.0
HEARD = 0.02
"""Less voice than this may be missing. When a link suddenly narrows its queue overflows before anybody can
know, so voices are counted from the moment the pictures have given way."""


class Publisher(Client):
    """Speaks, and films or shares a screen like a browser: wanted layers, key frames when asked."""

    def start(self, source: Source = Source.CAMERA) -> None:
        self._source = source
        self._playing = asyncio.create_task(self._play())

    async def stop(self) -> None:
        self._playing.cancel()
        await asyncio.gather(self._playing, return_exceptions=True)

    async def _play(self) -> None:
        began = time.monotonic()
        source, rates = self._source, RATES_BPS[self._source]
        told = self.told.layers if source is Source.CAMERA else self.told.screen_layers
        sent = dict.fromkeys(rates, 0)
        owed = dict.fromkeys(rates, 0.0)
        last = spoken = 0.0
        while True:
            await asyncio.sleep(0.01)
            now = time.monotonic() - began
            while spoken < now:
                spoken += 0.02
                self.speak(round(spoken / 0.02))
            for layer, rate in rates.items():
                if layer not in told.get(self.name, rates):
                    continue
                owed[layer] += min(0.1, now - last) * rate / 8 / PACKET_BYTES
                while owed[layer] >= 1:
                    owed[layer] -= 1
                    sent[layer] += 1
                    frame = KEY_FRAME if self._asked_for(layer) or sent[layer] == 1 else DELTA_FRAME
                    self.picture(source, layer, sent[layer], frame + layer.encode() * PACKET_BYTES)
            last = now

    def _asked_for(self, layer: str) -> bool:
        ssrc = self.ssrcs[self._source, layer]
        asked = [e for e in self.reports if isinstance(e, rtcp.KeyFrameRequest) and e.media_ssrc == ssrc]
        for each in asked:
            self.reports.remove(each)
        return bool(asked)


class Watcher(Client):
    """Receives over a narrow link, and tells when each packet came."""

    link: Bottleneck | None = None

    def through(self, link: Bottleneck) -> None:
        link.free_at = time.monotonic()
        self.link = link
        self._writer = twcc.FeedbackWriter()
        self._arrivals: list[tuple[int, float]] = []
        self._checked_at = 0.0
        self._telling = asyncio.get_running_loop().call_later(0.1, self._tell)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data[0] < 128 or self.link is None:
            super().datagram_received(data, addr)
            return
        now = time.monotonic()
        at = self.link.passes(len(data), now)
        if at is not None:
            asyncio.get_running_loop().call_later(at - now, self._arrive, data, addr)

    def _arrive(self, data: bytes, addr: tuple[str, int]) -> None:
        known = len(self.received)
        super().datagram_received(data, addr)
        for packet in self.received[known:]:
            number = packet.extensions.get(NUMBER)
            if number is not None:
                self._arrivals.append((int.from_bytes(number), time.monotonic()))

    def _tell(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        body, self._arrivals = self._writer.build(self._arrivals), []
        if body is not None:
            self.send_rtcp(rtcp.transport_feedback(1, 0, body))
        elif time.monotonic() - self._checked_at > 1:
            self._checked_at = time.monotonic()
            self.check()  # as browsers do, so that it is not taken for gone
        self._telling = asyncio.get_running_loop().call_later(0.1, self._tell)

    def layer(self, slot: str = "p0") -> str:
        """Of the newest packet in a picture slot; empty before the first."""
        pictures = self.in_slot(slot)
        return pictures[-1].payload[-1:].decode() if pictures else ""

    def voices_lost(self, since: int = 0) -> float:
        """The share of voice packets that never came, of those after the first so many."""
        numbers: list[int] = [each.sequence for each in self.in_slot("v0")[since:]]
        return 1 - len(numbers) / (numbers[-1] - numbers[0] + 1)


@pytest.fixture
async def couple(sfu: Sfu, told: Told) -> AsyncIterator[tuple[Publisher, Watcher]]:
    """Ana films and speaks; Ben watches her large."""
    ana, ben = Publisher(sfu, told, "ana"), Watcher(sfu, told, "ben")
    ana.screen_rids = ("l", "h")
    for each in (ana, ben):
        sfu.set_publications("room", each.name, frozenset({Source.MICROPHONE, Source.CAMERA, Source.SCREEN}))
        await each.connect()
    sfu.set_pictures("room", "ben", [ShownPicture("ana", Source.CAMERA, 1280, 720)])
    yield ana, ben
    await ana.stop()
    for each in (ana, ben):
        await each.close()


async def test_a_picture_follows_its_link_down_and_up_again_while_the_voice_goes_on(
    couple: tuple[Publisher, Watcher], sfu: Sfu, told: Told
) -> None:
    ana, ben = couple
    rate_bps = FULL_BPS
    ben.through(Bottleneck(lambda now: rate_bps))
    ana.start()
    await told.until(lambda: ben.layer() == "h", 60)
    rate_bps = CUT_BPS
    await told.until(lambda: ben.layer() == "l", 60)
    statistics = sfu.peer_statistics("room", "ben")
    assert statistics is not None
    assert statistics.limit_bps < 1.5 * CUT_BPS
    rate_bps, voices = FULL_BPS, len(ben.in_slot("v0"))
    await told.until(lambda: ben.layer() == "h", 60)
    assert ben.voices_lost(since=voices) < HEARD
    counters = sfu.statistics().counters
    assert counters["padding_sent"], "more was found by probing, not by trying pictures"
    assert not ben.refused, "what waited went out in order, and no number twice"


async def test_over_a_link_that_loses_and_has_room_pictures_go_twice_unasked(
    couple: tuple[Publisher, Watcher], sfu: Sfu, told: Told
) -> None:
    ana, ben = couple
    link = Bottleneck(lambda now: 20_000_000.0, loss=0.05)
    ben.through(link)
    ana.start()
    await told.until(lambda: len(ben.repairs("p0")) > 20, 60)
    by_number = {each.sequence: each for each in ben.in_slot("p0")}
    copies = {
        int.from_bytes(each.payload[:2]): each
        for each in ben.repairs("p0")
        if each.payload_type == VP8_REPAIR
    }
    both = copies.keys() & by_number.keys()
    assert both, "most came twice"
    assert all(copies[number].payload[2:] == by_number[number].payload for number in both)
    assert sfu.statistics().counters["packets_copied"] >= len(copies)
    assert not ben.refused, "no number of one stream went out for two packets"


async def test_a_screen_gives_way_to_the_voice_slows_down_and_then_stops_until_the_link_carries_it(
    couple: tuple[Publisher, Watcher], sfu: Sfu, told: Told
) -> None:
    ana, ben = couple
    sfu.set_pictures("room", "ben", [ShownPicture("ana", Source.SCREEN, 1920, 1080)])
    rate_bps = WIDE_BPS
    ben.through(Bottleneck(lambda now: rate_bps))
    ana.start(Source.SCREEN)
    await told.until(lambda: ben.layer("screen") == "h", 60)
    rate_bps = CUT_BPS
    await told.until(lambda: ben.layer("screen") == "l", 60)
    await told.until(lambda: told.screen_layers["ana"] == ["l"], 60)
    voices, pictures = len(ben.in_slot("v0")), len(ben.in_slot("screen"))
    await told.until(lambda: len(ben.in_slot("v0")) > voices + 100, 60)
    await told.until(lambda: len(ben.in_slot("screen")) > pictures, 60)
    assert ben.voices_lost(since=voices) < HEARD
    assert {each.payload[-1:] for each in ben.in_slot("screen")[pictures:]} == {b"l"}
    rate_bps = LESS_THAN_A_SCREEN_BPS
    await told.until(lambda: told.shows("ben", "ana", Source.SCREEN) is None, 60)
    await told.until(lambda: told.screen_layers["ana"] == [], 60)
    rate_bps, voices = WIDE_BPS, len(ben.in_slot("v0"))
    await told.until(lambda: ben.layer("screen") == "h", 60)
    assert ben.voices_lost(since=voices) < HEARD
    assert not ben.refused, "what waited went out in order, and no number twice"
