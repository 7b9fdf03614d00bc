"""When the next transport may be set up, so that a crowd does not silence those who talk.

An offer costs some milliseconds of CPU, its handshake more. When a process is replaced hundreds come
back in the same moment: they go one by one, urgent ones first, else in the order they came, with a
moment between them that belongs to packets, if there are any, and only so many are under way at once.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from itertools import count
from typing import Final

AT_ONCE: Final = 32
"""Enough for a far network: a handshake takes some round trips in which nobody computes."""
PAUSE_SECONDS: Final = 0.004
"""About as long as an answer takes, so that half of the time is left for packets."""
HELD_SECONDS: Final = 3.0
"""Who does not finish the handshake in this time makes nobody wait any longer."""
PATIENCE_SECONDS: Final = 1.2
"""Who waits longer is asked to try again: a client takes silence of two seconds for a dead connection."""

Who = tuple[str, str]
"""A room and a peer."""


class Handshakes:
    """The handshakes under way and those who wait, of one process."""

    def __init__(self, media_flows: Callable[[], bool], at_once: int = AT_ONCE) -> None:
        """`media_flows`: whether anybody would notice that a packet has to wait."""
        self._media_flows = media_flows
        self._at_once = at_once
        self._order = count()
        self._waiting: list[tuple[bool, int, Who, asyncio.Future[None]]] = []
        self._under_way: dict[Who, asyncio.TimerHandle] = {}
        self._pause: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._under_way)

    async def begin(self, who: Who, *, urgent: bool) -> bool:
        """Wait for a place; False when none came free in time. `end` gives it back."""
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not urgent, next(self._order), who, place))
        self._let_in()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await place
        except TimeoutError:
            return False
        return True

    def end(self, who: Who) -> None:
        """The handshake is over, well or not; unknown ones are fine."""
        timer = self._under_way.pop(who, None)
        if timer is not None:
            timer.cancel()
            self._let_in()

    def close(self) -> None:
        """Stop all timers; who still waits does so in vain."""
        for timer in self._under_way.values():
            timer.cancel()
        self._under_way.clear()
        if self._pause is not None:
            self._pause.cancel()

    def _let_in(self) -> None:
        """Let the next one in, if there is room, and then nobody for a moment."""
        if self._pause is not None or len(self._under_way) >= self._at_once:
            return
        while self._waiting:
            _, _, who, place = heapq.heappop(self._waiting)
            if place.done():  # gave up
                continue
            self._hold(who)
            place.set_result(None)
            pause = PAUSE_SECONDS if self._media_flows() else 0.0
            self._pause = asyncio.get_running_loop().call_later(pause, self._go_on)
            return

    def _hold(self, who: Who) -> None:
        before = self._under_way.get(who)
        if before is not None:  # it offers anew: still one
            before.cancel()
        self._under_way[who] = asyncio.get_running_loop().call_later(HELD_SECONDS, self.end, who)

    def _go_on(self) -> None:
        self._pause = None
        self._let_in()
