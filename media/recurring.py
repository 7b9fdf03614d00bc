"""What is to be done every so often, for many, without all of it falling on one moment."""

import random


class Recurring:
    """Tells one thing's turns, `seconds` apart; the first comes by chance within that time, so things spread.

    Thirty connections that report in the same tick would hold up every packet for as long as that takes.
    """

    __slots__ = ("_due_at", "_seconds", "_since")

    def __init__(self, seconds: float, now: float) -> None:
        self._seconds = seconds
        self._since = now
        self._due_at = now + seconds * random.random()

    def due(self, now: float) -> float:
        """Return the seconds since the last turn (or the beginning) if there is one now, else 0."""
        if now < self._due_at:
            return 0.0
        passed, self._since = now - self._since, now
        self._due_at += self._seconds
        if self._due_at <= now:  # so late that a turn was missed: it is not made up for
            self._due_at = now + self._seconds
        return passed
