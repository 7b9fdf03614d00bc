"""Voices sent twice: each packet carries the one before it again (RED, RFC 2198).

Pure. Publishers that can send so do; a single lost packet is then mended 20 ms later
by the next one, without asking. Towards subscribers it is used while their link loses.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from media.rtp import Packet, timestamp_difference

OPUS_TYPE: Final = 111
"""The payload type that every browser gives Opus. RED names it inside its packets, so one
packet serves all subscribers only where they agree: others get no RED."""

MAX_OFFSET: Final = 0x3FFF
"""Fourteen bits of timestamp: a third of a second."""
MAX_BLOCK_OCTETS: Final = 0x3FF
MAX_DOUBLED_OCTETS: Final = 1000
"""Together; two voices are some hundred. What is larger goes alone: it must fit a datagram."""
MAX_BLOCKS: Final = 4
"""Browsers send one or two earlier ones."""

NEED_PACKETS: Final = 3
NEED_SECONDS: Final = 10.0
"""So many voices asked for again within this time show a link that loses."""
LINGER_SECONDS: Final = 30.0
"""How long redundancy stays after the need was last seen, against changing to and fro."""


class Earlier(NamedTuple):
    """A packet of before that came along."""

    offset: int
    """By how much its timestamp is behind the packet's own."""
    payload: bytes


def unpack(payload: bytes) -> tuple[bytes, list[Earlier]] | None:
    """The packet's own content and the earlier ones, the oldest first; None when malformed."""
    earlier: list[tuple[int, int]] = []
    position = 0
    while position < len(payload) and payload[position] & 0x80:
        if position + 4 > len(payload) or len(earlier) == MAX_BLOCKS:
            return None
        word = struct.unpack_from("!I", payload, position)[0]
        earlier.append((word >> 10 & MAX_OFFSET, word & MAX_BLOCK_OCTETS))
        position += 4
    position += 1
    blocks: list[Earlier] = []
    for offset, size in earlier:
        if position + size > len(payload):
            return None
        blocks.append(Earlier(offset, payload[position : position + size]))
        position += size
    return (payload[position:], blocks) if position < len(payload) else None


def alone(packet: Packet) -> Packet:
    """`packet` in RED form with nothing before it: how a stretch begins."""
    return _wrapped(packet, bytes([OPUS_TYPE]))


def doubled(packet: Packet, before: Packet | None) -> Packet:
    """`packet` in RED form with `before` in front, if that is near enough.

    Made once and kept with the packet: what is sent again under the same number must be
    the same to the byte.
    """
    if packet.doubled is None:
        packet.doubled = _joined(packet, before) if before is not None else alone(packet)
    return packet.doubled


def _joined(packet: Packet, before: Packet) -> Packet:
    offset = timestamp_difference(packet.timestamp, before.timestamp)
    size = len(before.payload)
    fits = 0 < size <= MAX_BLOCK_OCTETS and size + len(packet.payload) <= MAX_DOUBLED_OCTETS
    if not fits or not 0 < offset <= MAX_OFFSET or before.padding:
        return alone(packet)
    word = (0x80 | OPUS_TYPE) << 24 | offset << 10 | size
    return _wrapped(packet, struct.pack("!IB", word, OPUS_TYPE) + before.payload)


def _wrapped(packet: Packet, head: bytes) -> Packet:
    payload = head + packet.payload
    return Packet(packet.number, packet.timestamp, packet.marker, packet.padding, payload, packet.codec)


class RedundancyNeed:
    """Whether a subscriber loses so many voice packets that redundancy is worth its octets."""

    __slots__ = ("_count", "_since", "_until")

    def __init__(self) -> None:
        self._since = self._until = float("-inf")
        self._count = 0

    def asked(self, packets: int, now: float) -> None:
        """The subscriber asked for so many packets again, for the first time each."""
        if now - self._since > NEED_SECONDS:
            self._since, self._count = now, 0
        self._count += packets
        if self._count >= NEED_PACKETS:
            self._until = now + LINGER_SECONDS

    def is_there(self, now: float) -> bool:
        """Whether to send each voice packet twice."""
        return now < self._until
