"""Bursts to one link, spread over time: key frames, repairs, many pictures at once.

Pure. The common packet never comes here: it goes out at once while its link has credit, of
which `refill` gives more with each tick. Only what a link has no credit left for waits,
in order, repairs first. Voices are not paced at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

UNPACED: Final = 1e12
"""Credit in octets of a link that tells us nothing, so that nothing is known of it."""

PACE: Final = 2.5
"""How much faster than the estimate a burst may go (draft-ietf-rmcat-gcc-02 section 4)."""
DRAIN_PACE: Final = 0.5
"""The same after a decrease, until the link's queue is empty: voices wait in it too."""
DRAIN_SECONDS: Final = 2.0
"""But no longer than this: the queue may be another's."""
EMPTY_SECONDS: Final = 0.03
BURST_SECONDS: Final = 0.04
"""For so long credit is saved up: a frame of a camera should not have to wait."""

MAX_HELD: Final = 512
"""More than this waiting is of no use to anybody any more."""
MAX_REPAIRS: Final = 128

Repair = TypeVar("Repair")
Media = TypeVar("Media")


def pace_bps(limit_bps: float, lowered_seconds_ago: float, queue_seconds: float) -> float:
    """How fast packets may follow one another."""
    drains = lowered_seconds_ago < DRAIN_SECONDS and queue_seconds > EMPTY_SECONDS
    return limit_bps * (DRAIN_PACE if drains else PACE)


def refill(credit: float, rate_bps: float, seconds: float) -> float:
    """The octets a link may be sent next, `seconds` after it had `credit` left."""
    most = rate_bps / 8 * max(BURST_SECONDS, 2 * seconds)
    return min(most, credit + rate_bps / 8 * seconds)


class Pacer(Generic[Media, Repair]):
    """What waits for one link."""

    __slots__ = ("_media", "_repairs", "dropped")

    def __init__(self) -> None:
        self._media: deque[Media] = deque()
        self._repairs: deque[Repair] = deque()
        self.dropped = 0
        """What waited in vain."""

    def __len__(self) -> int:
        return len(self._media) + len(self._repairs)

    def hold(self, item: Media) -> None:
        """Keep `item` until there is credit; a full queue drops its oldest."""
        if len(self._media) >= MAX_HELD:
            self._media.popleft()
            self.dropped += 1
        self._media.append(item)

    def hold_repair(self, item: Repair) -> bool:
        """Keep a repair, if not too many wait: who asks will ask again."""
        if len(self._repairs) >= MAX_REPAIRS:
            return False
        self._repairs.append(item)
        return True

    def next_repair(self) -> Repair | None:
        """Take the repair that has waited longest; None if there is none."""
        return self._repairs.popleft() if self._repairs else None

    def next_media(self) -> Media | None:
        """Take the packet that has waited longest; None if there is none."""
        return self._media.popleft() if self._media else None

    def drop(self, is_useless: Callable[[Media], bool]) -> None:
        """Forget the packets of which this is true."""
        kept = [item for item in self._media if not is_useless(item)]
        self.dropped += len(self._media) - len(kept)
        self._media = deque(kept)
