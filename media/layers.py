"""Which simulcast layer of each shown picture fits its size and the peer's bandwidth.

Pure. When bandwidth is short things give way in this order: the quality of cameras,
then cameras one by one from the least important, then nothing more: the shared screen
and every voice stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from media.ids import LAYERS

NOMINAL_HEIGHT_PX: Final = {"l": 180, "m": 360, "h": 720}
NOMINAL_BITRATE_BPS: Final = {"l": 150_000, "m": 500_000, "h": 1_500_000}

ENOUGH_OF_SHOWN: Final = 0.8
"""A layer of this share of the shown height is sharp enough to stay with."""
UPGRADE_MARGIN: Final = 1.15
"""A layer above the present one must fit with this much to spare, so that it stays."""

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer that a publisher offers."""

    name: str
    height_px: int
    bitrate_bps: float


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
    names = [layer.name for layer in wish.layers]
    now = names.index(wish.current) if wish.current in names else -1
    for index, layer in enumerate(wish.layers):
        enough = wish.height_px if index < now else wish.height_px * ENOUGH_OF_SHOWN
        if layer.height_px >= enough:
            return index
    return len(wish.layers) - 1


def choose(wishes: Sequence[Wish[Id]], budget_bps: float) -> Mapping[Id, str | None]:
    """A layer, or None for "not now", for each wish; the most important wishes come first."""
    picked = {wish.id: fitting(wish) for wish in wishes}

    def cost(wish: Wish[Id]) -> float:
        index = picked[wish.id]
        if index < 0:
            return 0.0
        layer = wish.layers[index]
        names = [each.name for each in wish.layers]
        is_upgrade = wish.current not in names or index > names.index(wish.current or "")
        return layer.bitrate_bps * (UPGRADE_MARGIN if is_upgrade else 1.0)

    total = sum(cost(wish) for wish in wishes)
    cameras = [wish for wish in reversed(wishes) if not wish.is_screen]
    # Quality first, one step at a time from the least important; only then whole cameras.
    for lowest in (len(LAYERS) - 2, 0, -1):
        for wish in cameras:
            while total > budget_bps and picked[wish.id] > lowest:
                before = cost(wish)
                picked[wish.id] -= 1
                total += cost(wish) - before
    return {wish.id: wish.layers[picked[wish.id]].name if picked[wish.id] >= 0 else None for wish in wishes}


def best_alive(target: str, alive: Sequence[str]) -> str | None:
    """What to forward of the layers that really come: the target, else the next below, else above.

    Publishers stop layers by themselves: for small captures, lack of CPU or bandwidth.
    """
    order = {name: index for index, name in enumerate(LAYERS)}
    present = sorted(alive, key=lambda name: order[name])
    below = [name for name in present if order[name] <= order[target]]
    if below:
        return below[-1]
    return present[0] if present else None
