"""How many bits per second a link to a subscriber can carry, from what arrives there.

Pure. After draft-ietf-rmcat-gcc-02: by delay (section 5, the queue itself in `media.delay`)
and by loss (section 6). What is different, and why:

- Loss counts above 10 %, as in the draft, but growth goes on up to 6 % instead of 2 %:
  wireless links lose some per cent whatever is sent.
- Lasting loss lowers to what arrives, not half the way there: a short queue would stay full,
  and drop voices, for long.
- Heavy loss is judged within a quarter of a second: short queues show a cut in no other way.
- Who sends far less than the link may carry is not thrown back to what happens to be sent.
- Growth by itself is slow; probing (`media.probing`) makes the large steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from media.delay import DelayDetector, Mark, Usage
from media.twcc import TICK_SECONDS, Feedback

RING: Final = 2048
"""For so many packets is remembered when they were sent: over a second of the fastest link."""
RING_MASK: Final = RING - 1

START_BPS: Final = 3_500_000.0
MIN_BPS: Final = 50_000.0
MAX_BPS: Final = 12_000_000.0

DECREASE: Final = 0.85
"""Of what arrives, when the queue grows (section 5.5)."""
GROWTH_PER_SECOND: Final = 0.08
NEAR: Final = 0.15
"""This near to where the queue grew last, growth is by addition."""
PACKET_BITS: Final = 9600
UNPROVEN: Final = 1.5
"""By how much the limit may grow beyond what arrives."""
SPARE: Final = 0.7
"""Who sends less than this share of the limit does not use it."""
DELIVERED: Final = 0.85
"""Of what is sent: with less arriving in the same time the link is too slow."""

RATE_SECONDS: Final = 0.4
MIN_SPAN_SECONDS: Final = 0.12
REORDERED_SECONDS: Final = 0.5

HEAVY_SECONDS: Final = 0.25
HEAVY_PACKETS: Final = 20
HEAVY_SURE_PACKETS: Final = 60
HEAVY_LOSS: Final = 0.3
"""So much is an overfull link even when counted over a quarter of a second. With few packets
it must happen twice in a row: a key frame's burst may have met a short queue."""
DEEPEST_CUT: Final = 0.4
"""What is kept at least in one step when nothing tells how much arrives."""
MILD_SECONDS: Final = 1.5
MILD_PACKETS: Final = 100
MILD_LOSS: Final = 0.1
"""Judged over a longer time: a link that loses 5 % at random must not look worse."""
MILD_FLOOR_BPS: Final = 300_000.0
"""Mild loss alone never takes a small camera and the voices away."""
LOSS_TO_RAISE: Final = 0.06
SETTLE_SECONDS: Final = 0.6
"""After lowering, what is told of was still sent before: its loss does not count."""
FORGET_SECONDS: Final = 2.0
"""Without judgement for so long the loss known is halved: little is sent, little is known."""

SILENT_SECONDS: Final = 1.0
SILENT_FLOOR_BPS: Final = 300_000.0
"""Without any feedback the limit is halved each second, down to this: it may be a short
outage, and then little is to be learnt again."""


class LossMeter:
    """What share of packets gets lost, and whether it is heavy or lasts."""

    def __init__(self, now: float) -> None:
        self.fraction = 0.0
        """Smoothed, over some seconds."""
        self._short, self._long = _Window(now), _Window(now)
        self._was_heavy = False
        self._known_at = now
        self._deaf_until = now

    def count(self, received: int, lost: int, now: float) -> float | None:
        """Count packets; their loss fraction when it is time to judge by it."""
        if now < self._deaf_until:
            return None
        for window in (self._short, self._long):
            window.total += received + lost
            window.lost += lost
        heavy = self._short.fraction_after(HEAVY_SECONDS, HEAVY_PACKETS, now)
        if heavy is not None:
            is_sure = self._short.total >= HEAVY_SURE_PACKETS or self._was_heavy
            self._was_heavy = heavy > HEAVY_LOSS
            self._short = _Window(now)
            if self._was_heavy and is_sure:
                return self.known(heavy, now)
        mild = self._long.fraction_after(MILD_SECONDS, MILD_PACKETS, now)
        if mild is None:
            return None
        self._long = _Window(now)
        return self.known(mild, now)

    def known(self, fraction: float, now: float) -> float:
        """Take a loss fraction that somebody else measured."""
        self._known_at = now
        self.fraction += (fraction - self.fraction) * 0.4
        return fraction

    def settle(self, until: float) -> None:
        """What is told before `until` does not count."""
        self._deaf_until = max(self._deaf_until, until)
        self._was_heavy = False
        self._short, self._long = _Window(until), _Window(until)

    def fade(self, now: float) -> None:
        """Forget slowly what was known long ago; to be called every second or so."""
        if now - self._known_at > FORGET_SECONDS:
            self._known_at = now
            self.fraction /= 2


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


