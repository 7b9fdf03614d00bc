"""VP8 with temporal layers, as browsers send cameras: what decoders order frames by survives every change.

Per slot, over switches between simulcast layers and with upper temporal layers left out by the publisher:
picture ids step by one frame, TL0PICIDX steps with each frame of the base layer and with no other, and what
says which layer a frame belongs to arrives as it was sent (RFC 7741 section 4.2).
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import rtcp
from media.ids import VIDEO_CLOCK_HZ, Source
from media.rewriting import Rewriter
from media.rtp import Packet, vp8_descriptor
from tests.media.conftest import Join
from tests.media.test_forwarding import Show
from tests.media.wire import DELTA_FRAME, KEY_FRAME, MID, RID, VP8, Client, Received

PATTERN = (0, 2, 1, 2)
"""The temporal layers of an L1T3 stream, frame by frame."""
SIZES = {b"l": (320, 180), b"m": (640, 360)}
"""Width and height of each simulcast layer, by what stands in its packets."""
PARTS = 2
"""Packets in each frame."""


@dataclass(frozen=True)
class Frame:
    """One frame, by what its descriptor says."""

    picture_id: int
    tl0: int
    layer: int

    def parts(self, content: bytes, *, key: bool) -> list[bytes]:
        """Its payloads: descriptor with picture id, TL0PICIDX, TID and layer sync, then `content`."""
        sync = 0x20 if self.layer else 0
        descriptors = [
            struct.pack("!BBHBB", first, 0xE0, 0x8000 | self.picture_id, self.tl0, self.layer << 6 | sync)
            for first in (0x90, 0x80)
        ]
        key_frame = KEY_FRAME[:-4] + struct.pack("<HH", *SIZES.get(content, (0, 0)))
        starts = [key_frame if key else DELTA_FRAME, b""]
        return [head + start + content for head, start in zip(descriptors, starts, strict=True)]


def read(packet: Received) -> Frame:
    """The frame that a packet belongs to."""
    found = vp8_descriptor(packet.payload)
    return Frame(found.picture_id, found.tl0, packet.payload[found.tl0_at + 1] >> 6)


def frames(picture_id: int, tl0: int, kept: int) -> Iterator[Frame]:
    """Frames without end, of which only temporal layers up to `kept` are sent."""
    index = 0
    while True:
        layer = PATTERN[index % len(PATTERN)]
        if layer <= kept:
            yield Frame(picture_id % 0x8000, tl0 % 256, layer)
            picture_id += 1
        index += 1
        tl0 += PATTERN[index % len(PATTERN)] == 0


class Filmer:
    """Films one simulcast layer with temporal layers."""

    def __init__(self, client: Client, layer: str, source: Iterator[Frame], sequence: int) -> None:
        self._client, self._layer, self._source, self._sequence = client, layer, source, sequence
        self._timestamp = 0

    def film(self) -> None:
        """Send the next frame; a key frame if one was asked for."""
        client, ssrc = self._client, self._client.ssrcs[Source.CAMERA, self._layer]
        self._timestamp += 3000
        frame, wish = next(self._source), rtcp.KeyFrameRequest(ssrc)
        key = frame.layer == 0 and wish in client.reports
        if key:
            client.reports.remove(wish)
        parts = frame.parts(self._layer.encode(), key=key)
        for number, payload in enumerate(parts, 1):
            ids = [(MID, b"1"), (RID, self._layer.encode())]
            last = number == len(parts)
            client.send(ssrc, VP8, self._sequence, self._timestamp, payload, last, ids)
            self._sequence += 1


async def film_until(filmers: dict[str, Filmer], holds: Callable[[], bool]) -> None:
    """Film all layers, with key frames where they are asked for."""
    async with asyncio.timeout(30):
        while not holds():
            for filmer in filmers.values():
                filmer.film()
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("kept", [2, 1, 0])
async def test_ids_go_on_over_switches_of_layer_and_without_upper_temporal_layers(
    join: Join, show: Show, kept: int
) -> None:
    ana, ben = await join("ana"), await join("ben")
    filmers = {  # all three numbers will wrap
        "l": Filmer(ana, "l", frames(0x7FFC, 250, kept), 0xFFF8),
        "m": Filmer(ana, "m", frames(5, 77, kept), 100),
    }
    enough = PARTS * len(PATTERN)
    for layer, height_px in (("l", 180), ("m", 360), ("l", 180), ("m", 360)):
        show("ben", "ana", height_px=height_px)

        def is_shown(layer: str = layer) -> bool:
            newest = ben.in_slot("p0")[-enough:]
            return len(newest) == enough and all(each.payload[-1:] == layer.encode() for each in newest)

        await film_until(filmers, is_shown)
    packets = ben.in_slot("p0")
    _assert_seamless(packets)
    assert {read(each).layer for each in packets} == {n for n in PATTERN if n <= kept}
    shown = [each.payload[-1:] for each in packets]
    assert sum(one != other for one, other in pairwise(shown)) == 3, "each change happened once"


def _assert_seamless(packets: list[Received]) -> None:
    packets = sorted(packets, key=lambda each: (each.sequence - packets[0].sequence) & 0xFFFF)
    for before, after in pairwise(packets):
        assert (after.sequence - before.sequence) & 0xFFFF == 1
        one, other = read(before), read(after)
        if one.picture_id == other.picture_id:
            assert one == other
            assert before.timestamp == after.timestamp
            continue
        assert (other.picture_id - one.picture_id) % 0x8000 == 1
        assert (other.tl0 - one.tl0) % 256 == (other.layer == 0), "only the base layer counts up"
        assert before.marker, "a change happens between frames"


@given(
    st.lists(
        st.tuples(
            st.integers(0, 0x7FFF), st.integers(0, 255), st.sampled_from([0, 1, 2]), st.integers(1, 600)
        ),
        min_size=2,
        max_size=6,
    )
)
def test_whatever_streams_fill_a_slot_its_ids_never_jump(spans: list[tuple[int, int, int, int]]) -> None:
    slot, sent = Rewriter(VIDEO_CLOCK_HZ, 0), list[Frame]()
    for order, (picture_id, tl0, kept, count) in enumerate(spans):
        source = frames(picture_id, tl0, kept)
        packets = [
            (_packet(70_000 + index, frame), frame) for index, frame in enumerate(islice(source, count))
        ]
        offsets = slot.begin(packets[0][0], 100.0 * order, 1)
        sent += [
            Frame(
                (frame.picture_id + offsets.picture_id) % 0x8000,
                (frame.tl0 + offsets.tl0) % 256,
                frame.layer,
            )
            for _, frame in packets
        ]
        slot.end(packets[-1][0], offsets)
    for one, other in pairwise(sent):
        assert (other.picture_id - one.picture_id) % 0x8000 == 1
        assert (other.tl0 - one.tl0) % 256 == (other.layer == 0)


def _packet(number: int, frame: Frame) -> Packet:
    payload = frame.parts(b"", key=False)[0]
    return Packet(number, number * 3000, 0x80, 0, payload, "VP8", vp8_descriptor(payload))
