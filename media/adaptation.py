"""How many bits per second one subscriber may be sent.

Pure. Judges by loss alone: as its transport-wide feedback and receiver reports tell it,
and by what the client reports itself. Goes down at once, up slowly and only while
something waits for more, and waits longer after each attempt that failed. A delay-based
estimator can lower `limit_bps` further without touching the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

START_BPS: Final = 3_500_000.0
MIN_BPS: Final = 50_000.0
MAX_BPS: Final = 12_000_000.0

HEAVY_SECONDS: Final = 0.25
HEAVY_PACKETS: Final = 20
HEAVY_SURE_PACKETS: Final = 60
HEAVY_LOSS: Final = 0.3
"""So much is an overfull link even when counted over a quarter of a second. With few packets
it must happen twice in a row: a key frame's burst may have met a short queue."""
DEEPEST_CUT: Final = 0.4
"""What is kept at least in one step: how much is being sent is known only roughly."""
MILD_SECONDS: Final = 1.5
MILD_PACKETS: Final = 100
MILD_LOSS: Final = 0.1
"""Judged over a longer time: a link that loses 5 % at random must not look worse."""
MILD_FLOOR_BPS: Final = 300_000.0
"""Mild loss alone never takes a small camera and the voices away."""

LOSS_TO_RAISE: Final = 0.06
"""Wireless links lose some per cent whatever is sent: staying low would not help them."""

SETTLE_SECONDS: Final = 0.6
"""After lowering, what is reported was still sent before: it does not count."""
FORGET_SECONDS: Final = 2.0
"""Without judgement for so long the loss known is halved: little is sent, little is known."""

SMALL_PICTURE_BPS: Final = 250_000.0
"""The least worth trying when going up: one small camera beside the voices."""
RAISE_FACTOR: Final = 1.3
RAISE_SECONDS: Final = 2.0
MAX_RAISE_SECONDS: Final = 60.0
CALM_SECONDS: Final = 20.0
"""Without lowering for so long, waits begin short again."""


@dataclass(frozen=True, slots=True)
class ClientReport:
    """What a client measures itself, since its last report. None: not known."""

    loss_fraction: float | None = None
    """Share of packets lost on the way to it, 0 to 1, after repair."""
    frames_per_second: float | None = None
    """Of the largest picture it shows."""
    available_bps: float | None = None
    """What it thinks it can receive; obeyed as an upper bound while reported."""


class _Window:
    """Packets counted since `since`."""

    __slots__ = ("lost", "since", "total")

    def __init__(self, now: float) -> None:
        self.since = now
        self.total = self.lost = 0

    def fraction_after(self, seconds: float, packets: int, now: float) -> float | None:
        """The loss once enough has been seen; None before."""
        if self.total < packets or now - self.since < seconds:
            return None
        return self.lost / self.total


class Budget:
    """One subscriber's allowance for pictures and sound together."""

    def __init__(self, now: float) -> None:
        self.limit_bps = START_BPS
        self.loss_fraction = 0.0
        """Smoothed, over some seconds."""
        self._short, self._long = _Window(now), _Window(now)
        self._was_heavy = False
        self._loss_known_at = now
        self._raised_at = self._lowered_at = float("-inf")
        self._raise_wait = RAISE_SECONDS
        self._ceiling_bps = MAX_BPS

    def packets(self, received: int, lost: int, sending_bps: float, now: float) -> bool:
        """Count packets of a feedback; True when the limit went down.

        `sending_bps`: what is being sent to this subscriber now.
        """
        if now - self._lowered_at < SETTLE_SECONDS:
            return False
        for window in (self._short, self._long):
            window.total += received + lost
            window.lost += lost
        heavy = self._short.fraction_after(HEAVY_SECONDS, HEAVY_PACKETS, now)
        if heavy is not None:
            is_sure = self._short.total >= HEAVY_SURE_PACKETS or self._was_heavy
            self._was_heavy = heavy > HEAVY_LOSS
            self._short = _Window(now)
            if self._was_heavy and is_sure:
                return self.lost(heavy, sending_bps, now)
        mild = self._long.fraction_after(MILD_SECONDS, MILD_PACKETS, now)
        if mild is None:
            return False
        self._long = _Window(now)
        return self.lost(mild, sending_bps, now)

    def lost(self, fraction: float, sending_bps: float, now: float) -> bool:
        """Judge by a loss fraction; True when the limit went down."""
        self._loss_known_at = now
        self.loss_fraction += (fraction - self.loss_fraction) * 0.4
        if fraction <= MILD_LOSS:
            return False
        before = self.limit_bps
        arriving = min(before, max(sending_bps, MIN_BPS))
        if fraction > HEAVY_LOSS:
            self.limit_bps = max(MIN_BPS, arriving * max(1 - fraction, DEEPEST_CUT))
        else:
            self.limit_bps = min(before, max(MILD_FLOOR_BPS, arriving * (1 - fraction / 2)))
        if now - self._raised_at < self._raise_wait + RAISE_SECONDS:
            self._raise_wait = min(MAX_RAISE_SECONDS, self._raise_wait * 2)
        self._lowered_at = now
        settled_at = now + SETTLE_SECONDS
        self._was_heavy = False
        self._short, self._long = _Window(settled_at), _Window(settled_at)
        return self.limit_bps < before

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
        """Try more, if something waits for it and no loss speaks against; True when raised.

        To be called every second or so.
        """
        if now - self._loss_known_at > FORGET_SECONDS:
            self._loss_known_at = now
            self.loss_fraction /= 2
        if now - self._lowered_at > CALM_SECONDS:
            self._raise_wait = RAISE_SECONDS
        is_calm = self.loss_fraction < LOSS_TO_RAISE
        waited = now - max(self._raised_at, self._lowered_at) >= self._raise_wait
        if not (wants_more and is_calm and waited) or self.limit_bps >= self._ceiling_bps:
            return False
        tried = max(SMALL_PICTURE_BPS, self.limit_bps * RAISE_FACTOR)
        self.limit_bps = min(self._ceiling_bps, tried)
        self._raised_at = now
        return True
