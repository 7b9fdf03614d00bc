"""The RTCP of a receiver that misses nothing: reports (RFC 3550) and transport-wide feedback."""

import struct
from collections.abc import Sequence

from tests.bench.loadgen.incoming import Incoming

_MOST_BLOCKS = 31
_MOST_RUN = 1000  # so that it fits a datagram; a generator that stalled so long measures nothing
_SMALL_DELTA = 0x2000  # run-length chunk, status "received, small delta"
_QUARTER_MILLISECOND = 1


def receiver_reports(ssrc: int, streams: Sequence[Incoming]) -> bytes:
    """Report on all streams; no sender report is answered, so no round trip can be told from it."""
    out = b""
    for start in range(0, max(1, len(streams)), _MOST_BLOCKS):
        blocks = streams[start : start + _MOST_BLOCKS]
        out += struct.pack("!BBHI", 0x80 | len(blocks), 201, 1 + 6 * len(blocks), ssrc)
        for stream in blocks:
            highest = stream.highest & 0xFFFF_FFFF
            out += struct.pack("!IIIIII", stream.ssrc, 0, highest, 0, 0, 0)
    return out


class TransportFeedback:
    """Says of every number up to the newest that it came (draft-holmer-rmcat-transport-wide-cc-01).

    What is missing is counted elsewhere. A run of a server that loses packets is no good run anyway.
    """

    def __init__(self) -> None:
        self.newest: int | None = None
        self._reported: int | None = None
        self._messages = 0

    def write(self, ssrc: int, media_ssrc: int, now: float) -> bytes:
        """Return the feedback since the last call; empty if there is none."""
        if self.newest is None or self.newest == self._reported:
            return b""
        first = self.newest if self._reported is None else (self._reported + 1) & 0xFFFF
        count = min(((self.newest - first) & 0xFFFF) + 1, _MOST_RUN)
        self._reported = self.newest
        self._messages = (self._messages + 1) & 0xFF
        reference = int(now / 0.064) & 0xFF_FFFF
        body = struct.pack("!IIHHI", ssrc, media_ssrc, first, count, reference << 8 | self._messages)
        body += struct.pack("!H", _SMALL_DELTA | count) + bytes((_QUARTER_MILLISECOND,)) * count
        body += bytes(-len(body) % 4)
        return struct.pack("!BBH", 0x80 | 15, 205, len(body) // 4) + body
