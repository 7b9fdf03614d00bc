"""Which simulcast layer of each shown picture a subscriber gets, by its size and by bandwidth.

Pure. When bandwidth is short things give way in this order: the quality of cameras, small
tiles before large ones; then cameras one by one, who spoke longest ago first; then the
quality of the shared screen, and where not even its slowest layer fits, the screen. Voices
stay. Going down is at once; going up waits a little after that, and longer each time it had
to be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Generic, TypeVar

from media.ids import LAYERS
from media.layers import Layer

ENOUGH_OF_SHOWN: Final = 0.8
"""A layer of this share of the shown height is sharp enough to stay with."""
UPGRADE_MARGIN: Final = 1.15
"""A layer above the present one must fit with this much to spare, so that it stays."""

IN_TALK_SECONDS: Final = 10.0
"""Who spoke within this time counts as speaking: in a dialogue pictures do not change at each turn."""

HOLD_SECONDS: Final = 1.5
"""Nothing goes up for so long after something gave way."""
MAX_HOLD_SECONDS: Final = 24.0
REGRETTED_SECONDS: Final = 6.0
"""What has to be taken back so soon after going up was no good idea: the hold is doubled."""

Id = TypeVar("Id")
Rank = tuple[bool, float, float]
"""Smaller is more important."""


@dataclass(frozen=True, slots=True)
class Wish(Generic[Id]):
    """One picture a client shows, and what there is of it."""

    id: Id
    height_px: int
    """As shown, in device pixels."""
    layers: tuple[Layer, ...]
    """From the smallest to the largest; at least one."""
    is_screen: bool
    current: str | None
    """The layer that is forwarded now."""
    is_spotlit: bool = False
    spoke_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class Allocation(Generic[Id]):
    """What each wish gets."""

    layers: Mapping[Id, str | None]
    """A layer's name, or None for "not now"."""
    wanted_bps: float
    """What all of them would need to get what fits their size."""
    gave_way: bool
    """Whether any of them gets less."""


class Allocator(Generic[Id]):
    """One subscriber's pictures, kept steady over time."""

    def __init__(self) -> None:
        self._held_until = self._raised_at = float("-inf")
        self._hold = HOLD_SECONDS
        self._off: frozenset[Id] = frozenset()
        """What was not shown last time for lack of bandwidth."""

    def allocate(self, wishes: Sequence[Wish[Id]], budget_bps: float, now: float) -> Allocation[Id]:
        """A layer for each wish within the budget; of equal ones the first are the most important."""
        steps = _Steps(wishes, now)
        wanted_bps = steps.total
        if now < self._held_until:
            for at, wish in enumerate(wishes):
                least = -1 if wish.id in self._off else 0
                steps.lower_to(at, max(steps.now[at], least))
        steps.give_way(budget_bps)
        self._remember(wishes, steps, now)
        layers = {
            wish.id: wish.layers[index].name if index >= 0 else None
            for wish, index in zip(wishes, steps.picked, strict=True)
        }
        return Allocation(layers, wanted_bps, steps.picked != steps.fits)

    def _remember(self, wishes: Sequence[Wish[Id]], steps: _Steps[Id], now: float) -> None:
        pairs = list(zip(steps.picked, steps.now, steps.fits, strict=True))
        if any(picked < min(before, fits) for picked, before, fits in pairs):
            if now - self._raised_at < REGRETTED_SECONDS:
                self._hold = min(MAX_HOLD_SECONDS, self._hold * 2)
            elif now - self._held_until > REGRETTED_SECONDS:
                self._hold = HOLD_SECONDS
            self._held_until = now + self._hold
        if any(before >= 0 and picked > before for picked, before, _ in pairs):
            self._raised_at = now
        self._off = frozenset(w.id for w, picked in zip(wishes, steps.picked, strict=True) if picked < 0)


