"""Which packets of a publisher's stream are missing, and when to ask for them again.

Pure. Numbers are endless (unwrapped). A gap is asked for at once, unless this stream's
packets have been overtaking one another lately: then after as long as that took. Each
request is said twice in short, since requests get lost too, and made anew after a round
trip. A browser answers one packet only once in a round trip, so saying it twice costs nothing.
"""

from __future__ import annotations

from typing import Final

MAX_REORDER_SECONDS: Final = 0.04
REORDER_MARGIN: Final = 1.25
REORDER_KEPT_SECONDS: Final = 10.0
"""For so long after packets overtook one another gaps are given time to close by themselves."""

REPEAT_SECONDS: Final = 0.02
"""Between a request and its repetition; links with a shorter round trip need none."""
MIN_RETRY_SECONDS: Final = 0.03
RETRY_MARGIN_SECONDS: Final = 0.01
DEFAULT_ROUND_TRIP_SECONDS: Final = 0.06
MAX_REQUESTS: Final = 12
GIVE_UP_SECONDS: Final = 0.8
"""Later than this, or than some round trips, no receiver waits for the packet any more."""
GIVE_UP_ROUND_TRIPS: Final = 3

MAX_MISSING: Final = 256
"""More than this missing at once is an outage: a key frame mends it, not repair."""


class _Gap:
    __slots__ = ("asked", "next_at", "since")

    def __init__(self, now: float, wait: float) -> None:
        self.since = now
        self.asked = 0
        self.next_at = now + wait


class MissingPackets:
    """The gaps of one stream."""

    __slots__ = ("_gaps", "_reordered_at", "_wait", "abandoned", "round_trip_seconds")

    def __init__(self) -> None:
        self._gaps: dict[int, _Gap] = {}
        self._wait = 0.0
        self._reordered_at = float("-inf")
        self.round_trip_seconds = DEFAULT_ROUND_TRIP_SECONDS
        self.abandoned = 0
        """Packets that never came, for the counters."""

    def __len__(self) -> int:
        return len(self._gaps)

    def __contains__(self, number: int) -> bool:
        return number in self._gaps

    def skipped(self, first: int, end: int, now: float) -> None:
        """Numbers from `first` up to but without `end` were left out."""
        if end - first > MAX_MISSING or len(self._gaps) + end - first > MAX_MISSING:
            self.abandoned += len(self._gaps) + end - first
            self._gaps.clear()
            return
        wait = self._wait if now - self._reordered_at < REORDER_KEPT_SECONDS else 0.0
        for number in range(first, end):
            self._gaps[number] = _Gap(now, wait)

    def arrived(self, number: int, now: float) -> bool:
        """Whether this packet had been missing; it no longer is."""
        gap = self._gaps.pop(number, None)
        if gap is None:
            return False
        late = now - gap.since
        if late < self.round_trip_seconds / 2 and late <= MAX_REORDER_SECONDS:
            # Too soon for an answer: it was merely overtaken.
            is_known = now - self._reordered_at < REORDER_KEPT_SECONDS
            wait = min(MAX_REORDER_SECONDS, late * REORDER_MARGIN)
            self._wait = max(self._wait, wait) if is_known else wait
            self._reordered_at = now
        return True

    def due(self, now: float) -> list[int]:
        """Numbers to ask for now, in order; each call counts as one request for them."""
        asked: list[int] = []
        patience = max(GIVE_UP_SECONDS, GIVE_UP_ROUND_TRIPS * self.round_trip_seconds)
        for number, gap in list(self._gaps.items()):
            if gap.asked >= MAX_REQUESTS or now - gap.since > patience:
                del self._gaps[number]
                self.abandoned += 1
            elif gap.next_at <= now:
                gap.asked += 1
                gap.next_at = now + self._pause(gap.asked)
                asked.append(number)
        return sorted(asked)

    def _pause(self, asked: int) -> float:
        """How long to wait after a packet's request of this number, from 1 on."""
        trip = self.round_trip_seconds + RETRY_MARGIN_SECONDS
        if trip < 2 * REPEAT_SECONDS:
            return max(MIN_RETRY_SECONDS, trip)
        return REPEAT_SECONDS if asked % 2 else trip - REPEAT_SECONDS

    def next_at(self) -> float:
        """When `due` is worth asking again; infinite without gaps."""
        return min((gap.next_at for gap in self._gaps.values()), default=float("inf"))

    def forget(self) -> None:
        """The stream starts afresh: nothing of before is of use."""
        self._gaps.clear()
