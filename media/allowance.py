"""So much a second, and a burst at once: what one source may ask for before it is not looked at."""

from __future__ import annotations


class Allowance:
    """A bucket that fills steadily; pure, the time comes in."""

    __slots__ = ("_at", "_left", "_most", "_per_second")

    def __init__(self, per_second: float, most: float) -> None:
        self._per_second = per_second
        self._most = self._left = most
        self._at = 0.0

    def take(self, now: float, count: int = 1) -> bool:
        """Take so many, if there are as many; else none."""
        self._left = min(self._most, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < count:
            return False
        self._left -= count
        return True
