"""Whether a link's queue grows, from when packets left us and when they came.

Pure. After draft-ietf-rmcat-gcc-02 section 5: packets in groups as they were sent, the
variation of delay from group to group, and a detector with a threshold of its own. In
place of the draft's Kalman filter stands a straight line through the delays, as browsers
use it; ours weighs older groups less, so that each costs a few additions and no window.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from media.twcc import TICK_SECONDS

Mark = tuple[float, int]
"""What is kept of a packet sent: when, and how many octets."""

TICK_MS: Final = TICK_SECONDS * 1000

GROUP_SECONDS: Final = 0.005
"""Packets sent this close together are one group (the draft's burst time)."""
MAX_STEP_MS: Final = 3000.0
"""A greater variation between neighbours is a changed clock, not a queue."""

SMOOTHING: Final = 0.9
FORGETTING: Final = 0.9
"""Per group; comes to the mean age of a window of 20."""
GAIN: Final = 4.0
MAX_GROUPS_COUNTED: Final = 60

FIRST_THRESHOLD_MS: Final = 12.5
MIN_THRESHOLD_MS: Final = 6.0
MAX_THRESHOLD_MS: Final = 600.0
RISING: Final = 0.0087
FALLING: Final = 0.039
MAX_EXCESS_MS: Final = 15.0
"""A trend this far above the threshold is a peak that it does not follow."""
MAX_ADAPTING_MS: Final = 100.0
LOW_RISES: Final = 0.002
"""How fast the least delay known is forgotten, for clocks that run apart and routes that change."""
OVERUSE_MS: Final = 10.0
"""For how long the trend must lie above the threshold."""


class Usage(StrEnum):
    """How a link is used, by its queue."""

    NORMAL = "normal"
    OVER = "over"
    """The queue grows."""
    UNDER = "under"
    """The queue empties: what arrives now says nothing about the link's rate."""


class DelayDetector:
    """Follows one link's delay."""

    __slots__ = ("_first", "_last", "_previous", "_tick", "_trend", "groups", "usage")

    def __init__(self) -> None:
        self._trend = _Trend()
        self.usage = Usage.NORMAL
        self.groups = 0
        self._first = self._last = float("-inf")
        self._tick = 0
        self._previous: tuple[float, int] | None = None

    @property
    def queue_seconds(self) -> float:
        """How much later packets come than at best in the last minutes."""
        return (self._trend.delay - self._trend.low) / 1000

    def take(self, marks: Sequence[Mark], ticks: Sequence[int]) -> Usage:
        """Take packets that arrived, in order of their numbers: one tick (250 us) for each mark."""
        first, last, newest = self._first, self._last, self._tick
        for (sent_at, _), tick in zip(marks, ticks, strict=False):
            since = sent_at - first
            if since <= GROUP_SECONDS or self._is_burst(sent_at - last, tick - newest, since):
                last = sent_at
                if tick > newest:
                    newest = tick
                continue
            if self.groups or first > 0:
                self._close(last, newest)
            first = last = sent_at
            newest = tick
        self._first, self._last, self._tick = first, last, newest
        return self.usage

    @staticmethod
    def _is_burst(sent_seconds: float, ticks: int, since_first_seconds: float) -> bool:
        """Whether a queue let go of packets at once that were sent apart: they are one group."""
        arrival_seconds = ticks * TICK_SECONDS
        return (
            ticks >= 0
            and arrival_seconds <= GROUP_SECONDS
            and arrival_seconds < sent_seconds
            and since_first_seconds < 0.1
        )

    def _close(self, sent_at: float, tick: int) -> None:
        previous, self._previous = self._previous, (sent_at, tick)
        self.groups += 1
        if previous is None:
            return
        sent_ms = (sent_at - previous[0]) * 1000
        arrived_ms = (tick - previous[1]) * TICK_MS
        variation = arrived_ms - sent_ms
        if not -MAX_STEP_MS < variation < MAX_STEP_MS:
            self._trend = _Trend()
            self.usage = Usage.NORMAL
            return
        self.usage = self._trend.add(variation, arrived_ms, sent_ms)


class _Trend:
    """The slope of the smoothed delay over arrival time, and the threshold it is held against."""

    __slots__ = (
        "_over_count",
        "_over_ms",
        "_smoothed",
        "_value",
        "count",
        "delay",
        "low",
        "threshold",
        "w",
        "x",
        "xx",
        "xy",
        "y",
    )

    def __init__(self) -> None:
        self.count = 0
        self.threshold = FIRST_THRESHOLD_MS
        self.delay = self.low = 0.0
        """In ms, from the first group on: now, and at its least."""
        self._smoothed = self._value = 0.0
        self._over_ms, self._over_count = 0.0, 0
        # Weighted sums of 1, x, y, x*x and x*y; x counts back from the newest group.
        self.w = self.x = self.y = self.xx = self.xy = 0.0

    def add(self, variation_ms: float, arrived_ms: float, sent_ms: float) -> Usage:
        self.count += 1
        self.delay = delay = self.delay + variation_ms
        self.low = min(delay, self.low + abs(arrived_ms) * LOW_RISES)
        smoothed = SMOOTHING * self._smoothed + (1 - SMOOTHING) * delay
        self._smoothed = smoothed
        w, x, y = self.w * FORGETTING, self.x * FORGETTING, self.y * FORGETTING
        # All groups so far lie `arrived_ms` further back; the new one lies at 0.
        xx = self.xx * FORGETTING - 2 * arrived_ms * x + arrived_ms * arrived_ms * w
        xy = self.xy * FORGETTING - arrived_ms * y
        x -= arrived_ms * w
        w += 1
        y += smoothed
        self.w, self.x, self.y, self.xx, self.xy = w, x, y, xx, xy
        spread = w * xx - x * x
        if self.count < 3 or spread <= 1e-6:
            return Usage.NORMAL
        slope = (w * xy - x * y) / spread
        return self._judge(min(self.count, MAX_GROUPS_COUNTED) * slope * GAIN, arrived_ms, sent_ms)

    def _judge(self, value: float, arrived_ms: float, sent_ms: float) -> Usage:
        usage = Usage.NORMAL
        if value > self.threshold:
            self._over_ms += max(0.0, sent_ms)
            self._over_count += 1
            lasts = self._over_ms > OVERUSE_MS and self._over_count > 1
            if lasts and value >= self._value:
                usage = Usage.OVER
        else:
            self._over_ms, self._over_count = 0.0, 0
            if value < -self.threshold:
                usage = Usage.UNDER
        self._value = value
        self._adapt(abs(value), arrived_ms)
        return usage

    def _adapt(self, size: float, arrived_ms: float) -> None:
        """So that another flow which fills the queue does not starve this one (section 5.4)."""
        excess = size - self.threshold
        if excess > MAX_EXCESS_MS:
            return
        factor = FALLING if excess < 0 else RISING
        self.threshold += factor * excess * min(max(arrived_ms, 0.0), MAX_ADAPTING_MS)
        self.threshold = min(MAX_THRESHOLD_MS, max(MIN_THRESHOLD_MS, self.threshold))
