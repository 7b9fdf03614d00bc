"""How many bits per second one subscriber may be sent, and how fast they may follow one another.

Pure. Puts together the estimate of the link (`media.estimator`), the attempts at more
(`media.probing`), and what the client reports itself. For clients that give no
transport-wide feedback it judges by loss alone, and goes up blindly: slowly, only while
something waits for more, and less often after each attempt that failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from media.delay import Mark, Usage
from media.estimator import LOSS_TO_RAISE, MAX_BPS, MIN_BPS, Estimator
from media.pacer import EMPTY_SECONDS, pace_bps
from media.probing import Prober, Verdict
from media.twcc import Feedback

SMALL_PICTURE_BPS: Final = 250_000.0
"""The least worth trying when going up: one small camera beside the voices."""
RAISE_FACTOR: Final = 1.3
RAISE_SECONDS: Final = 2.0
MAX_RAISE_SECONDS: Final = 60.0
CALM_SECONDS: Final = 20.0
"""Without lowering for so long, waits begin short again."""

PROBE_LOSS: Final = 0.25
"""So much loss in one feedback ends a probe."""
PROBE_LOSS_PACKETS: Final = 12
AFTER_PROBE_SECONDS: Final = 0.3
"""For so long after a probe that failed its queue is still seen."""


@dataclass(frozen=True, slots=True)
class ClientReport:
    """What a client measures itself, since its last report. None: not known."""

    loss_fraction: float | None = None
    """Share of packets lost on the way to it, 0 to 1, after repair. Not obeyed while
    transport-wide feedback tells better."""
    frames_per_second: float | None = None
    """Of the largest picture it shows."""
    available_bps: float | None = None
    """What it thinks it can receive; obeyed as an upper bound while reported."""


class Budget:
    """One subscriber's allowance, above all for pictures: voices are sent whatever it is."""

    def __init__(self, now: float) -> None:
        self.wanted_bps = 0.0
        """What everything would need that the client shows; set by who allocates."""
        self._estimator = Estimator(now)
        self._prober = Prober()
        self._ceiling_bps = MAX_BPS
        self._raised_at = float("-inf")
        self._raise_wait = RAISE_SECONDS

    @property
    def limit_bps(self) -> float:
        """What may be sent."""
        return min(self._estimator.bps, self._ceiling_bps)

    @property
    def loss_fraction(self) -> float:
        """Smoothed, over some seconds, before repair."""
        return self._estimator.loss.fraction

    @property
    def is_told(self) -> bool:
        """Whether transport-wide feedback comes; then the limit is of what carries such numbers."""
        return self._estimator.told_at is not None

    def lowered_seconds_ago(self, now: float) -> float:
        """How long the limit has not gone down; infinite if it never did."""
        return now - self._estimator.lowered_at

    def renewed(self, now: float) -> Budget:
        """The same for a new transport: what is known of the link stays, its numbers begin anew."""
        again = Budget(now)
        again._estimator.bps = self._estimator.bps
        again._ceiling_bps = self._ceiling_bps
        again.wanted_bps = self.wanted_bps
        return again

    # -- by transport-wide feedback -------------------------------------------------

    def feedback(
        self, told: Feedback, sent: Sequence[Mark | None], newest: int, round_trip_seconds: float, now: float
    ) -> bool:
        """Take feedback (see `Estimator.feedback`); True when the limit changed by a step."""
        estimator, before = self._estimator, self.limit_bps
        count = estimator.feedback(told, sent, newest, round_trip_seconds, now)
        if not count:
            return False
        lost = told.symbols[-count:].count(0)
        is_lossy = count >= PROBE_LOSS_PACKETS and lost > PROBE_LOSS * count
        verdict = self._prober.arrived(
            estimator.rates.arrived_bps(),
            estimator.usage is Usage.OVER or is_lossy,
            round_trip_seconds,
            now,
        )
        if verdict is not None:
            self._believe(verdict, round_trip_seconds, now)
        return self.limit_bps < before or (verdict is not None and self.limit_bps > before)

    def _believe(self, verdict: Verdict, round_trip_seconds: float, now: float) -> None:
        self._estimator.raise_to(verdict.bps)
        self._estimator.excuse(now if verdict.held else now + round_trip_seconds + AFTER_PROBE_SECONDS)

    def pace_bps(self, now: float) -> float | None:
        """How fast packets may follow one another; None where nothing is known of the link."""
        if not self.is_told:
            return None
        estimator = self._estimator
        return pace_bps(self.limit_bps, now - estimator.lowered_at, estimator.queue_seconds)

    def padding(self, sent_octets: float, round_trip_seconds: float, now: float) -> int:
        """Octets of padding to send now; `sent_octets` went since the last call, every 20 ms."""
        estimator = self._estimator
        if verdict := self._prober.overdue(round_trip_seconds, now):
            self._believe(verdict, round_trip_seconds, now)
        if self.is_told and estimator.usage is Usage.NORMAL and estimator.queue_seconds < EMPTY_SECONDS:
            wanted = min(self.wanted_bps, self._ceiling_bps)
            if self._prober.begin(estimator.bps, wanted, estimator.lowered_at, now):
                estimator.excuse(self._prober.ends_at(round_trip_seconds))
        return self._prober.padding(sent_octets, now)

    # -- by loss alone -----------------------------------------------------------------

    def packets(self, received: int, lost: int, sending_bps: float, now: float) -> bool:
        """Count packets of a receiver report; True when the limit went down.

        `sending_bps`: what is being sent to this subscriber now.
        """
        if self.is_told:
            return False
        before = self.limit_bps
        self._estimator.reported(received, lost, sending_bps, now)
        return self._went_down(before, now)

    def client(self, report: ClientReport, sending_bps: float, now: float) -> bool:
        """Take the client's own figures; True when the limit changed."""
        before = self.limit_bps
        if report.loss_fraction is not None and not self.is_told:
            self._estimator.lost(min(1.0, max(0.0, report.loss_fraction)), sending_bps, now)
            self._went_down(before, now)
        self._ceiling_bps = MAX_BPS
        if report.available_bps is not None:
            self._ceiling_bps = min(MAX_BPS, max(MIN_BPS, report.available_bps))
        return self.limit_bps != before

    def _went_down(self, before: float, now: float) -> bool:
        if self.limit_bps >= before:
            return False
        if now - self._raised_at < self._raise_wait + RAISE_SECONDS:
            self._raise_wait = min(MAX_RAISE_SECONDS, self._raise_wait * 2)
        return True

    def pass_time(self, is_sending: bool, now: float) -> bool:
        """True when the limit changed; to be called every second or so.

        `is_sending`: whether packets go out that feedback should tell of.
        """
        before = self.limit_bps
        self._estimator.pass_time(is_sending, now)
        if not self.is_told:
            self._raise_blindly(now)
        return self.limit_bps != before

    def _raise_blindly(self, now: float) -> None:
        """Try more, if something waits for it and no loss speaks against."""
        estimator = self._estimator
        if now - estimator.lowered_at > CALM_SECONDS:
            self._raise_wait = RAISE_SECONDS
        waited = now - max(self._raised_at, estimator.lowered_at) >= self._raise_wait
        if self.wanted_bps <= self.limit_bps or not waited or self.loss_fraction >= LOSS_TO_RAISE:
            return
        estimator.raise_to(max(SMALL_PICTURE_BPS, estimator.bps * RAISE_FACTOR))
        self._raised_at = now