class Rates:
    """What was sent and what arrived, over the last part of a second."""

    def __init__(self) -> None:
        self._told: deque[tuple[float, int, float, int]] = deque()
        self._arrived = self._sent = 0

    def add(self, arrived_at: float, arrived: int, sent_at: float, sent: int) -> None:
        """One feedback: its newest arrival on the receiver's clock and newest sending on ours, octets."""
        told = self._told
        if told and -REORDERED_SECONDS < arrived_at - told[-1][0] < 0:
            arrived_at = told[-1][0]
        if told and not 0 <= arrived_at - told[-1][0] < 10 * RATE_SECONDS:
            told.clear()  # the receiver's clock, or a silence
            self._arrived = self._sent = 0
        told.append((arrived_at, arrived, sent_at, sent))
        self._arrived += arrived
        self._sent += sent
        while len(told) > 2 and arrived_at - told[1][0] >= RATE_SECONDS:
            _, old_arrived, _, old_sent = told.popleft()
            self._arrived -= old_arrived
            self._sent -= old_sent

    def arrived_bps(self) -> float | None:
        """None while too little is known."""
        return self._over(0, self._arrived - self._told[0][1]) if self._told else None

    def sent_bps(self) -> float | None:
        """Of the same packets; None while too little is known."""
        return self._over(2, self._sent - self._told[0][3]) if self._told else None

    def _over(self, which: int, octets: int) -> float | None:
        # The oldest feedback only says when the time begins.
        span: float = self._told[-1][which] - self._told[0][which]
        return octets * 8 / span if span >= MIN_SPAN_SECONDS else None


