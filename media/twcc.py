"""Transport-wide congestion feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).

Pure. `FeedbackWriter` writes what we tell publishers about their packets; `read` reads what
subscribers tell us about ours.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from media.rtp import unwrap

TICK_SECONDS: Final = 0.00025
REFERENCE_TICKS: Final = 256
"""The reference time counts 64 ms, that is 256 ticks."""

MAX_STATUSES: Final = 600
"""Most packets told about in one feedback, so that it fits one datagram."""
MAX_TOLD: Final = 2048
"""Most packets read from one: two bytes can claim 8191, and browsers tell ten times a second."""


class Feedback(NamedTuple):
    """What a subscriber tells of our packets."""

    first: int
    """The number of the first packet told about, 16 bits."""
    symbols: list[int]
    """For each packet from there on 0 (has not come), or 1 or 2 (has come)."""
    ticks: list[int]
    """For each that has come, when: on the receiver's own clock, modulo 2^24 * 64 ms."""


class FeedbackWriter:
    """Turns arrivals into feedback bodies with one running count."""

    def __init__(self) -> None:
        self._count = 0
        self._newest: int | None = None
        self._next: int | None = None

    def build(self, arrivals: Iterable[tuple[int, float]]) -> bytes | None:
        """The feedback body for (number, arrival seconds) pairs in order of arrival.

        Numbers reported before are left out. None when nothing is left.
        """
        seen: dict[int, float] = {}
        for number, at in arrivals:
            full = number if self._newest is None else unwrap(number, self._newest)
            self._newest = full if self._newest is None else max(self._newest, full)
            if self._next is None or full >= self._next:
                seen.setdefault(full, at)
        if not seen:
            return None
        last = max(seen)
        # A gap behind the last feedback is reported as lost, unless it is absurd.
        first = min(seen) if self._next is None else self._next
        if last - first >= MAX_STATUSES:
            first = max(min(seen), last - MAX_STATUSES + 1)
        self._next = last + 1
        body = _body(first, last, seen, self._count)
        self._count = (self._count + 1) & 0xFF
        return body


def _body(first: int, last: int, seen: dict[int, float], count: int) -> bytes:
    earliest = next(seen[number] for number in range(first, last + 1) if number in seen)
    reference = int(earliest / TICK_SECONDS) // REFERENCE_TICKS
    now = reference * REFERENCE_TICKS
    symbols: list[int] = []
    deltas = bytearray()
    for number in range(first, last + 1):
        at = seen.get(number)
        if at is None:
            symbols.append(0)
            continue
        delta = max(-0x8000, min(0x7FFF, round(at / TICK_SECONDS) - now))
        now += delta
        if 0 <= delta <= 255:
            symbols.append(1)
            deltas.append(delta)
        else:
            symbols.append(2)
            deltas += struct.pack("!h", delta)
    head = struct.pack("!HHI", first & 0xFFFF, len(symbols), (reference & 0xFFFFFF) << 8 | count)
    body = head + _chunks(symbols) + bytes(deltas)
    return body + bytes(-len(body) % 4)


def _chunks(symbols: list[int]) -> bytes:
    """Status chunks: a run for 8 or more equal symbols, else a vector of seven."""
    out = bytearray()
    position = 0
    while position < len(symbols):
        symbol = symbols[position]
        run = 1
        while position + run < len(symbols) and symbols[position + run] == symbol and run < 8191:
            run += 1
        if run >= 8:
            out += struct.pack("!H", symbol << 13 | run)
            position += run
            continue
        vector = 0xC000
        for index, each in enumerate(symbols[position : position + 7]):
            vector |= each << (12 - 2 * index)
        out += struct.pack("!H", vector)
        position += 7
    return bytes(out)


def read(body: bytes) -> Feedback | None:
    """Read a feedback body (the part behind both SSRCs); None when it is malformed.

    Browsers send ten or more a second, of dozens of packets each: so no object for each packet.
    """
    if len(body) < 8:
        return None
    first, count, packed = struct.unpack_from("!HHI", body)
    if count > MAX_TOLD:
        return None
    symbols, position = _symbols(body, count)
    if symbols is None:
        return None
    small, large = symbols.count(1), symbols.count(2)
    if small + large + symbols.count(0) < count or position + small + 2 * large > len(body):
        return None
    steps: Iterable[int] = body[position : position + small]
    if large:
        steps = _steps(body, position, symbols)
    ticks = list(accumulate(steps, initial=(packed >> 8) * REFERENCE_TICKS))
    return Feedback(first, symbols, ticks[1:])


def _steps(body: bytes, position: int, symbols: list[int]) -> Iterator[int]:
    """The time from each arrival to the next, in ticks."""
    for symbol in symbols:
        if symbol == 1:
            yield body[position]
        elif symbol == 2:
            yield struct.unpack_from("!h", body, position)[0]
        position += symbol


def _symbols(body: bytes, count: int) -> tuple[list[int] | None, int]:
    symbols: list[int] = []
    position = 8
    while len(symbols) < count:
        if position + 2 > len(body):
            return None, position
        chunk: int = struct.unpack_from("!H", body, position)[0]
        position += 2
        if not chunk & 0x8000:
            symbols += [chunk >> 13 & 3] * min(chunk & 0x1FFF, count - len(symbols))
            if not chunk & 0x1FFF:
                return None, position
        elif chunk & 0x4000:
            symbols += [chunk >> (12 - 2 * index) & 3 for index in range(7)]
        else:
            symbols += [chunk >> (13 - index) & 1 for index in range(14)]
    return symbols[:count], position
