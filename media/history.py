"""A ring of a stream's recent packets, shared by all who receive it, for repair.

Pure. One ring per stream rather than per subscriber: a lost packet is found by
the stream's own number and rewritten again for the one who asks.
"""

from __future__ import annotations

from media.rtp import Packet


class History:
    """The last packets of one stream; `size` is a power of two."""

    __slots__ = ("_mask", "_ring")

    def __init__(self, size: int) -> None:
        if size & (size - 1):
            raise ValueError("the size of a history must be a power of two")
        self._mask = size - 1
        self._ring: list[Packet | None] = [None] * size

    def put(self, packet: Packet) -> None:
        """Keep `packet`; the one that is `size` numbers older goes."""
        self._ring[packet.number & self._mask] = packet

    def get(self, number: int) -> Packet | None:
        """The packet with this endless number, if it is still here."""
        packet = self._ring[number & self._mask]
        return packet if packet is not None and packet.number == number else None

    def clear(self) -> None:
        """Forget everything: nothing kept may be sent any more."""
        self._ring = [None] * (self._mask + 1)
