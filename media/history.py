"""A ring of a stream's recent packets, shared by all who receive it, for repair.

Pure. One ring per stream rather than per subscriber: a lost packet is found by
the stream's own number and rewritten again for the one who asks.
"""

from __future__ import annotations

from typing import Final

from media.rtp import Packet

MAX_FORGOTTEN: Final = 8
"""In one step: numbers that jump, on purpose, shall not make every packet walk the ring."""
KEPT_SECONDS: Final = 1.2
"""Nobody asks for what is older: browsers give a picture up after about a second."""


class History:
    """The packets of one stream's last second or so, at most `size`, a power of two."""

    __slots__ = ("_mask", "_oldest", "_ring")

    def __init__(self, size: int) -> None:
        if size & (size - 1):
            raise ValueError("the size of a history must be a power of two")
        self._mask = size - 1
        self._oldest = 0
        """No older number is kept, but for one that came late."""
        self._ring: list[Packet | None] = [None] * size

    def put(self, packet: Packet) -> None:
        """Keep `packet`; what is too old by its arrival, or `size` numbers older, goes.

        Where numbers jump, one may stay until another takes its place: who sends again what is kept has
        to look how far behind it is.
        """
        ring, mask, number = self._ring, self._mask, packet.number
        ring[number & mask] = packet
        oldest = max(self._oldest, number - mask)
        limit = packet.at - KEPT_SECONDS
        end = min(number, oldest + MAX_FORGOTTEN)
        while oldest < end:
            kept = ring[oldest & mask]
            if kept is not None and kept.number == oldest:
                if kept.at >= limit:
                    break
                ring[oldest & mask] = None
            oldest += 1
        self._oldest = oldest

    def get(self, number: int) -> Packet | None:
        """The packet with this endless number, if it is still here."""
        packet = self._ring[number & self._mask]
        return packet if packet is not None and packet.number == number else None

    def clear(self) -> None:
        """Forget everything: nothing kept may be sent any more."""
        self._ring = [None] * (self._mask + 1)