class Estimator:
    """One link's estimate, of all that carries a transport-wide number."""

    def __init__(self, now: float) -> None:
        self.bps = START_BPS
        self.usage = Usage.NORMAL
        self.loss = LossMeter(now)
        self.rates = Rates()
        self.lowered_at = float("-inf")
        self.told_at: float | None = None
        """When feedback last came."""
        self._detector = DelayDetector()
        self._last_told: int | None = None
        self._controlled_at = now
        self._queue_grew_at_bps: float | None = None
        self._excused_until = now

    @property
    def queue_seconds(self) -> float:
        """How long packets wait on the link, as far as can be told."""
        return self._detector.queue_seconds

    def feedback(
        self,
        feedback: Feedback,
        sent: Sequence[Mark | None],
        newest: int,
        round_trip_seconds: float,
        now: float,
    ) -> int:
        """Take a subscriber's feedback; how many packets it newly told of.

        `sent` is the ring of what was sent, by the number's lower bits; `newest`, the number
        sent last. Nothing is believed of packets never sent, nor twice of any.
        """
        count = len(feedback.symbols)
        last = (feedback.first + count - 1) & 0xFFFF
        known = self._last_told if self._last_told is not None else (feedback.first - 1) & 0xFFFF
        ahead = (last - known) & 0xFFFF
        if not count or not 0 < ahead < 0x8000 or (newest - last) & 0xFFFF >= RING - count:
            return 0
        skipped = count - ahead
        untold = sent_octets(sent, known + 1, -skipped) if skipped < 0 else 0
        first = feedback.first + max(0, skipped)
        self._last_told, self.told_at = last, now
        symbols, ticks = feedback.symbols, feedback.ticks
        if skipped > 0:
            ticks = ticks[skipped - symbols[:skipped].count(0) :]
            symbols = symbols[skipped:]
        self._told(marks(sent, first, len(symbols)), symbols, ticks, untold, now)
        self._control(round_trip_seconds, now)
        return len(symbols)

    def _told(
        self, told: list[Mark | None], symbols: list[int], ticks: list[int], untold: int, now: float
    ) -> None:
        """`untold`: octets whose feedback was lost; they are taken to have arrived."""
        lost = symbols.count(0)
        if not ticks:
            self._judge_loss(self.loss.count(0, lost, now), now)
            return
        arrived = [mark for mark, symbol in zip(told, symbols, strict=True) if symbol and mark]
        if len(arrived) != len(ticks):
            return  # of packets sent before the ring began
        octets = sum([each[1] for each in arrived]) + untold
        sent = octets
        if lost:
            sent += sum(mark[1] for mark, symbol in zip(told, symbols, strict=True) if mark and not symbol)
        self.usage = self._detector.take(arrived, ticks)
        self.rates.add(ticks[-1] * TICK_SECONDS, octets, arrived[-1][0], sent)
        self._judge_loss(self.loss.count(len(arrived), lost, now), now)

    # -- by delay -----------------------------------------------------------------

    def _control(self, round_trip_seconds: float, now: float) -> None:
        """Additive and multiplicative increase, multiplicative decrease (section 5.5)."""
        seconds = min(1.0, max(0.0, now - self._controlled_at))
        self._controlled_at = now
        if self.usage is Usage.OVER:
            settle = min(0.3, max(0.1, round_trip_seconds + 0.05))
            if now >= self._excused_until and now - self.lowered_at >= settle:
                self._queue_grows(now)
        elif self.usage is Usage.NORMAL and self.loss.fraction < LOSS_TO_RAISE:
            self._grow(seconds, round_trip_seconds)

    def _queue_grows(self, now: float) -> None:
        arrived, sent = self.rates.arrived_bps(), self.rates.sent_bps()
        if arrived is None or sent is None:
            target = self.bps * DECREASE
        elif sent < SPARE * self.bps and arrived > DELIVERED * sent:
            # All of the little that is sent comes through: somebody else fills the queue.
            target = max(self.bps * DECREASE, arrived * DECREASE)
        else:
            target = arrived * DECREASE
            self._queue_grew_at_bps = arrived
        self.lower(target, now)

    def _grow(self, seconds: float, round_trip_seconds: float) -> None:
        arrived = self.rates.arrived_bps()
        if arrived is None:
            return
        known = self._queue_grew_at_bps
        if known is not None and arrived > known * (1 + NEAR):
            self._queue_grew_at_bps = known = None
        if known is not None and self.bps > known * (1 - NEAR):
            grown = self.bps + PACKET_BITS / (round_trip_seconds + 0.1) * seconds
        else:
            grown = self.bps * (1 + GROWTH_PER_SECOND * seconds)
        self.bps = max(self.bps, min(grown, arrived * UNPROVEN, MAX_BPS))

    # -- by loss --------------------------------------------------------------------

    def reported(self, received: int, lost: int, sending_bps: float, now: float) -> None:
        """Count packets of a receiver report, for clients that give no better feedback."""
        self._judge_loss(self.loss.count(received, lost, now), now, sending_bps)

    def lost(self, fraction: float, sending_bps: float, now: float) -> None:
        """Take a loss fraction that the client measured itself."""
        self._judge_loss(self.loss.known(fraction, now), now, sending_bps)

    def _judge_loss(self, fraction: float | None, now: float, sending_bps: float | None = None) -> None:
        """Lower by this loss; `sending_bps` where no feedback tells what arrives (section 6)."""
        if fraction is None or fraction <= MILD_LOSS or now < self._excused_until:
            return
        sending = sending_bps if sending_bps is not None else self.rates.sent_bps() or self.bps
        known = min(self.bps, max(sending, MIN_BPS))
        if fraction > HEAVY_LOSS:
            arrived = self.rates.arrived_bps() if sending_bps is None else None
            least = arrived * DECREASE if arrived is not None else 0.0
            self.lower(max(least, known * max(1 - fraction, DEEPEST_CUT)), now)
        else:
            floor = min(self.bps, MILD_FLOOR_BPS)
            self.lower(max(floor, known * (1 - fraction)), now)
        self.loss.settle(now + SETTLE_SECONDS)

    # -- from outside -----------------------------------------------------------------

    def lower(self, bps: float, now: float) -> None:
        """Go down to `bps`, if that is down."""
        self.lowered_at = now
        self.bps = max(MIN_BPS, min(self.bps, bps))

    def raise_to(self, bps: float) -> None:
        """`bps` have been seen to arrive, or are to be tried."""
        self.bps = min(MAX_BPS, max(self.bps, bps))

    def excuse(self, until: float) -> None:
        """Until then a growing queue and loss are of our own making: a probe's."""
        self._excused_until = until
        self.loss.settle(until)

    def pass_time(self, is_sending: bool, now: float) -> None:
        """To be called every second or so; `is_sending` packets that feedback should tell of."""
        self.loss.fade(now)
        if self.told_at is None:
            return
        if not is_sending:
            # Our packets have left the link's queue; without this a link on which all pictures gave way
            # would be taken for overfull for ever, and never tried again.
            self._detector = DelayDetector()
            self.usage = self._detector.usage
            return
        if now - max(self.told_at, self.lowered_at) > SILENT_SECONDS and self.bps > SILENT_FLOOR_BPS:
            self.lower(max(SILENT_FLOOR_BPS, self.bps / 2), now)


def marks(sent: Sequence[Mark | None], first: int, count: int) -> list[Mark | None]:
    """What the ring holds of `count` packets from the number `first` on."""
    start = first & RING_MASK
    found = list(sent[start : start + count])
    return found + list(sent[: count - len(found)]) if len(found) < count else found


def sent_octets(sent: Sequence[Mark | None], first: int, count: int) -> int:
    """Their octets; at most a ring of them."""
    return sum(mark[1] for mark in marks(sent, first, min(count, RING)) if mark is not None)
