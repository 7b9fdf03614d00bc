"""Which packets of a publisher's stream are missing, and when to ask for them again.

Pure. Numbers are endless (unwrapped). The first request goes out after a short
wait that forgives reordering, further ones after about a round trip each.
"""

from __future__ import annotations

from typing import Final

REORDER_SECONDS: Final = 0.01
RETRY_SECONDS: Final = 0.06
MAX_REQUESTS: Final = 8
GIVE_UP_SECONDS: Final = 0.8
"""Later than this no receiver waits for the packet any more."""

MAX_MISSING: Final = 256
"""More than this missing at once is an outage: a key frame mends it, not repair."""


class _Gap:
    __slots__ = ("asked", "next_at", "since")

    def __init__(self, now: float) -> None:
        self.since = now
        self.asked = 0
        self.next_at = now + REORDER_SECONDS


class MissingPackets:
    """The gaps of one stream."""

    __slots__ = ("_gaps", "abandoned")

    def __init__(self) -> None:
        self._gaps: dict[int, _Gap] = {}
        self.abandoned = 0
        """Packets that never came, for the counters."""

    def __len__(self) -> int:
        return len(self._gaps)

    def skipped(self, first: int, end: int, now: float) -> None:
        """Numbers from `first` up to but without `end` were left out."""
        if end - first > MAX_MISSING or len(self._gaps) + end - first > MAX_MISSING:
            self.abandoned += len(self._gaps) + end - first
            self._gaps.clear()
            return
        for number in range(first, end):
            self._gaps[number] = _Gap(now)

    def arrived(self, number: int) -> bool:
        """Whether this packet had been missing; it no longer is."""
        return self._gaps.pop(number, None) is not None

    def due(self, now: float, round_trip_seconds: float = RETRY_SECONDS) -> list[int]:
        """Numbers to ask for now, in order; each call counts as one request for them."""
        asked: list[int] = []
        for number, gap in list(self._gaps.items()):
            if gap.asked >= MAX_REQUESTS or now - gap.since > GIVE_UP_SECONDS:
                del self._gaps[number]
                self.abandoned += 1
            elif gap.next_at <= now:
                gap.asked += 1
                gap.next_at = now + max(RETRY_SECONDS, round_trip_seconds)
                asked.append(number)
        return sorted(asked)

    def forget(self) -> None:
        """The stream starts afresh: nothing of before is of use."""
        self._gaps.clear()