class _Steps(Generic[Id]):
    """How far up its layers each wish is picked, and what that costs together."""

    def __init__(self, wishes: Sequence[Wish[Id]], at: float) -> None:
        self._wishes = wishes
        self._at = at
        self.now = [_index_of(wish, wish.current) for wish in wishes]
        self.fits = [fitting(wish) for wish in wishes]
        self.picked = list(self.fits)
        self.total = sum(self._cost(at) for at in range(len(wishes)))

    def _cost(self, at: int) -> float:
        index = self.picked[at]
        if index < 0:
            return 0.0
        layer = self._wishes[at].layers[index]
        if index == self.now[at]:
            return layer.bitrate_bps
        margin = UPGRADE_MARGIN if index > self.now[at] else 1.0
        return max(layer.bitrate_bps * margin, layer.nominal_bps)

    def lower_to(self, at: int, index: int) -> None:
        """Pick at most this layer."""
        if index < self.picked[at]:
            self.total -= self._cost(at)
            self.picked[at] = index
            self.total += self._cost(at)

    def give_way(self, budget_bps: float) -> None:
        """Quality first, of tiles of one size by a step each; only then whole cameras."""
        by_size = giving_way(self._wishes, lambda wish: quality_rank(wish, self._at))
        by_speech = giving_way(self._wishes, lambda wish: presence_rank(wish, self._at))
        cameras = [at for at in by_size if not self._wishes[at].is_screen]
        screens = [at for at in by_size if self._wishes[at].is_screen]
        for _, alike in groupby(cameras, lambda at: quality_rank(self._wishes[at], self._at)[:2]):
            tiles = list(alike)
            for least in reversed(range(len(LAYERS) - 1)):
                self._lower(tiles, least, budget_bps)
        self._lower([at for at in by_speech if at in cameras], -1, budget_bps)
        self._lower(screens, -1, budget_bps)

    def _lower(self, order: Sequence[int], least: int, budget_bps: float) -> None:
        for at in order:
            while self.total > budget_bps and self.picked[at] > least:
                self.lower_to(at, self.picked[at] - 1)


def giving_way(wishes: Sequence[Wish[Id]], rank: Callable[[Wish[Id]], Rank]) -> list[int]:
    """The wishes' indices, the least important first; `rank` is smallest for the most important."""
    ranks = [rank(wish) for wish in wishes]
    return sorted(range(len(wishes)), key=lambda at: (ranks[at], at), reverse=True)


def quality_rank(wish: Wish[Id], now: float) -> Rank:
    """Whose picture stays sharp longest: the spotlit one, then large ones, then who spoke last.

    Sizes count by powers of two: in a gallery all tiles are equal, whatever a rounded pixel says.
    """
    return (not wish.is_spotlit, -wish.height_px.bit_length(), -_spoke_at(wish, now))


def presence_rank(wish: Wish[Id], now: float) -> Rank:
    """Who stays in sight longest: the spotlit one, then who spoke last, then large ones."""
    return (not wish.is_spotlit, -_spoke_at(wish, now), -wish.height_px.bit_length())


def _spoke_at(wish: Wish[Id], now: float) -> float:
    """All who talk with one another in these moments are equal."""
    return now if now - wish.spoke_at < IN_TALK_SECONDS else wish.spoke_at


def fitting(wish: Wish[Id]) -> int:
    """The index of the smallest layer that is large enough for the shown size.

    The way up and the way down differ, so that a window edge does not flap. A screen's layers are all
    of its full size, and differ in how soon they follow what moves.
    """
    now = _index_of(wish, wish.current)
    if wish.is_screen:
        return len(wish.layers) - 1
    for index, layer in enumerate(wish.layers):
        enough = wish.height_px if index < now else wish.height_px * ENOUGH_OF_SHOWN
        if layer.height_px >= enough:
            return index
    return len(wish.layers) - 1


def _index_of(wish: Wish[Id], name: str | None) -> int:
    """Where a layer is among those of the wish; -1 if it is not."""
    return next((index for index, layer in enumerate(wish.layers) if layer.name == name), -1)
