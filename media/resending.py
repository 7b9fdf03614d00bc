"""What one subscriber is sent again: answers to its NACKs, and copies unasked.

Keeps each kind within its allowance: a NACK of a few octets asks for much, and an overfull link is
not mended by filling it further. The bytes are made by `media.outlet`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from media import rtcp
from media.counters import Counters
from media.outgoing import OutSlot
from media.outlet import Outlet
from media.redundancy import RedundancyNeed
from media.second_copies import Copies, copies_after

NACKS_PER_SECOND: Final = 3000
"""Numbers looked for, found or not: a link that loses a third of all pictures asks for fewer."""
RESENDS_PER_SECOND: Final = 600
REPAIR_SHARE: Final = 0.25
"""Of a subscriber's bandwidth, for sending pictures again. Voices are always repaired."""
MIN_REPAIR_OCTETS: Final = 12_000


class Resending:
    """One subscriber's repairs."""

    def __init__(self, outlet: Outlet, counters: Counters) -> None:
        self._outlet = outlet
        self._counters = counters
        self._resends_left = RESENDS_PER_SECOND
        self._nacks_left = NACKS_PER_SECOND
        self._octets_left = float(MIN_REPAIR_OCTETS)
        self._need = RedundancyNeed()
        self._copies = Copies.NONE

    def answer(self, slot: OutSlot | None, asked: rtcp.Nack, now: float) -> None:
        """Send again what a NACK names, as far as it is there and allowed."""
        sequences: Sequence[int] = asked.sequences[: max(0, self._nacks_left)]
        self._nacks_left -= len(asked.sequences)
        self._counters.resends_refused += len(asked.sequences) - len(sequences)
        if slot is not None and not slot.is_picture:
            self._need.asked(len(sequences), now)
            sequences = slot.truly_lost(sequences)
        for sequence in sequences:
            octets = self._outlet.resend(slot, sequence) if slot and self._may_resend(slot) else 0
            if not slot or not octets:
                self._counters.resends_refused += 1
                continue
            self._counters.packets_resent += 1
            self._resends_left -= 1
            if slot.is_picture:
                self._octets_left -= octets
                self._repeat(slot, sequence, octets)

    def _may_resend(self, slot: OutSlot) -> bool:
        return self._resends_left > 0 and (self._octets_left > 0 or not slot.is_picture)

    def _repeat(self, slot: OutSlot, sequence: int, octets: int) -> None:
        """Let a repair go again with the next tick, if the link loses."""
        if self._copies is Copies.NONE or self._octets_left <= 0 or slot.link.credit <= 0:
            return
        if slot.link.pacer.hold_repair((slot, sequence)):
            self._counters.packets_copied += 1
            self._octets_left -= octets

    def pass_time(self, seconds: float, limit_bps: float) -> None:
        """Allow more, `seconds` after the last call; `limit_bps`: what may be sent to the subscriber."""
        per_second = limit_bps / 8 * REPAIR_SHARE
        most = max(MIN_REPAIR_OCTETS, per_second)
        self._octets_left = min(self._octets_left + per_second * seconds, most)

    def begin_second(self, voices: Iterable[OutSlot], now: float) -> None:
        """Every second: count anew, and decide whether voices go doubled."""
        self._resends_left = RESENDS_PER_SECOND
        self._nacks_left = NACKS_PER_SECOND
        for slot in voices:
            slot.prefer_redundancy(self._need.is_there(now))

    def choose_copies(
        self,
        slots: Iterable[OutSlot],
        loss_fraction: float,
        sending_bps: float,
        limit_bps: float,
        lowered_seconds_ago: float,
    ) -> None:
        """Decide what of the pictures goes twice (see `media.second_copies`); every second."""
        self._copies = copies_after(self._copies, loss_fraction, sending_bps, limit_bps, lowered_seconds_ago)
        for slot in slots:
            if slot.is_picture:
                slot.prefer_copies(self._copies is Copies.ALL)
