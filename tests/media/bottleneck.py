"""A link with one narrow place, in simulated time: rate, queue, delay, loss, and others' traffic."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from media import twcc
from media.estimator import RING, RING_MASK, Estimator


@dataclass
class Bottleneck:
    """Packets wait for those before them; behind a full queue they are dropped."""

    rate_bps: Callable[[float], float]
    queue_seconds: float = 0.4
    delay_seconds: float = 0.025
    loss: float = 0.0
    seed: int = 1
    free_at: float = 0.0
    dropped: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def passes(self, octets: int, now: float) -> float | None:
        """When a packet sent now arrives; None if it gets lost."""
        if self.free_at - now > self.queue_seconds:
            self.dropped += 1
            return None
        self.free_at = max(self.free_at, now) + octets * 8 / self.rate_bps(now)
        if self._random.random() < self.loss:
            return None
        return self.free_at + self.delay_seconds

    def waiting_seconds(self, now: float) -> float:
        """How long the queue is."""
        return max(0.0, self.free_at - now)


def constant(bps: float) -> Callable[[float], float]:
    return lambda now: bps


@dataclass
class Flow:
    """A sender of pictures that sends what its estimator allows, and its receiver's feedback."""

    link: Bottleneck
    demand_bps: Callable[[float], float] = lambda now: 2_500_000
    feedback_loss: float = 0.0
    first_number: int = 0
    others_bps: Callable[[float], float] = lambda now: 0
    now: float = 1000.0
    history: list[tuple[float, float, float]] = field(default_factory=list)
    """Time, estimate, seconds of queue; ten a second."""

    def __post_init__(self) -> None:
        self.estimator = Estimator(self.now)
        self.link.free_at = self.now
        self._sent: list[tuple[float, int] | None] = [None] * RING
        self._number = self.first_number
        self._arrivals: list[tuple[float, int]] = []
        self._writer = twcc.FeedbackWriter()
        self._on_way: list[tuple[float, bytes]] = []
        self._credit = self._others_credit = 0.0
        self._random = random.Random(7)

    def run(self, seconds: float) -> None:
        """Send for so long; feedback every 100 ms."""
        steps = round(seconds / 0.005)
        for step in range(steps):
            self._step(0.005)
            if step % 20 == 19:
                self._give_feedback()
                self.history.append((self.now, self.estimator.bps, self.link.waiting_seconds(self.now)))
            if step % 200 == 199:
                self.estimator.pass_time(True, self.now)

    def _step(self, seconds: float) -> None:
        self.now += seconds
        self._others_credit += self.others_bps(self.now) * seconds / 8
        while self._others_credit >= 1200:
            self._others_credit -= 1200
            self.link.passes(1200, self.now)
        self._credit += min(self.estimator.bps, self.demand_bps(self.now)) * seconds / 8
        while self._credit >= 1100:
            self._credit -= 1100
            self._send(1100)
        for item in [each for each in self._on_way if each[0] <= self.now]:
            self._on_way.remove(item)
            feedback = twcc.read(item[1])
            assert feedback is not None
            trip = self.link.delay_seconds * 2 + self.link.waiting_seconds(self.now)
            self.estimator.feedback(feedback, self._sent, self._number & 0xFFFF, trip, self.now)

    def _send(self, octets: int) -> None:
        self._number += 1
        self._sent[self._number & RING_MASK] = (self.now, octets)
        at = self.link.passes(octets, self.now)
        if at is not None:
            self._arrivals.append((at, self._number & 0xFFFF))

    def _give_feedback(self) -> None:
        here = sorted(each for each in self._arrivals if each[0] <= self.now)
        self._arrivals = [each for each in self._arrivals if each[0] > self.now]
        body = self._writer.build((number, at + 5000.0) for at, number in here)
        if body is not None and self._random.random() >= self.feedback_loss:
            self._on_way.append((self.now + self.link.delay_seconds, body))

    def mean_bps(self, last_seconds: float) -> float:
        values = [bps for at, bps, _ in self.history if at > self.now - last_seconds]
        return sum(values) / len(values)
