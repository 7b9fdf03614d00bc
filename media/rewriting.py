"""Carrying one slot over from stream to stream without a seam.

A slot has one SSRC for ever, while the streams shown in it come and go. The
`Rewriter` keeps where the slot stands and says, for each stream that takes over,
which constants to add to its numbers. Pure: no packet is touched here. Which sequence
number comes next is told by the slot, since it depends on what was really sent.

Timestamps follow the capture time on the server's clock, so that for the whole
life of a slot `NTP = (timestamp - base) / rate`, whoever fills it. Voices move in
steps of 20 ms, the grid on which a receiver's jitter buffer works.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from media.ids import AUDIO_CLOCK_HZ
from media.rtp import Packet, timestamp_difference

VOICE_STEP: Final = 960
"""20 ms at 48 kHz."""

MIN_STEP_SECONDS: Final = 0.01
"""How far a timestamp moves on at least when another stream takes over."""


@dataclass(frozen=True, slots=True)
class Offsets:
    """What to add to a stream's numbers in one slot, and from which packet on.

    `first` is the stream's number of the first packet that belongs to the slot;
    older ones must never be sent in it: their numbers are used up.
    """

    first: int
    sequence: int
    timestamp: int
    picture_id: int
    tl0: int

    def timestamp_of(self, timestamp: int) -> int:
        """The slot's timestamp for one of the stream."""
        return (timestamp + self.timestamp) & 0xFFFF_FFFF


class Rewriter:
    """Where one slot stands in timestamp and picture id."""

    def __init__(self, clock_hz: int, timestamp_base: int) -> None:
        self._clock_hz = clock_hz
        self._base = timestamp_base
        self._timestamp: int | None = None
        self._picture_id = 0
        self._tl0 = 0

    def begin(self, packet: Packet, captured_at: float, sequence: int) -> Offsets:
        """`packet` is the first one of a new stream, captured at this server time in seconds.

        `sequence` is the slot's endless number under which it goes out.
        """
        timestamp = self._continued((self._base + int(captured_at * self._clock_hz)) & 0xFFFF_FFFF)
        return Offsets(
            first=packet.number,
            sequence=sequence - packet.number,
            timestamp=(timestamp - packet.timestamp) & 0xFFFF_FFFF,
            picture_id=(self._picture_id + 1 - packet.picture_id) & 0x7FFF,
            tl0=(self._tl0 + 1 - packet.tl0) & 0xFF,
        )

    def _continued(self, timestamp: int) -> int:
        """The first timestamp behind the last one that lies on the slot's line and grid."""
        if self._timestamp is None:
            return timestamp
        step = timestamp_difference(timestamp, self._timestamp)
        if self._clock_hz == AUDIO_CLOCK_HZ:
            step = max(1, round(step / VOICE_STEP)) * VOICE_STEP
        elif step <= 0:
            step = int(MIN_STEP_SECONDS * self._clock_hz)
        return (self._timestamp + step) & 0xFFFF_FFFF

    def end(self, newest: Packet, offsets: Offsets) -> None:
        """The stream leaves the slot; `newest` is the last packet it had."""
        self._timestamp = offsets.timestamp_of(newest.timestamp)
        self._picture_id = (newest.picture_id + offsets.picture_id) & 0x7FFF
        self._tl0 = (newest.tl0 + offsets.tl0) & 0xFF

    def timestamp_at(self, at: float) -> int:
        """The slot's timestamp for a moment, by its own line alone."""
        return (self._base + int(at * self._clock_hz)) & 0xFFFF_FFFF
