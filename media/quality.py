"""How well one seat's connection works, in one word.

Pure. Worse is told at once, better only after it has lasted.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

LOST_SECONDS: Final = 6.0
"""Browsers check an idle connection every 2.5 to 5.5 seconds."""
WEAK_LOSS: Final = 0.08
WEAK_ROUND_TRIP_SECONDS: Final = 0.6
RECOVERY_SECONDS: Final = 4.0


class Quality(StrEnum):
    """What a seat's people are told about its connection."""

    GOOD = "good"
    WEAK = "weak"
    LOST = "lost"


_ORDER: Final = (Quality.GOOD, Quality.WEAK, Quality.LOST)


def measured(silent_seconds: float, loss_fraction: float, round_trip_seconds: float) -> Quality:
    """The word for this moment's figures."""
    if silent_seconds > LOST_SECONDS:
        return Quality.LOST
    if loss_fraction > WEAK_LOSS or round_trip_seconds > WEAK_ROUND_TRIP_SECONDS:
        return Quality.WEAK
    return Quality.GOOD


class QualityMeter:
    """Keeps the word steady."""

    def __init__(self) -> None:
        self.quality = Quality.GOOD
        self._better_since: float | None = None

    def update(self, now_measured: Quality, now: float) -> bool:
        """Take the newest word; True when what is told changes."""
        if now_measured is self.quality:
            self._better_since = None
            return False
        if _ORDER.index(now_measured) < _ORDER.index(self.quality):
            if self._better_since is None:
                self._better_since = now
            if self.quality is not Quality.LOST and now - self._better_since < RECOVERY_SECONDS:
                return False
        self._better_since = None
        self.quality = now_measured
        return True
