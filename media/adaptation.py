"""How many bits per second one subscriber may be sent.

Pure. Judges by loss alone: as its transport-wide feedback and receiver reports tell it,
and by what the client reports itself. Goes down at once, up slowly and only while
something waits for more, and waits longer after each attempt that failed. A delay-based
estimator can lower `limit_bps` further without touching the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

START_BPS: Final = 2_500_000.0
MIN_BPS: Final = 50_000.0
MAX_BPS: Final = 12_000_000.0

JUDGE_SECONDS: Final = 0.25
JUDGE_PACKETS: Final = 20
HEAVY_LOSS: Final = 0.2
LOSS_TO_LOWER: Final = 0.1
LOSS_TO_RAISE: Final = 0.06
"""Wireless links lose some per cent whatever is sent: staying low would not help them."""

RAISE_FACTOR: Final = 1.3
RAISE_SECONDS: Final = 2.0
MAX_RAISE_SECONDS: Final = 60.0
CALM_SECONDS: Final = 20.0
"""A raise that held for so long was right: waits begin short again."""


@dataclass(frozen=True, slots=True)
class ClientReport:
    """What a client measures itself, since its last report. None: not known."""

    loss_fraction: float | None = None
    """Share of packets lost on the way to it, 0 to 1, after repair."""
    frames_per_second: float | None = None
    """Of the largest picture it shows."""
    available_bps: float | None = None
    """What it thinks it can receive; obeyed as an upper bound while reported."""


class Budget:
    """One subscriber's allowance for pictures and sound together."""

    def __init__(self, now: float) -> None:
        self.limit_bps = START_BPS
        self.loss_fraction = 0.0
        self._received = self._lost = 0
        self._judged_at = now
        self._raised_at = self._lowered_at = float("-inf")
        self._raise_wait = RAISE_SECONDS
        self._ceiling_bps = MAX_BPS

    def packets(self, received: int, lost: int, sending_bps: float, now: float) -> bool:
        """Count packets of a feedback; True when the limit changed.

        `sending_bps`: what is being sent to this subscriber now.
        """
        self._received += received
        self._lost += lost
        total = self._received + self._lost
        if now - self._judged_at < JUDGE_SECONDS or total < JUDGE_PACKETS:
            return False
        fraction = self._lost / total
        self._received = self._lost = 0
        self._judged_at = now
        return self.lost(fraction, sending_bps, now)

    def lost(self, fraction: float, sending_bps: float, now: float) -> bool:
        """Judge by a loss fraction; True when the limit went down."""
        self.loss_fraction += (fraction - self.loss_fraction) * 0.3
        if fraction <= LOSS_TO_LOWER:
            return False
        arriving = min(self.limit_bps, max(sending_bps, MIN_BPS))
        kept = 1 - fraction if fraction > HEAVY_LOSS else 1 - fraction / 2
        if now - self._raised_at < self._raise_wait + RAISE_SECONDS:
            self._raise_wait = min(MAX_RAISE_SECONDS, self._raise_wait * 2)
        self.limit_bps = max(MIN_BPS, arriving * kept)
        self._lowered_at = now
        return True

    def client(self, report: ClientReport, sending_bps: float, now: float) -> bool:
        """Take the client's own figures; True when the limit changed."""
        before = self.limit_bps
        if report.loss_fraction is not None:
            self.lost(min(1.0, max(0.0, report.loss_fraction)), sending_bps, now)
        self._ceiling_bps = MAX_BPS
        if report.available_bps is not None:
            self._ceiling_bps = min(MAX_BPS, max(MIN_BPS, report.available_bps))
        self.limit_bps = min(self.limit_bps, self._ceiling_bps)
        return self.limit_bps != before

    def raise_if_calm(self, wants_more: bool, now: float) -> bool:
        """Try more, if something waits for it and no loss speaks against; True when raised."""
        if now - max(self._raised_at, self._lowered_at) > CALM_SECONDS:
            self._raise_wait = RAISE_SECONDS
        is_calm = self.loss_fraction < LOSS_TO_RAISE
        waited = now - max(self._raised_at, self._lowered_at) >= self._raise_wait
        if not (wants_more and is_calm and waited) or self.limit_bps >= self._ceiling_bps:
            return False
        self.limit_bps = min(self._ceiling_bps, self.limit_bps * RAISE_FACTOR)
        self._raised_at = now
        return True
