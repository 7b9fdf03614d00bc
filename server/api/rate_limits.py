"""How often one caller may ask, as a token bucket for each. In this process's memory."""

from collections import OrderedDict

MOST_CALLERS = 10_000


class RateLimiter:
    """Lets each caller ask `per_minute` times a minute, and that many at once after a rest."""

    def __init__(self, per_minute: int) -> None:
        self._burst = float(per_minute)
        self._per_second = per_minute / 60
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # caller → tokens, at

    def take(self, caller: str, now: float) -> float:
        """Count one request; return 0, or the seconds to wait when there were too many."""
        tokens, at = self._buckets.pop(caller, (self._burst, now))
        tokens = min(self._burst, tokens + max(0.0, now - at) * self._per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._per_second
        self._buckets[caller] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)  # whoever has not asked for the longest time
        return wait
