"""The RTCP of a receiver: reports (RFC 3550) and transport-wide feedback, with true times."""

import itertools
import struct
from collections.abc import Sequence

from tests.bench.loadgen.incoming import Incoming

_MOST_BLOCKS = 31
_MOST_RUN = 1000  # numbers of one message, so that it fits a datagram
_MOST_PACKETS = 500
_STEP_NS, _REFERENCE_NS = 250_000, 64_000_000
_MISSING, _SMALL, _LARGE = 0, 1, 2


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
    """Tells when each picture packet came (draft-holmer-rmcat-transport-wide-cc-extensions-01)."""

    def __init__(self) -> None:
        self._arrivals: list[tuple[int, int]] = []  # transport-wide number, kernel's time in ns
        self._next: int | None = None  # the first number that has not been told of
        self._messages = 0

    def arrived(self, number: int, at_ns: int) -> None:
        """Note a packet."""
        self._arrivals.append((number, at_ns))

    def write(self, ssrc: int, media_ssrc: int) -> bytes:
        """Return the feedback since the last call; empty if there is none."""
        if not self._arrivals:
            return b""
        arrivals, self._arrivals = self._arrivals[:_MOST_PACKETS], self._arrivals[_MOST_PACKETS:]
        first = arrivals[0][0] if self._next is None else self._next
        came: dict[int, int] = {}
        for number, at_ns in arrivals:
            came.setdefault((number - first) & 0xFFFF, at_ns)
        count = max((place for place in came if place < _MOST_RUN), default=-1) + 1
        if not count:  # all of it had been told as missing
            return b""
        self._next = (first + count) & 0xFFFF
        self._messages = (self._messages + 1) & 0xFF
        reference = min(at for place, at in came.items() if place < count) // _REFERENCE_NS
        body = struct.pack(
            "!IIHHI", ssrc, media_ssrc, first, count, (reference & 0xFF_FFFF) << 8 | self._messages
        )
        symbols, deltas = _deltas(came, count, reference * _REFERENCE_NS)
        body += b"".join(
            struct.pack("!H", symbol << 13 | len(list(run))) for symbol, run in itertools.groupby(symbols)
        )
        body += deltas
        body += bytes(-len(body) % 4)
        return struct.pack("!BBH", 0x80 | 15, 205, len(body) // 4) + body


def _deltas(came: dict[int, int], count: int, since_ns: int) -> tuple[list[int], bytes]:
    """Each number's status symbol (section 3.1.1), and the steps from one arrival to the next."""
    symbols, deltas = [], bytearray()
    for place in range(count):
        at_ns = came.get(place)
        if at_ns is None:
            symbols.append(_MISSING)
            continue
        step = (at_ns - since_ns) // _STEP_NS
        since_ns += step * _STEP_NS  # what was rounded off is told with the next
        if 0 <= step < 256:
            symbols.append(_SMALL)
            deltas.append(step)
        else:
            symbols.append(_LARGE)
            deltas += struct.pack("!h", max(-32768, min(32767, step)))
    return symbols, bytes(deltas)
