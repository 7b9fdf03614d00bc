"""One camera over two ways that lose, in simulated time: what a viewer sees depends on no machine.

The server's requests are those of `media.nack`; publisher and viewer behave like Chromium: each packet
is answered at most once in a round trip; a gap is asked for at once and again after each round trip.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count

from media.nack import MissingPackets
from media.second_copies import Copies

TICK_SECONDS = 0.02
FIRST = 1000
PACKET_GAP_SECONDS = 0.002


@dataclass
class LossyWays:
    """From publisher to server to viewer; each way loses, and takes half of `round_trip_seconds`."""

    loss: float
    round_trip_seconds: float
    copies: Copies
    seconds: float
    hold_seconds: float
    """How long the viewer's browser holds pictures back."""
    frames_per_second: int = 15
    packets_per_frame: int = 4
    seed: int = 1
    sent: int = 0
    """Packets to the viewer, repairs and copies among them."""
    shown_at: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._order = count()
        self._due: list[tuple[float, int, Callable[[float], None]]] = []
        self._missing = MissingPackets()
        self._missing.round_trip_seconds = self.round_trip_seconds
        self._asked_at = float("-inf")
        self._published: set[int] = set()
        self._answered: dict[int, float] = {}
        self._at_server: set[int] = set()
        self._at_viewer: dict[int, float] = {}
        self._viewer_asked: dict[int, float] = {}
        self._server_highest = self._viewer_highest = FIRST - 1

    def _at(self, when: float, what: Callable[[float], None]) -> None:
        heapq.heappush(self._due, (when, next(self._order), what))

    def _carry(self, now: float, what: Callable[[float], None]) -> None:
        if self._chance.random() >= self.loss:
            self._at(now + self.round_trip_seconds / 2, what)

    def run(self) -> None:
        """Film, and note when each frame is shown."""
        frames = int(self.seconds * self.frames_per_second)
        for index in range(frames * self.packets_per_frame):
            frame, part = divmod(index, self.packets_per_frame)
            at = frame / self.frames_per_second + part * PACKET_GAP_SECONDS
            self._at(at, lambda now, number=FIRST + index: self._publish(number, now))  # type: ignore[misc]
        self._at(0, self._tick)
        while self._due:
            now, _, what = heapq.heappop(self._due)
            what(now)
        for frame in range(frames):
            first = FIRST + frame * self.packets_per_frame
            parts = [self._at_viewer.get(first + part) for part in range(self.packets_per_frame)]
            usual = frame / self.frames_per_second + self.round_trip_seconds + self.hold_seconds
            came = [at for at in parts if at is not None]
            if len(came) == len(parts):
                self.shown_at.append(max(usual, *came, *self.shown_at[-1:]))

    def freezes_a_minute(self) -> float:
        """As browsers count them: a pause of 150 ms, or two frames, more than usual."""
        usual = 1 / self.frames_per_second
        limit = max(3 * usual, usual + 0.15)
        pauses = (after - before for before, after in zip(self.shown_at, self.shown_at[1:], strict=False))
        return sum(pause > limit for pause in pauses) * 60 / self.seconds

    # -- publisher and server -----------------------------------------------------------

    def _publish(self, number: int, now: float) -> None:
        self._published.add(number)
        self._carry(now, lambda at: self._reach_server(number, at))

    def _answer_server(self, numbers: Iterable[int], now: float) -> None:
        for number in self._published.intersection(numbers):
            if now - self._answered.get(number, float("-inf")) >= self.round_trip_seconds - 1e-6:
                self._answered[number] = now
                self._carry(now, lambda at, number=number: self._reach_server(number, at))  # type: ignore[misc]

    def _reach_server(self, number: int, now: float) -> None:
        if number > self._server_highest:
            if number > self._server_highest + 1:
                self._missing.skipped(self._server_highest + 1, number, now)
                self._ask(now)
            self._server_highest = number
        elif not self._missing.arrived(number, now):
            return
        self._at_server.add(number)
        self._forward(number, now)
        if self.copies is Copies.ALL:
            self._at(now + TICK_SECONDS, lambda at: self._forward(number, at))

    def _ask(self, now: float) -> None:
        numbers = self._missing.due(now)
        if numbers:
            self._carry(now, lambda at: self._answer_server(numbers, at))
        if self._missing:
            self._at(max(self._missing.next_at(), now + 0.005), self._ask)

    def _forward(self, number: int, now: float) -> None:
        self.sent += 1
        self._carry(now, lambda at: self._reach_viewer(number, at))

    def _answer_viewer(self, numbers: Iterable[int], now: float) -> None:
        for number in self._at_server.intersection(numbers):
            self._forward(number, now)
            if self.copies:
                self._at(now + TICK_SECONDS, lambda at, number=number: self._forward(number, at))  # type: ignore[misc]

    # -- viewer ---------------------------------------------------------------------------

    def _reach_viewer(self, number: int, now: float) -> None:
        if number in self._at_viewer:
            return
        self._at_viewer[number] = now
        self._viewer_asked.pop(number, None)
        gap = range(self._viewer_highest + 1, number)
        self._viewer_highest = max(self._viewer_highest, number)
        self._want(gap, now)

    def _want(self, numbers: Iterable[int], now: float) -> None:
        wanted = list(numbers)
        self._viewer_asked.update(dict.fromkeys(wanted, now))
        if wanted:
            self._carry(now, lambda at: self._answer_viewer(wanted, at))

    def _tick(self, now: float) -> None:
        patience = self.round_trip_seconds
        self._want([each for each, at in self._viewer_asked.items() if now - at >= patience], now)
        if now < self.seconds + 1:
            self._at(now + TICK_SECONDS, self._tick)
