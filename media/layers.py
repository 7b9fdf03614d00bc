"""Which simulcast layer of each shown picture fits its size and the peer's bandwidth.

Pure. When bandwidth is short things give way in this order: the quality of cameras,
then cameras one by one from the least important, then nothing more: the shared screen
and every voice stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, Generic, TypeVar

from media.ids import LAYERS

NOMINAL_HEIGHT_PX: Final = {"l": 180, "m": 360, "h": 720}
NOMINAL_BITRATE_BPS: Final = {"l": 150_000, "m": 500_000, "h": 1_500_000}

ENOUGH_OF_SHOWN: Final = 0.8
"""A layer of this share of the shown height is sharp enough to stay with."""
UPGRADE_MARGIN: Final = 1.15
"""A layer above the present one must fit with this much to spare, so that it stays."""

STOPPED_SECONDS: Final = 0.5
"""A layer so far behind the others has been stopped by its publisher."""
GONE_SECONDS: Final = 2.0

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer that a publisher offers."""

    name: str
    height_px: int
    bitrate_bps: float
    nominal_bps: float
    """What it may well come to: a still picture costs little, but does not stay still."""


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


def fitting(wish: Wish[Id]) -> int:
    """The index of the smallest layer that is large enough for the shown size.

    The way up and the way down differ, so that a window edge does not flap.
    """
    now = _index_of(wish, wish.current)
    for index, layer in enumerate(wish.layers):
        enough = wish.height_px if index < now else wish.height_px * ENOUGH_OF_SHOWN
        if layer.height_px >= enough:
            return index
    return len(wish.layers) - 1


def choose(wishes: Sequence[Wish[Id]], budget_bps: float) -> tuple[Mapping[Id, str | None], bool]:
    """A layer, or None for "not now", for each wish, and whether any of them gave way.

    The most important wishes come first.
    """
    fits = [fitting(wish) for wish in wishes]
    picked = list(fits)
    now = [_index_of(wish, wish.current) for wish in wishes]

    def cost(at: int) -> float:
        index = picked[at]
        if index < 0:
            return 0.0
        layer = wishes[at].layers[index]
        if index <= now[at]:
            return layer.bitrate_bps
        return max(layer.bitrate_bps * UPGRADE_MARGIN, layer.nominal_bps)

    total = sum(map(cost, range(len(wishes))))
    cameras = [at for at in reversed(range(len(wishes))) if not wishes[at].is_screen]
    # Quality first, one step at a time from the least important; only then whole cameras.
    for lowest in (len(LAYERS) - 2, 0, -1):
        for at in cameras:
            while total > budget_bps and picked[at] > lowest:
                before = cost(at)
                picked[at] -= 1
                total += cost(at) - before
    chosen = {
        wish.id: wish.layers[index].name if index >= 0 else None
        for wish, index in zip(wishes, picked, strict=True)
    }
    return chosen, picked != fits


def _index_of(wish: Wish[Id], name: str | None) -> int:
    """Where a layer is among those of the wish; -1 if it is not."""
    return next((index for index, layer in enumerate(wish.layers) if layer.name == name), -1)


def best_coming(target: str, behind_seconds: Mapping[str, float]) -> str | None:
    """What to forward of the layers that really come; None: nothing better than the target.

    `behind_seconds`: how much older each layer's newest packet is than the newest of all;
    infinite for one that never came. Publishers stop layers by themselves: for small captures,
    lack of CPU or bandwidth. The next one below stands in soon, one above only after a while,
    since it may be more than the subscriber can take.
    """
    index = LAYERS.index(target)
    for name in reversed(LAYERS[: index + 1]):
        if behind_seconds.get(name, inf) < STOPPED_SECONDS:
            return name
    if behind_seconds.get(target, inf) < GONE_SECONDS:
        return target
    above = (name for name in LAYERS[index:] if behind_seconds.get(name, inf) < STOPPED_SECONDS)
    return next(above, None)
