"""Finding out whether a link carries more, before pictures are sent that need it.

Pure. For half a second padding fills what is sent up to a higher rate. What arrives
while no queue grows is believed: the estimate is raised to it. When a queue grows or packets get
lost, the padding stops at once and the next try waits longer. So a picture never has to find
out for itself, and never gives way for having tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PROBE_SECONDS: Final = 0.5
VERDICT_SECONDS: Final = 0.25
"""Feedback comes up to this long after a round trip."""
STEP: Final = 2.0
"""By how much more is tried at once."""
CAREFUL_STEP: Final = 1.5
"""The same after a try that failed."""
LEAST_STEP: Final = 1.15
LEAST_BPS: Final = 250_000.0
"""Less than this carries no camera."""
ENOUGH: Final = 0.85
"""With this share of the rate tried the verdict comes early."""
WORTH: Final = 1.1
"""By how much more than before must have come for the probe to have held."""
KEPT: Final = 0.9
"""What a failed try is sure to have shown: this share of what came while the queue grew."""

CALM_SECONDS: Final = 1.2
"""After a decrease nothing is tried for so long: its queue empties first."""
PAUSE_SECONDS: Final = 0.1
FIRST_WAIT_SECONDS: Final = 2.0
WAIT_FACTOR: Final = 1.5
MAX_WAIT_SECONDS: Final = 6.0
"""Each failing probe delays voices by some 50 ms, so not more often for ever; but a link that
became wide again should be found soon."""
MOST_PADDING_SECONDS: Final = 0.06
"""Of the tried rate at once, after a tick that came late."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a probe ended."""

    held: bool
    bps: float
    """What the link has been seen to carry; 0 when nothing is known."""


class Prober:
    """One link's attempts at more."""

    def __init__(self) -> None:
        self.target_bps = 0.0
        """While a probe lasts or its verdict is awaited; else 0."""
        self._since = 0.0
        self._before_bps = self._best_bps = 0.0
        self._octets = 0.0
        self._not_before = 0.0
        self._wait = FIRST_WAIT_SECONDS
        self._step = STEP

    def begin(self, estimate_bps: float, wanted_bps: float, lowered_at: float, now: float) -> bool:
        """Begin a probe, if it is time for one and something waits for more; whether it begins."""
        if self.target_bps or wanted_bps <= estimate_bps:
            return False
        if now < max(self._not_before, lowered_at + CALM_SECONDS):
            return False
        most = max(LEAST_BPS, estimate_bps * self._step)
        self.target_bps = min(most, max(wanted_bps, estimate_bps * LEAST_STEP))
        self._since, self._octets, self._best_bps = now, 0.0, 0.0
        self._before_bps = estimate_bps
        return True

    def padding(self, sent_octets: float, now: float) -> int:
        """The octets of padding to send now, `sent_octets` having gone since the last call."""
        if not self.target_bps or now - self._since > PROBE_SECONDS:
            return 0
        self._octets += sent_octets
        due = self.target_bps / 8 * (now - self._since) - self._octets
        return max(0, int(min(due, self.target_bps / 8 * MOST_PADDING_SECONDS)))

    def ends_at(self, round_trip_seconds: float) -> float:
        """When the verdict is due."""
        return self._since + PROBE_SECONDS + round_trip_seconds + VERDICT_SECONDS

    def arrived(
        self, bps: float | None, is_congested: bool, round_trip_seconds: float, now: float
    ) -> Verdict | None:
        """Take what feedback tells; the verdict once there is one."""
        if not self.target_bps:
            return None
        self._best_bps = max(self._best_bps, bps or 0.0)
        if is_congested:
            return self._end(Verdict(False, self._best_bps * KEPT), now)
        is_over = now >= self.ends_at(round_trip_seconds)
        if not is_over and (self._best_bps < self.target_bps * ENOUGH or now < self._since + PROBE_SECONDS):
            return None
        held = self._best_bps > self._before_bps * WORTH
        return self._end(Verdict(held, min(self.target_bps, self._best_bps)), now)

    def overdue(self, round_trip_seconds: float, now: float) -> Verdict | None:
        """The verdict by what came, where nothing is told any more: padding was all that was sent."""
        if not self.target_bps or now < self.ends_at(round_trip_seconds) + VERDICT_SECONDS:
            return None
        return self.arrived(None, False, round_trip_seconds, now)

    def _end(self, verdict: Verdict, now: float) -> Verdict:
        self.target_bps = 0.0
        if verdict.held:
            self._wait, self._step = FIRST_WAIT_SECONDS, STEP
            self._not_before = now + PAUSE_SECONDS
        else:
            self._not_before = now + self._wait
            self._wait = min(MAX_WAIT_SECONDS, self._wait * WAIT_FACTOR)
            self._step = CAREFUL_STEP
        return verdict
