"""The way out to one subscriber as its link allows: what had to wait, and padding for probes.

Called with each tick. The common packet does not come by here: see `media.core.Core.fan`.
"""

from __future__ import annotations

from collections.abc import Sequence

from media.adaptation import Budget
from media.core import Core
from media.counters import Counters
from media.link import Link
from media.outgoing import OutSlot
from media.pacer import UNPACED, refill


class Delivery:
    """Keeps one link's credit, and sends what waits for it."""

    def __init__(self, link: Link, core: Core, slots: Sequence[OutSlot], counters: Counters) -> None:
        self._link = link
        self._core = core
        self._counters = counters
        self._padded = next((slot for slot in slots if slot.padding_type() is not None), None)
        """Any slot will do: all share the link."""
        self._given = link.credit
        self._at: float | None = None

    def continue_sending(self, budget: Budget, round_trip_seconds: float, now: float) -> None:
        """Give new credit, send what waits while it lasts, and what a probe needs beside it."""
        link = self._link
        seconds = now - self._at if self._at is not None else 0.0
        self._at = now
        pace_bps = budget.pace_bps(now)
        if pace_bps is None:
            self.stop_pacing()
            return
        spent = self._given - link.credit
        link.credit = self._given = refill(link.credit, pace_bps, seconds)
        if link.pacer:
            self._send_waiting()
        octets = budget.padding(spent, round_trip_seconds, now)
        if octets and self._padded is not None and not link.pacer:
            self._core.outlet.pad(self._padded, octets)

    def stop_pacing(self) -> None:
        """Let everything go at once: what waits, and all that comes."""
        self._link.credit = self._given = UNPACED
        if self._link.pacer:
            self._send_waiting()

    def _send_waiting(self) -> None:
        link = self._link
        while link.credit > 0:
            repair = link.pacer.next_repair()
            if repair is not None:
                self._core.outlet.resend(*repair)
                continue
            held = link.pacer.next_media()
            if held is None:
                break
            subscription, packet = held
            if subscription[1].keeps_up(packet):  # else those before it waited in vain, and so does it
                self._core.fan([subscription], packet)
            else:
                link.pacer.dropped += 1
        self._counters.packets_held_in_vain += link.pacer.dropped
        link.pacer.dropped = 0
